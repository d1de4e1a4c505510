package dev.headroom.jobs;

import dev.headroom.event.GroupKey;
import java.time.Instant;

/**
 * A run that somebody asked for by hand.
 *
 * @param run id of the run, known before it begins
 * @param key the group
 * @param enforce whether this run enforces whatever the configuration says
 * @param released id of the braked run whose people may go, or null
 * @param by name of whoever asked
 * @param at when
 */
public record Request(
    String run, GroupKey key, boolean enforce, String released, String by, Instant at) {}
