package dev.headroom.event;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The end of a run, as {@link Addresses#GROUP_PRUNED} tells it: at least once, {@code run} being
 * the key.
 *
 * @param run id of the run
 * @param key the group
 * @param type Tencent's Type of the group, or an empty string when it was never read
 * @param cause who asked
 * @param outcome how it ended
 * @param mode the mode the run had
 * @param removedCount how many members are really gone
 * @param removed those members, at most {@link #LIST_LIMIT} of them
 * @param wouldRemove for {@code observed} and {@code braked}: who would have gone, cut likewise
 * @param seats what is known of the group's seats
 * @param startedAt when the run began
 * @param finishedAt when it ended
 */
public record GroupPruned(
    String run,
    GroupKey key,
    String type,
    Cause cause,
    Outcome outcome,
    Mode mode,
    int removedCount,
    List<Member> removed,
    List<Member> wouldRemove,
    Seats seats,
    Instant startedAt,
    Instant finishedAt) {

  /** Lists longer than this are cut; {@code removedCount} is never cut. */
  public static final int LIST_LIMIT = 500;

  private static final int VERSION = 1;

  /** Copies the lists, cut at {@link #LIST_LIMIT}. */
  public GroupPruned {
    Objects.requireNonNull(run, "run");
    removed = cut(removed);
    wouldRemove = cut(wouldRemove);
  }

  /**
   * A member who went or would have gone.
   *
   * @param account the member's UserID
   * @param lastActivity the newest sign of life
   * @param reason why this member
   */
  public record Member(String account, Instant lastActivity, Reason reason) {
    JsonObject toJson() {
      return new JsonObject()
          .put("account", account)
          .put("lastActivity", lastActivity.toString())
          .put("reason", reason.wire());
    }
  }

  /**
   * Seats of the group; null where it is not known.
   *
   * @param max MaxMemberNum
   * @param before MemberNum when the run began
   * @param after MemberNum when the run had ended
   */
  public record Seats(Integer max, Integer before, Integer after) {

    /** Nothing is known: the group was never read. */
    public static final Seats UNKNOWN = new Seats(null, null, null);
  }

  /** The message body, version 1. Readers ignore what they do not know. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("version", VERSION)
        .put("run", run)
        .put("sdkAppId", key.sdkAppId())
        .put("groupId", key.groupId())
        .put("type", type)
        .put("cause", cause.wire())
        .put("outcome", outcome.wire())
        .put("mode", mode.wire())
        .put("removedCount", removedCount)
        .put("removed", list(removed))
        .put("wouldRemove", list(wouldRemove))
        .put(
            "seats",
            new JsonObject()
                .put("max", seats.max())
                .put("before", seats.before())
                .put("after", seats.after()))
        .put("startedAt", startedAt.toString())
        .put("finishedAt", finishedAt.toString());
  }

  private static List<Member> cut(List<Member> members) {
    return List.copyOf(members.subList(0, Math.min(members.size(), LIST_LIMIT)));
  }

  private static JsonArray list(List<Member> members) {
    JsonArray array = new JsonArray();
    members.forEach(member -> array.add(member.toJson()));
    return array;
  }
}
