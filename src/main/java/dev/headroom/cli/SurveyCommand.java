package dev.headroom.cli;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatClient;
import dev.headroom.config.AppSettings;
import dev.headroom.config.Settings;
import dev.headroom.prune.Planner;
import dev.headroom.survey.Survey;
import dev.headroom.survey.SurveyJson;
import dev.headroom.survey.SurveyReport;
import dev.headroom.survey.SurveyText;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code survey}: what Headroom would find in an app and do there, before it is installed. */
@Command(
    name = "survey",
    description = {
      "Look at all groups of an app: which are full, who would go, whose MaxMemberNum looks low.",
      "Only reads, and within a tenth of the calls a second; needs no callback and no database."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  HEADROOM_SDK_APP_ID=1400000000 HEADROOM_SECRET_KEY=… headroom survey",
      "  headroom survey --config conf/headroom.yaml --json > survey.json",
      "  headroom survey --api https://adminapisgp.im.qcloud.com --limit 20",
      "",
      "Ctrl-C ends it with what it has seen; the exit code is then 1."
    })
public final class SurveyCommand implements Callable<Integer> {

  private static final int ENDED_EARLY = 1;

  @Mixin private AppOptions app;
  @Spec private CommandSpec spec;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "judge at most N full groups, 0 = all (default: ${DEFAULT-VALUE})")
  private int limit;

  @Option(
      names = "--plan-limit",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "members that your plan gives an ordinary group, to find groups with less (default: the"
              + " highest MaxMemberNum of the app)")
  private int planLimit;

  @Option(
      names = "--share",
      paramLabel = "PERCENT",
      defaultValue = "10",
      description = "percent of callsPerSecond to use (default: ${DEFAULT-VALUE})")
  private int share;

  @Option(names = "--json", description = "print everything, as a list with one item an app")
  private boolean json;

  private final ProgressLine progress = ProgressLine.onTerminal();
  private volatile Survey running;
  private volatile boolean stopping;

  @Override
  public Integer call() throws Exception {
    check(limit >= 0, "--limit is 0 or more");
    check(planLimit >= 0, "--plan-limit is 0 or more");
    check(share >= 1 && share <= 100, "--share is 1 to 100");
    return CommandRun.quietly(this::stop, vertx -> survey(vertx, app.load(vertx, System.getenv())));
  }

  private void check(boolean fine, String message) {
    if (!fine) {
      throw Failures.usage(spec, message);
    }
  }

  private void stop() {
    stopping = true;
    Survey now = running;
    if (now != null) {
      now.stop();
    }
  }

  private int survey(Vertx vertx, Settings settings) throws Exception {
    List<SurveyReport> reports = new ArrayList<>();
    for (AppSettings each : settings.apps()) {
      if (!stopping) {
        reports.add(survey(vertx, settings, each));
      }
    }
    progress.clear();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonArray all = new JsonArray();
      reports.forEach(report -> all.add(SurveyJson.of(report)));
      out.println(all.encodePrettily());
    } else {
      reports.forEach(report -> SurveyText.of(report).forEach(out::println));
    }
    out.flush();
    boolean whole = reports.stream().allMatch(report -> report.ended() == null);
    return whole && !stopping ? 0 : ENDED_EARLY;
  }

  private SurveyReport survey(Vertx vertx, Settings settings, AppSettings each) throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Clock clock = Clock.systemUTC();
    ChatClient client = new ChatClient(vertx, () -> each, settings.chat(), clock, meters);
    try {
      Context context = vertx.getOrCreateContext();
      ChatApi chat = client.readingWithin(() -> share);
      Planner planner =
          Planner.withoutLedger(
              app -> chat, app -> each.identifier(), settings::prune, () -> stopping, clock);
      running =
          new Survey(
              context,
              each.sdkAppId(),
              chat,
              planner,
              limit,
              planLimit,
              watcher(each.sdkAppId()),
              () -> calls(meters),
              clock);
      if (stopping) {
        running.stop();
      }
      return Waiting.on(running.run());
    } finally {
      Waiting.on(client.close());
    }
  }

  private Survey.Watcher watcher(long sdkAppId) {
    return new Survey.Watcher() {
      @Override
      public void reading(long groups, long full) {
        progress.say("app " + sdkAppId + ": " + groups + " groups read, " + full + " full");
      }

      @Override
      public void judging(long judged, long of) {
        progress.say("app " + sdkAppId + ": full groups", judged, of);
      }
    };
  }

  private static Map<String, Long> calls(SimpleMeterRegistry meters) {
    Map<String, Long> calls = new TreeMap<>();
    meters
        .find("headroom.calls")
        .counters()
        .forEach(
            counter ->
                calls.merge(counter.getId().getTag("api"), (long) counter.count(), Long::sum));
    return calls;
  }
}
