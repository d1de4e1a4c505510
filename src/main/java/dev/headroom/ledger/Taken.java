package dev.headroom.ledger;

/**
 * Members that are gone or may be: removed, or meant to be removed with an unknown result.
 *
 * @param group from the group in the last 24 hours
 * @param app from all groups of the app in the last 24 hours
 */
public record Taken(int group, int app) {}
