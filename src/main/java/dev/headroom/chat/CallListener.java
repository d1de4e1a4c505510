package dev.headroom.chat;

/**
 * Told of each call to Chat when it is wanted, and of its end: waiting for the budget and
 * repetitions lie between. What is answered without a call is not told. See {@link
 * ChatApi#heardBy}.
 */
@FunctionalInterface
public interface CallListener {

  /** Nobody listens. */
  CallListener NOBODY = (api, groupId, count) -> failure -> {};

  /**
   * A call is wanted. On the caller's thread; must not block or throw.
   *
   * @param api name on the wire
   * @param groupId the one group that it is about, or null
   * @param count how many groups or members it is for
   * @return told the end
   */
  End wanted(String api, String groupId, int count);

  /** Told how a call ended. */
  @FunctionalInterface
  interface End {

    /** It ended; on the caller's context, with null when all went well. */
    void ended(Throwable failure);
  }
}
