package dev.headroom.survey;

import io.vertx.core.Future;

/** What a run would do to a group. Implemented by the code of runs itself. */
@FunctionalInterface
public interface Preview {

  /**
   * Reads and judges the group; changes nothing.
   *
   * @return fails with a {@link dev.headroom.chat.ChatException} when the group cannot be read
   */
  Future<Outlook> of(String groupId);
}
