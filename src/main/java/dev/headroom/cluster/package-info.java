/**
 * Several nodes as one service: the event bus between them, who is there, and what each may take of
 * what belongs to all.
 *
 * <p>Knows {@code config} and {@code store}. {@code ClusterBus} joins the bus, {@code Nodes} keeps
 * a node in the list of those that live, {@code Share} divides the calls.
 */
package dev.headroom.cluster;
