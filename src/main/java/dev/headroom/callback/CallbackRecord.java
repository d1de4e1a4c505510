package dev.headroom.callback;

import dev.headroom.config.AppSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the callback port has seen since the start, for people who ask why a callback does not
 * arrive. Every instance of the port writes into a tally of its own, so that nobody waits for
 * anybody; whoever looks adds them up. Takes little memory, whatever comes. Safe for all threads.
 */
public final class CallbackRecord {

  /** How many refusals, and how many probes, are kept. */
  public static final int KEPT = 20;

  private final List<CallbackTally> tallies = new CopyOnWriteArrayList<>();
  private final long[] apps;
  private final Instant since;

  /**
   * Has seen nothing yet.
   *
   * @param apps the apps served
   * @param clock tells when it began
   */
  public CallbackRecord(List<AppSettings> apps, Clock clock) {
    this.apps = apps.stream().mapToLong(AppSettings::sdkAppId).toArray();
    this.since = clock.instant();
  }

  /**
   * What was seen.
   *
   * @param since the start
   * @param apps the apps served
   * @param unknownApp replies by result, to callbacks of which no served app is known
   * @param refusals the last {@link #KEPT}, the newest first
   * @param probes the last {@link #KEPT}, the newest first
   */
  public record Report(
      Instant since,
      List<App> apps,
      Map<String, Long> unknownApp,
      List<Refusal> refusals,
      List<ProbeSeen> probes) {}

  /**
   * What was seen of one app.
   *
   * @param sdkAppId the app
   * @param last the last callback that was rightly signed, or null
   * @param results replies by result, those that came
   */
  public record App(long sdkAppId, Last last, Map<String, Long> results) {}

  /**
   * A callback.
   *
   * @param at when
   * @param command its CallbackCommand, or null if it had none that can be shown
   */
  public record Last(Instant at, String command) {}

  /**
   * A callback that was not taken.
   *
   * @param at when
   * @param sdkAppId the app it named, if that is served, or null
   * @param status the HTTP status of the reply
   * @param result the reply's metric tag
   * @param cause the true cause, in plain words; no signature, no token
   * @param remoteAddress who sent it, or the proxy before us
   * @param path its path, without the query
   */
  public record Refusal(
      Instant at,
      Long sdkAppId,
      int status,
      String result,
      String cause,
      String remoteAddress,
      String path) {}

  /**
   * A probe that arrived.
   *
   * @param at when
   * @param id its id
   * @param sdkAppId the app it was sent for
   * @param remoteAddress who sent it, or the proxy before us
   */
  public record ProbeSeen(Instant at, String id, long sdkAppId, String remoteAddress) {}

  /** Registers a gauge for each app that tells when its last callback came, 0 before the first. */
  public void show(MeterRegistry meters) {
    for (long app : apps) {
      Gauge.builder("headroom.callbacks.last.seconds", () -> lastSeconds(app))
          .description("When the last rightly signed callback came, in Unix time; 0 = none yet")
          .tag("app", Long.toString(app))
          .register(meters);
    }
  }

  private double lastSeconds(long app) {
    Last last = last(app);
    return last == null ? 0 : last.at().toEpochMilli() / 1_000.0;
  }

  /** A place to write for one more instance of the port. */
  CallbackTally open() {
    CallbackTally tally = new CallbackTally(apps);
    tallies.add(tally);
    return tally;
  }

  /** What was seen until now; callbacks that are just being answered may be missing. */
  public Report report() {
    List<App> seen = new ArrayList<>();
    for (long app : apps) {
      seen.add(new App(app, last(app), results(app)));
    }
    return new Report(
        since,
        seen,
        results(CallbackQuery.NO_APP),
        newest(CallbackTally::refusals, Refusal::at),
        newest(CallbackTally::probes, ProbeSeen::at));
  }

  private Last last(long app) {
    return tallies.stream()
        .flatMap(tally -> tally.last(app))
        .max(Comparator.comparing(Last::at))
        .orElse(null);
  }

  private Map<String, Long> results(long app) {
    Map<String, Long> results = new TreeMap<>();
    for (CallbackReply reply : CallbackReply.values()) {
      long count = tallies.stream().mapToLong(tally -> tally.count(app, reply)).sum();
      if (count > 0) {
        results.merge(reply.result(), count, Long::sum);
      }
    }
    return results;
  }

  private <T> List<T> newest(Function<CallbackTally, Stream<T>> kept, Function<T, Instant> time) {
    return tallies.stream()
        .flatMap(kept)
        .sorted(Comparator.comparing(time).reversed())
        .limit(KEPT)
        .toList();
  }
}
