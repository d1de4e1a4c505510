/**
 * HTTP as all speak it: how requests of both ports are read, and why a connection of a client was
 * lost.
 *
 * <p>Knows no other room. {@code RequestReading} is for the ports, {@code LostConnection} for those
 * who call.
 */
package dev.headroom.http;
