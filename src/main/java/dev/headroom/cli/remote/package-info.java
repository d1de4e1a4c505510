/**
 * The operator's commands. They know a running service only by the JSON of its management port, and
 * of the configuration no more than where that port is.
 */
package dev.headroom.cli.remote;
