package dev.headroom.doctor;

import dev.headroom.chat.ChatException;
import dev.headroom.chat.SignIn;
import dev.headroom.config.AppSettings;
import dev.headroom.config.ChatSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Signs in to Chat as an app would, and finds the app's region when it is not where it should. */
final class SignInCheck {

  private final Vertx vertx;
  private final ChatSettings chat;
  private final Clock clock;
  private final HttpProbe http;
  private final List<Region> regions;

  /**
   * Ready to check.
   *
   * @param regions domains to look behind when an app is not where it should be, in this order
   */
  SignInCheck(Vertx vertx, ChatSettings chat, Clock clock, HttpProbe http, List<Region> regions) {
    this.vertx = vertx;
    this.chat = chat;
    this.clock = clock;
    this.http = http;
    this.regions = List.copyOf(regions);
  }

  /**
   * Checks one app.
   *
   * @param path of the app in the configuration, e.g. {@code apps[0]}
   * @return never fails
   */
  Future<List<Finding>> check(String path, AppSettings app) {
    HttpUrl url = HttpUrl.parse(app.api().toString()).orElseThrow();
    return http.connect(url)
        .transform(
            connected ->
                connected.failed()
                    ? Future.succeededFuture(
                        List.of(ConnectionFindings.lost(url, connected.cause())))
                    : signIn(path, app));
  }

  private Future<List<Finding>> signIn(String path, AppSettings app) {
    return attempt(app)
        .compose(
            result -> {
              Optional<ChatException> refusal = result.refusal();
              if (refusal.filter(SignInFindings::maybeElsewhere).isPresent()) {
                return elsewhere(path, app, refusal.get());
              }
              return Future.succeededFuture(findings(path, app, result));
            });
  }

  private Future<SignIn.Result> attempt(AppSettings app) {
    return SignIn.attempt(vertx, app, chat.timeout(), clock);
  }

  private List<Finding> findings(String path, AppSettings app, SignIn.Result result) {
    List<Finding> findings = new ArrayList<>();
    result
        .refusal()
        .ifPresentOrElse(
            refusal -> findings.add(SignInFindings.refused(path, app, refusal)),
            () -> findings.add(Finding.well(signedIn(app, result))));
    result.clockAhead().flatMap(SignInFindings::clock).ifPresent(findings::add);
    return findings;
  }

  private static String signedIn(AppSettings app, SignIn.Result result) {
    String clock =
        result
            .clockAhead()
            .map(ahead -> "; this machine's clock is " + SignInFindings.off(ahead))
            .orElse("");
    return "signed in to " + app.api() + " as " + app.identifier() + clock;
  }

  /** All domains are asked at once; of those that know the app the first one counts. */
  private Future<List<Finding>> elsewhere(String path, AppSettings app, ChatException refusal) {
    List<Region> others =
        regions.stream().filter(region -> !region.api().equals(app.api())).toList();
    List<Future<SignIn.Result>> attempts =
        others.stream().map(region -> attempt(at(app, region.api()))).toList();
    return Future.join(attempts)
        .map(
            all -> {
              for (int i = 0; i < others.size(); i++) {
                SignIn.Result result = all.resultAt(i);
                if (knowsApp(result)) {
                  List<Finding> findings = new ArrayList<>();
                  findings.add(SignInFindings.region(path, app, others.get(i)));
                  findings.addAll(findings(path, at(app, others.get(i).api()), result));
                  return findings;
                }
              }
              long answered =
                  all.<SignIn.Result>list().stream().filter(SignInCheck::hasAnswered).count();
              return List.of(
                  SignInFindings.nowhere(path, app, refusal, others.size(), (int) answered));
            });
  }

  /** A refusal for another reason comes from the right region, too; silence says nothing. */
  private static boolean knowsApp(SignIn.Result result) {
    return hasAnswered(result) && result.refusal().filter(SignInFindings::maybeElsewhere).isEmpty();
  }

  /** Whether it was Chat that answered; what kept an answer from coming has no code. */
  private static boolean hasAnswered(SignIn.Result result) {
    return result.refusal().filter(refusal -> refusal.code() == 0).isEmpty();
  }

  private static AppSettings at(AppSettings app, URI api) {
    return new AppSettings(
        app.sdkAppId(),
        app.identifier(),
        app.secretKey(),
        app.callbackTokens(),
        app.allowUnsigned(),
        api,
        app.callsPerSecond(),
        app.callsPerSecondFor());
  }
}
