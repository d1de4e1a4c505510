package dev.headroom.manage;

import io.vertx.core.json.JsonObject;

/** A request that is not served, with what the caller is told. Carries no stack trace. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String remedy;

  Refusal(int status, String code, String message, String remedy) {
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
