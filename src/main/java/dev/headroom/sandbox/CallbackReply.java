package dev.headroom.sandbox;

import java.time.Instant;

/**
 * What the app's server made of one callback.
 *
 * @param command {@code CallbackCommand}
 * @param groupId {@code GroupId}, empty for callbacks without one
 * @param sentAt by the backend's clock
 * @param status HTTP status, 0 if there was no answer
 * @param jsonBody true if the body of the answer was a JSON object
 * @param micros from writing the request on an open connection to the last byte of the answer, or
 *     to the failure
 * @param body the body of the answer, empty if there was none
 * @param failure why there was no answer, empty if there was one
 */
public record CallbackReply(
    String command,
    String groupId,
    Instant sentAt,
    int status,
    boolean jsonBody,
    long micros,
    String body,
    String failure) {

  /** Tencent's own test: status 200 and a JSON body [1047/34354]. */
  public boolean ok() {
    return status == 200 && jsonBody;
  }

  /** {@link #micros()} in whole milliseconds. */
  public long millis() {
    return micros / 1000;
  }
}
