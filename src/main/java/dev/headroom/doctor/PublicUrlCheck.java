package dev.headroom.doctor;

import dev.headroom.callback.Probe;
import dev.headroom.config.AppSettings;
import dev.headroom.config.ManagementSettings.Token;
import dev.headroom.doctor.HttpProbe.Answer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sends a probe to the URL that stands in Tencent's console, and asks the running service whether
 * it came.
 */
final class PublicUrlCheck {

  /** What is seen is written down right after the reply, so a second look may be needed. */
  private static final int LOOKS = 5;

  private static final long BETWEEN_LOOKS_MILLIS = 100;
  private static final int MAX_LABEL = 63;

  private final Vertx vertx;
  private final Clock clock;
  private final HttpProbe http;
  private final HttpUrl url;
  private final HttpProbe looks;
  private final HttpUrl management;
  private final String token;

  /**
   * Ready to check.
   *
   * @param url the callback URL as Tencent knows it
   * @param looks for requests to the management port
   * @param management where the running service's management port is
   * @param tokens who may call there; any will do
   */
  PublicUrlCheck(
      Vertx vertx,
      Clock clock,
      HttpProbe http,
      HttpUrl url,
      HttpProbe looks,
      HttpUrl management,
      List<Token> tokens) {
    this.vertx = vertx;
    this.clock = clock;
    this.http = http;
    this.url = url;
    this.looks = looks;
    this.management = management;
    this.token = HttpProbe.toLook(tokens);
  }

  /** Checks with a probe of the app's; never fails. */
  Future<List<Finding>> check(AppSettings app) {
    List<Finding> findings = new ArrayList<>(ofUrl());
    if (url.target().contains(" ")) {
      // Nobody could send this.
      return Future.succeededFuture(findings);
    }
    Probe probe = Probe.next();
    SignedCallback callback = SignedCallback.probe(app, probe, clock.instant());
    return http.post(callback.at(url), callback.body())
        .transform(
            answered -> {
              if (answered.failed()) {
                findings.add(ConnectionFindings.lost(url, answered.cause()));
                return Future.succeededFuture(findings);
              }
              return answered(findings, probe, answered.result(), app);
            });
  }

  /** What the console would not store [1047/34520]. */
  private List<Finding> ofUrl() {
    List<Finding> findings = new ArrayList<>();
    if (url.target().matches(".*[ !$&?].*")) {
      findings.add(
          Finding.wrong(
              "the URL holds a blank or one of ? & $ !, which the console does not store",
              "Leave them out; put what you need into the path."));
    }
    for (String label : url.host().split("\\.")) {
      if (label.length() > MAX_LABEL) {
        findings.add(
            Finding.wrong(
                "a part of the host name has more than 63 characters",
                "Use a shorter name: the console does not store this one."));
      }
    }
    if (url.isInside()) {
      findings.add(
          Finding.note(
              "Tencent cannot reach " + url.host() + ": only this machine or its network can",
              "Check the URL that stands in the console, too, best from outside."));
    }
    if (!url.isTls()) {
      findings.add(
          Finding.note(
              "the URL is plain http: whoever can listen can send callbacks of their own for 60 s",
              "Put a TLS proxy before Headroom and enter an https URL in the console."));
    }
    return findings;
  }

  private Future<List<Finding>> answered(
      List<Finding> findings, Probe probe, Answer answer, AppSettings app) {
    CallbackReplies.slow(answer).ifPresent(findings::add);
    Optional<Finding> wrong = CallbackReplies.wrong(answer, url, app);
    if (wrong.isPresent()) {
      findings.add(wrong.get());
      return Future.succeededFuture(findings);
    }
    return look(probe, answer, LOOKS)
        .map(
            seen -> {
              findings.add(seen);
              return findings;
            });
  }

  private Future<Finding> look(Probe probe, Answer answer, int times) {
    HttpUrl stats = management.below("/api/stats");
    return looks
        .get(stats, token)
        .transform(
            got -> {
              if (got.failed()) {
                Finding lost = ConnectionFindings.lost(management, got.cause());
                return Future.succeededFuture(unseen(lost.text(), lost.remedy()));
              }
              if (got.result().status() != 200) {
                return Future.succeededFuture(refused(got.result().status()));
              }
              JsonArray probes = probes(got.result().body());
              if (probes == null) {
                return Future.succeededFuture(refused(404));
              }
              Optional<JsonObject> seen = find(probe, probes);
              if (seen.isEmpty() && times > 1) {
                return vertx
                    .timer(BETWEEN_LOOKS_MILLIS)
                    .compose(later -> look(probe, answer, times - 1));
              }
              return Future.succeededFuture(
                  seen.map(it -> arrived(it, answer)).orElseGet(this::elsewhere));
            });
  }

  private Finding refused(int status) {
    return switch (status) {
      case 401 ->
          unseen(
              "the management port at " + management + " does not take the token",
              "Use the configuration of the running service, with its management.token.");
      case 404 ->
          unseen(
              "there is no Headroom's management port at " + management,
              "Name the right one with --management URL.");
      default ->
          unseen(
              "the management port at " + management + " answers with HTTP status " + status,
              "Name the right one with --management URL; without a token it must be this machine.");
    };
  }

  private static Finding unseen(String cause, String remedy) {
    return Finding.wrong(
        "the probe was answered as by a Headroom, but by which one could not be seen: " + cause,
        remedy);
  }

  private Finding elsewhere() {
    return Finding.wrong(
        "the probe was answered, but not by the service whose management port is " + management,
        "Let URL and proxy lead to it, or name the management port of the one they lead to with"
            + " --management URL.");
  }

  private Finding arrived(JsonObject probe, Answer answer) {
    return Finding.well(
        "the probe through "
            + url
            + " arrived, from "
            + CallbackReplies.shown(probe.getString("remoteAddress", "?"))
            + ", and was answered after "
            + CallbackReplies.seconds(answer.time()));
  }

  /** Null if the reply is none of a management port. */
  private static JsonArray probes(String body) {
    try {
      return new JsonObject(body).getJsonArray("probes");
    } catch (DecodeException | ClassCastException e) {
      return null;
    }
  }

  private static Optional<JsonObject> find(Probe probe, JsonArray probes) {
    return probes.stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .filter(seen -> probe.id().equals(seen.getString("id")))
        .findFirst();
  }
}
