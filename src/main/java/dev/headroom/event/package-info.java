/**
 * The words of Headroom: what its messages on the bus are about and look like, and the names that
 * bus, database, metrics and management port have in common. What a hook sees, and nothing else: it
 * is not changed without need.
 *
 * <p>Knows no other room, and all may know it. {@code GroupFull} and {@code GroupPruned} are the
 * messages, {@code Addresses} where they go.
 */
package dev.headroom.event;
