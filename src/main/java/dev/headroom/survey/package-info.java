/** Looks at all groups of an app, tells what Headroom would find and do there, and does nothing. */
package dev.headroom.survey;
