/**
 * Undo: brings removed members back, quietly. Knows nothing that could remove anybody, least of all
 * {@code prune}.
 *
 * <p>A restore runs as the group's job, under its lease, so no run prunes the group meanwhile.
 * Knows {@code jobs}, {@code ledger}, {@code store}, {@code chat} and {@code event}. {@code
 * Restorer} takes a task, {@code RestoreRun} carries it out.
 */
package dev.headroom.restore;
