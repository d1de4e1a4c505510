package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;

/** What an answer that is not the wanted one means. */
final class RefusedAnswer {

  private RefusedAnswer() {}

  /**
   * Cause and remedy.
   *
   * @param url of the service
   * @param hasToken whether a token was sent
   */
  static ServiceException inWords(String url, boolean hasToken, Answer answer) {
    JsonObject json = answer.json();
    String code = text(json, "code");
    String message = text(json, "message");
    if (code == null || message == null) {
      return stranger(url, answer.status());
    }
    if (code.equals("unauthorized")) {
      return hasToken
          ? ServiceException.failed(
              "401: " + url + " does not know this token",
              "put a token of its management.tokens into " + Connection.TOKEN)
          : ServiceException.failed(
              "401: " + url + " wants a token, and none was sent",
              "put one of its management.tokens into the environment variable " + Connection.TOKEN);
    }
    if (code.equals("not-found")) {
      return ServiceException.failed(
          "404: " + url + " is a Headroom that does not know this command",
          "use the headroom.jar that runs there; 'status' shows its version");
    }
    String cause = answer.status() + ": " + message;
    String remedy = text(json, "remedy");
    String advice = remedy == null ? "see the log of the service" : remedy;
    return answer.status() == 400
        ? ServiceException.usage(cause, advice)
        : ServiceException.failed(cause, advice);
  }

  private static ServiceException stranger(String url, int status) {
    String found = "what answers at " + url + " is not Headroom's management port";
    return status == 502 || status == 503 || status == 504
        ? ServiceException.failed(
            found + " (HTTP " + status + ")",
            "a proxy answers in its place: see whether Headroom runs behind it")
        : ServiceException.failed(
            found + " (HTTP " + status + ")",
            "name host and port of management with --url URL, 8081 unless configured otherwise; the"
                + " callback port is another");
  }

  private static String text(JsonObject json, String name) {
    return json != null && json.getValue(name) instanceof String text
        ? TerminalText.clean(text)
        : null;
  }
}
