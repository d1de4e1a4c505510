package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Option;

/** Why somebody changes something; kept beside who and when. */
final class ReasonOption {

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "why, for those who read the record later")
  private String reason;

  /** The body of a call, with the reason if there is one. */
  JsonObject in(JsonObject body) {
    return reason == null ? body : body.put("reason", reason);
  }
}
