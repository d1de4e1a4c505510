/**
 * The user's own verticles, from jars beside the service. Whatever becomes of them is told in the
 * log and stays with them.
 *
 * <p>Knows {@code config} alone; a hook sees the bus and the words of {@code event}. {@code Hooks}
 * starts and stops them all.
 */
package dev.headroom.hooks;
