/**
 * The Chat REST API: its calls as methods, the call budget they wait for, their signatures,
 * repetitions and errors, and the walk over the members of a group. {@code ChatApi} is what others
 * see, {@code ChatClient} fills it; a new call goes into both, and into {@code Command}, {@code
 * Question} and {@code Replies}.
 *
 * <p>Knows {@code config} alone; whom to remove is decided elsewhere. {@code Calls} has the way of
 * one call, {@code ErrorCodes} the table of what Tencent's codes mean.
 */
package dev.headroom.chat;
