/**
 * The commands to a running service. They know it only by the JSON of its management port, and of
 * the configuration no more than where that port is: so they fit a service of another version, too.
 *
 * <p>One class a command, with what it prints in a {@code …Screen}; {@code ManagementClient} is the
 * service, {@code Connection} how it is found and how its answers are shown.
 */
package dev.headroom.cli.remote;
