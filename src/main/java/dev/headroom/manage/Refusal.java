package dev.headroom.manage;

import io.vertx.core.json.JsonObject;

/**
 * A request that is not served, with what the caller is told: resources fail with it when the
 * reason is the caller's to know. Carries no stack trace.
 */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String remedy;

  /**
   * A refusal.
   *
   * @param status of the HTTP reply
   * @param code tells machines what is wrong
   * @param message what is wrong, for people
   * @param remedy what to do about it
   */
  public Refusal(int status, String code, String message, String remedy) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.remedy = remedy;
  }

  int status() {
    return status;
  }

  JsonObject toJson() {
    return new JsonObject().put("code", code).put("message", getMessage()).put("remedy", remedy);
  }
}
