/**
 * Several nodes as one service: the event bus between them, who is there, and what each may take of
 * what belongs to all.
 */
package dev.headroom.cluster;
