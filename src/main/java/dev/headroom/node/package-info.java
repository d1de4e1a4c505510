/**
 * One node of the service: builds its parts from the configuration, starts them one after the other
 * and stops them backwards; whether it is ready; what a changed setting does to parts that run.
 *
 * <p>Knows all rooms of the service, and no other room but the command line knows it. It begins at
 * {@code Node}.
 */
package dev.headroom.node;
