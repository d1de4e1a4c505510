/** What the ledger tells about a span of time, and whether those who went were missed. */
package dev.headroom.report;
