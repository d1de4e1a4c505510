package dev.headroom.sandbox;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * One REST call as it arrived, and what became of it. Safe for all threads.
 *
 * <p>UserSig is not kept.
 */
public final class ChatCall {
  private static final int UNANSWERED = Integer.MIN_VALUE;

  private final long number;
  private final long sdkAppId;
  private final String service;
  private final String api;
  private final Instant at;
  private final long arrivedNanos;
  private volatile JsonObject body = new JsonObject();
  private volatile int code = UNANSWERED;
  private volatile Fault fault;

  ChatCall(long number, long sdkAppId, String service, String api, Instant at, long arrivedNanos) {
    this.number = number;
    this.sdkAppId = sdkAppId;
    this.service = service;
    this.api = api;
    this.at = at;
    this.arrivedNanos = arrivedNanos;
  }

  /** Position in the order of arrival, from 1. */
  public long number() {
    return number;
  }

  /** {@code sdkappid} of the query, 0 if there was no such number. */
  public long sdkAppId() {
    return sdkAppId;
  }

  /** First half of the path, e.g. {@code group_open_http_svc}. */
  public String service() {
    return service;
  }

  /** The command, e.g. {@code get_group_info}. */
  public String api() {
    return api;
  }

  /** Arrival by the backend's clock. */
  public Instant at() {
    return at;
  }

  /** Arrival by {@link System#nanoTime()}. */
  public long arrivedNanos() {
    return arrivedNanos;
  }

  /** The body; empty if it was no JSON object. The caller gets its own copy. */
  public JsonObject body() {
    return body.copy();
  }

  /** {@code GroupId} of the body, or empty. */
  public String groupId() {
    return body.getValue("GroupId") instanceof String id ? id : "";
  }

  /**
   * {@code ErrorCode} of the answer. Empty while there is none, and for good when a fault let the
   * caller have no readable answer.
   */
  public OptionalInt code() {
    int known = code;
    return known == UNANSWERED ? OptionalInt.empty() : OptionalInt.of(known);
  }

  /** True if a fault spoiled this call. */
  public boolean faulted() {
    return fault != null;
  }

  JsonObject sharedBody() {
    return body;
  }

  void body(JsonObject parsed) {
    body = parsed;
  }

  void answered(int errorCode) {
    code = errorCode;
  }

  void fault(Fault applied) {
    fault = applied;
  }

  @Override
  public String toString() {
    return "#" + number + " " + api + " " + body.encode() + " -> " + code();
  }
}
