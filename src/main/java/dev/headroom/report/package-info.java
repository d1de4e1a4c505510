/**
 * What the ledger tells about a span of time, and whether those who went were missed.
 *
 * <p>Knows {@code ledger}, {@code chat} and {@code event}. {@code LedgerFigures} adds up the
 * ledger, {@code ChatLookup} asks Chat what became of the members, {@code Report} is the result;
 * {@code ReportText}, {@code ReportHtml}, {@code ReportCsv} and {@code ReportJson} show it.
 */
package dev.headroom.report;
