/**
 * The commands of this machine: {@code serve}, which starts a node, and {@code check}, {@code
 * callback}, {@code survey}, {@code report}, {@code sandbox} and {@code usersig}; and what commands
 * share: options, the progress line, Ctrl-C, exit codes. A command reads its options, puts parts of
 * other rooms together, and prints; no rule of the service stands here.
 *
 * <p>May know the node and the tools. One class a command, listed in {@code Headroom}; what is
 * around the work of each is in {@code CommandRun}.
 */
package dev.headroom.cli;
