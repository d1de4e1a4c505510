package dev.headroom.jobs;

import java.time.Instant;

/**
 * A stop that is in force.
 *
 * @param sdkAppId the app, or 0 for every app
 * @param groupId the group, or an empty string for every group of the app
 * @param reason why, for people
 * @param until when it ends by itself, or null
 * @param by name of whoever asked
 * @param at since when
 */
public record Pause(
    long sdkAppId, String groupId, String reason, Instant until, String by, Instant at) {

  /** Every app. */
  public static final long ALL_APPS = 0;

  /** Every group. */
  public static final String ALL_GROUPS = "";
}
