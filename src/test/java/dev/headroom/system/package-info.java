/**
 * The whole service, with its ports and a database, beside the simulated backend: in this process
 * ({@code …Test}), or as the built jar ({@code …IT}). Tests of one class live beside that class
 * instead.
 *
 * <p>Fixtures: {@code NodeInProcess} and {@code LocalService} are nodes in this process, {@code
 * Jar} is one as a user runs it; {@code Scene} and {@code Fleet} are several of them, {@code
 * Database} is a PostgreSQL that can be cut off.
 */
package dev.headroom.system;
