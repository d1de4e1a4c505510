/**
 * Undo: brings removed members back, quietly. Knows nothing that could remove anybody.
 *
 * <p>A restore runs as the group's job, under its lease, so no run prunes the group meanwhile.
 */
package dev.headroom.restore;
