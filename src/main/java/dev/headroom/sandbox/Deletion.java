package dev.headroom.sandbox;

import java.time.Instant;

/**
 * One account named in a {@code delete_group_member} that was carried out.
 *
 * @param account who
 * @param at when, by the backend's clock
 * @param wasMember false if there was no such member at that moment, so that nothing happened
 * @param silent {@code Silence} was 1
 * @param reason {@code Reason}, or empty
 * @param call number of the call
 */
public record Deletion(
    String account, Instant at, boolean wasMember, boolean silent, String reason, long call) {}
