package dev.headroom.sandbox;

import io.vertx.core.Future;
import java.util.Optional;

/**
 * What became of somebody who wanted to join a group.
 *
 * @param outcome joined or not
 * @param callback the answer to the callback about the full group that this attempt caused; empty
 *     if it caused none. The future never fails.
 */
public record Join(Outcome outcome, Optional<Future<CallbackReply>> callback) {
  /** Kinds of outcome. */
  public enum Outcome {
    JOINED,
    /** The group was full. */
    REFUSED,
    ALREADY_MEMBER
  }

  /** True if the person got in now. */
  public boolean joined() {
    return outcome == Outcome.JOINED;
  }

  /** True if the group was full. */
  public boolean refused() {
    return outcome == Outcome.REFUSED;
  }
}
