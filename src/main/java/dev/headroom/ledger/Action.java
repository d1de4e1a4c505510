package dev.headroom.ledger;

import java.time.Instant;
import java.util.Objects;

/**
 * A call that changed something.
 *
 * @param id unique, in the order of time
 * @param at when
 * @param by name of the token that was used
 * @param role what that token allowed
 * @param action what was done, e.g. pause
 * @param sdkAppId the app, or null when it was about no single one
 * @param groupId the group, or null likewise
 * @param target what else it was about, e.g. id of a run, or null; never an account
 * @param reason why, as the caller said, or null
 */
public record Action(
    String id,
    Instant at,
    String by,
    String role,
    String action,
    Long sdkAppId,
    String groupId,
    String target,
    String reason) {

  /** Refuses nulls where there must be something. */
  public Action {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(action, "action");
  }
}
