/**
 * Headroom: keeps room in full Tencent Cloud Chat groups. This package is {@code main()} and the
 * list of commands; each room below has one purpose, and its package-info says where it begins.
 * Which room may know which is in docs/code.md, and {@code RoomsTest} holds the classes against it.
 *
 * <ul>
 *   <li>The command line: {@code cli}, commands of this machine; {@code cli.remote}, commands to a
 *       running service, by the wire only.
 *   <li>The service put together: {@code node}.
 *   <li>Its ports: {@code callback}, where Tencent calls; {@code manage}, where operators do, with
 *       one file a resource in {@code manage.api}; {@code http}, what both read alike, and why a
 *       connection was lost.
 *   <li>Its features: {@code prune}, which alone removes members; {@code restore}, which brings
 *       them back and never knows prune; {@code sweep}, which looks for callbacks that were lost.
 *   <li>Below them: {@code jobs}, the job table and its workers; {@code ledger}, what was done;
 *       {@code chat}, Tencent's REST API; {@code store}, the database.
 *   <li>Below all: {@code config}, what can be configured; {@code config.yaml}, how a strict file
 *       is read; {@code event}, the words that hooks see.
 *   <li>Beside it: {@code cluster}, several nodes as one; {@code hooks}, the user's verticles;
 *       {@code trace}, OpenTelemetry.
 *   <li>Tools: {@code survey}, {@code report}, {@code doctor}; and {@code sandbox}, a simulated
 *       Chat, which shares no code with the rest and knows the wire only.
 * </ul>
 *
 * <p>A callback goes callback, jobs, prune, chat, ledger; a request of an operator goes manage,
 * manage.api, and from there into the feature it is about.
 */
package dev.headroom;
