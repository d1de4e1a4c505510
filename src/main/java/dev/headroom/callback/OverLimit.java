package dev.headroom.callback;

/**
 * Where Tencent's early warning goes: calls of one REST command come near their limit [1047/60256].
 */
@FunctionalInterface
public interface OverLimit {

  /**
   * Takes the warning. Called on an event loop, must not block; failures are the receiver's to
   * handle.
   *
   * @param sdkAppId the app whose calls are many
   * @param command the REST command, {@code Command} of the callback, e.g. {@code batchsendmsg}
   */
  void overLimit(long sdkAppId, String command);
}
