package dev.headroom.doctor;

import dev.headroom.config.AppSettings;
import dev.headroom.config.ManagementSettings;
import dev.headroom.config.ServerSettings;
import dev.headroom.config.Settings;
import dev.headroom.config.TlsSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Examines an installation from outside: with the configuration, and with no part of the service.
 * Changes nothing anywhere. May be used from any thread; futures never fail.
 */
public final class Doctor {

  private final Vertx vertx;
  private final Settings settings;
  private final Clock clock;
  private final HttpProbe http;

  /** Examines what is configured so. */
  public Doctor(Vertx vertx, Settings settings, Clock clock) {
    this(vertx, settings, clock, null);
  }

  /**
   * Examines what is configured so.
   *
   * @param trust whom to trust when callbacks are sent; null for the authorities of this Java
   */
  Doctor(Vertx vertx, Settings settings, Clock clock, TrustOptions trust) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.http = new HttpProbe(vertx, trust);
  }

  /** Where callbacks are taken, seen from this machine; the port may be 0, any free one. */
  public HttpUrl localCallbacks() {
    ServerSettings server = settings.server();
    return HttpUrl.local(server.tls() != null, server.host(), server.port(), server.path());
  }

  /** The management port, seen from this machine; the port may be 0, any free one. */
  public HttpUrl localManagement() {
    ManagementSettings management = settings.management();
    return HttpUrl.local(management.tls() != null, management.host(), management.port(), "");
  }

  /**
   * Signs in to Chat as every app.
   *
   * @param regions where to look for an app that is not where it should be
   * @return a report for each app
   */
  public Future<List<Report>> signIn(List<Region> regions) {
    SignInCheck chat = signInCheck(regions);
    return eachApp((path, app) -> chat.check(path, app).map(about("Chat")));
  }

  /**
   * Signs in to Chat as every app; then sends a probe of each to a callback URL, and sees whether
   * the running service got it.
   *
   * @param regions where to look for an app that is not where it should be
   * @param url the callback URL as Tencent knows it
   * @param management the running service's management port
   * @return a report for each app
   */
  public Future<List<Report>> signInAndProbe(
      List<Region> regions, HttpUrl url, HttpUrl management) {
    SignInCheck chat = signInCheck(regions);
    PublicUrlCheck callbacks =
        new PublicUrlCheck(
            vertx,
            clock,
            http,
            url,
            probeOf(management, localManagement(), settings.management().tls()),
            management,
            settings.management().tokens());
    return eachApp(
        (path, app) ->
            Future.join(
                    chat.check(path, app).map(about("Chat")),
                    callbacks.check(app).map(about("callbacks")))
                .map(both -> both.<List<Finding>>list().stream().flatMap(List::stream).toList()));
  }

  /**
   * Sends the callback of a full group, as Tencent would.
   *
   * @param url where to
   */
  public Future<Report> call(AppSettings app, String groupId, HttpUrl url) {
    SignedCallback callback = SignedCallback.groupFull(app, groupId, clock.instant());
    return probeOf(url, localCallbacks(), settings.server().tls())
        .post(callback.at(url), callback.body())
        .map(answer -> findings(answer, url, app))
        .otherwise(lost -> List.of(ConnectionFindings.lost(url, lost)))
        .map(findings -> new Report(subject(app) + ", group " + groupId + " to " + url, findings));
  }

  /** Our own certificate is for the name that others know us by, not for this machine's. */
  private HttpProbe probeOf(HttpUrl url, HttpUrl ours, TlsSettings tls) {
    return tls != null && url.equals(ours) ? HttpProbe.toOurs(vertx, tls.chain()) : http;
  }

  private static List<Finding> findings(HttpProbe.Answer answer, HttpUrl url, AppSettings app) {
    List<Finding> findings = new ArrayList<>();
    String reply =
        "HTTP status "
            + answer.status()
            + " after "
            + CallbackReplies.seconds(answer.time())
            + ": "
            + CallbackReplies.shown(answer.body());
    findings.add(Finding.note(reply, ""));
    CallbackReplies.slow(answer).ifPresent(findings::add);
    findings.add(
        CallbackReplies.wrong(answer, url, app)
            .orElseGet(
                () -> Finding.well("taken: what becomes of it is in /api/jobs and /api/runs")));
    return findings;
  }

  private static UnaryOperator<List<Finding>> about(String what) {
    return findings -> findings.stream().map(finding -> finding.about(what)).toList();
  }

  private SignInCheck signInCheck(List<Region> regions) {
    return new SignInCheck(vertx, settings.chat(), clock, new HttpProbe(vertx, null), regions);
  }

  private Future<List<Report>> eachApp(
      BiFunction<String, AppSettings, Future<List<Finding>>> examination) {
    List<Future<Report>> reports = new ArrayList<>();
    for (int i = 0; i < settings.apps().size(); i++) {
      AppSettings app = settings.apps().get(i);
      reports.add(
          examination
              .apply("apps[" + i + "]", app)
              .map(findings -> new Report(subject(app), findings)));
    }
    return Future.join(reports).map(all -> all.list());
  }

  private static String subject(AppSettings app) {
    return "app " + app.sdkAppId();
  }
}
