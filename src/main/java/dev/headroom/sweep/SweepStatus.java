package dev.headroom.sweep;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * How far the search for full groups of an app has come: the one that goes on, or else the last
 * one.
 *
 * @param sdkAppId the app
 * @param state where it stands
 * @param startedAt when it began, or null before the first
 * @param finishedAt when it ended, or null
 * @param groups groups looked at
 * @param full those among them that are full
 * @param asked full groups for which room was asked for
 * @param lookedAfter full groups of which a run goes on, will begin, or rests: asked for by nobody
 * @param unknown full groups that never called
 * @param unread groups that could not be read
 * @param failure why it ended early, or null
 * @param findings full groups that are only listed, the first {@value #LIST_LIMIT} of them
 */
public record SweepStatus(
    long sdkAppId,
    State state,
    Instant startedAt,
    Instant finishedAt,
    long groups,
    long full,
    long asked,
    long lookedAfter,
    long unknown,
    long unread,
    String failure,
    List<Finding> findings) {

  /** The list of findings ends here. */
  public static final int LIST_LIMIT = 1_000;

  /** Where a search stands. */
  public enum State {
    /** There was none yet. */
    NONE,
    /** It goes on. */
    RUNNING,
    /** It has seen all groups. */
    DONE,
    /** It ended before it had seen all groups. */
    FAILED
  }

  /**
   * A full group for which no room is asked for.
   *
   * @param called whether it called before
   */
  public record Finding(
      String groupId, String type, int memberNum, int maxMemberNum, boolean called) {}

  /** Copies the list. */
  public SweepStatus {
    Objects.requireNonNull(state, "state");
    findings = List.copyOf(findings);
  }

  /** The same as one that ended early. */
  SweepStatus failed(String why) {
    return new SweepStatus(
        sdkAppId,
        State.FAILED,
        startedAt,
        finishedAt,
        groups,
        full,
        asked,
        lookedAfter,
        unknown,
        unread,
        why,
        findings);
  }

  /** Before the first search. */
  static SweepStatus none(long sdkAppId) {
    return new SweepStatus(sdkAppId, State.NONE, null, null, 0, 0, 0, 0, 0, 0, null, List.of());
  }
}
