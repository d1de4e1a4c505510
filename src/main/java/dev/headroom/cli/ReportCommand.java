package dev.headroom.cli;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatClient;
import dev.headroom.config.AppSettings;
import dev.headroom.config.Settings;
import dev.headroom.ledger.LedgerSpan;
import dev.headroom.report.ChatLookup;
import dev.headroom.report.GroupFigures;
import dev.headroom.report.LedgerFigures;
import dev.headroom.report.Report;
import dev.headroom.report.ReportCsv;
import dev.headroom.report.ReportHtml;
import dev.headroom.report.ReportJson;
import dev.headroom.report.ReportText;
import dev.headroom.store.ReadOnlyDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code report}: what the ledger says of a span of time, and whether those who went are missed.
 */
@Command(
    name = "report",
    description = {
      "Report on a span of time: seats freed, who came back, groups stuck full, runs by outcome.",
      "Reads the database of the configuration, also while the service runs, and asks Chat within a"
          + " tenth of the calls a second. Changes nothing."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  headroom report",
      "  headroom report --since 30d --html report.html --csv report.csv",
      "  headroom report --since 24h --offline --json"
    })
public final class ReportCommand implements Callable<Integer> {

  private static final int ENDED_EARLY = 1;
  private static final int PAGE = 1_000;
  private static final int SHARE = 10;
  private static final Pattern SPAN = Pattern.compile("([0-9]{1,6})([mhd])");
  private static final Map<String, Duration> UNITS =
      Map.of("m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(
      names = "--since",
      paramLabel = "SPAN",
      defaultValue = "14d",
      description = "how far to look back: 12h, 14d (default: ${DEFAULT-VALUE})")
  private String since;

  @Option(names = "--html", paramLabel = "FILE", description = "write a page for the browser")
  private Path html;

  @Option(names = "--csv", paramLabel = "FILE", description = "write one line a group")
  private Path csv;

  @Option(names = "--json", description = "print everything as JSON")
  private boolean json;

  @Option(
      names = "--offline",
      description = "do not ask Chat: who came back, or became active, is then not known")
  private boolean offline;

  private final ProgressLine progress = ProgressLine.onTerminal();
  private final List<String> notes = new ArrayList<>();
  private final Clock clock = Clock.systemUTC();
  private volatile ChatLookup lookup;
  private volatile boolean stopping;

  @Override
  public Integer call() throws Exception {
    Instant until = clock.instant();
    Instant from = until.minus(span());
    return CommandRun.quietly(this::stop, vertx -> report(vertx, from, until));
  }

  private int report(Vertx vertx, Instant from, Instant until) throws Exception {
    Settings settings = config.load(vertx, AppOptions.notCalledBack(System.getenv()));
    LedgerFigures ledger = read(settings.jobs().url(), from);
    List<GroupFigures> groups =
        offline ? offline(ledger, until) : ask(vertx, settings, ledger, until);
    Report.CallsUsed calls = callsUsed(vertx, settings);
    progress.clear();
    write(new Report(from, until, groups, notes, calls));
    return stopping ? ENDED_EARLY : 0;
  }

  private Duration span() {
    Matcher matcher = SPAN.matcher(since);
    if (!matcher.matches()) {
      throw Failures.usage(spec, "--since is a whole number of m, h or d, for example 14d");
    }
    return UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)));
  }

  private void stop() {
    stopping = true;
    ChatLookup now = lookup;
    if (now != null) {
      now.stop();
    }
  }

  private static LedgerFigures read(String url, Instant from) throws SQLException {
    LedgerFigures ledger = new LedgerFigures();
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(url)) {
      List<LedgerSpan.Ended> runs = List.of();
      do {
        LedgerSpan.Ended last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
        runs = database.read(session -> LedgerSpan.ended(session, from, last, PAGE));
        runs.forEach(ledger::add);
      } while (runs.size() == PAGE);
      List<LedgerSpan.Removed> removed = List.of();
      do {
        LedgerSpan.Removed last = removed.isEmpty() ? null : removed.get(removed.size() - 1);
        removed = database.read(session -> LedgerSpan.removed(session, from, last, PAGE));
        removed.forEach(ledger::add);
      } while (removed.size() == PAGE);
    }
    return ledger;
  }

  private List<GroupFigures> offline(LedgerFigures ledger, Instant until) {
    notes.add("Chat was not asked (--offline): who came back or became active is not known");
    return ChatLookup.ofLedger(ledger, until);
  }

  private List<GroupFigures> ask(
      Vertx vertx, Settings settings, LedgerFigures ledger, Instant until) throws Exception {
    Map<Long, ChatClient> clients = new HashMap<>();
    Map<Long, ChatApi> chat = new HashMap<>();
    for (AppSettings app : settings.apps()) {
      ChatClient client =
          new ChatClient(vertx, () -> app, settings.chat(), clock, new SimpleMeterRegistry());
      clients.put(app.sdkAppId(), client);
      chat.put(app.sdkAppId(), client.readingWithin(() -> SHARE));
    }
    try {
      ChatLookup asked =
          new ChatLookup(
              vertx.getOrCreateContext(),
              ledger,
              chat::get,
              (done, of) -> progress.say("groups looked up", done, of),
              until);
      lookup = asked;
      if (stopping) {
        asked.stop();
      }
      List<GroupFigures> figures = Waiting.on(asked.run());
      if (asked.note() != null) {
        notes.add("Chat was not asked to the end: " + asked.note());
      }
      return figures;
    } finally {
      for (ChatClient client : clients.values()) {
        Waiting.on(client.close());
      }
    }
  }

  private Report.CallsUsed callsUsed(Vertx vertx, Settings settings) {
    try {
      return Waiting.on(ServiceCalls.read(vertx, settings.management()));
    } catch (Exception e) {
      notes.add(
          "The service's metrics, which count its REST calls, could not be read: "
              + e.getMessage());
      return null;
    }
  }

  private void write(Report report) throws IOException {
    if (html != null) {
      Files.writeString(html, ReportHtml.of(report));
    }
    if (csv != null) {
      Files.writeString(csv, ReportCsv.of(report));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(ReportJson.of(report).encodePrettily());
    } else {
      ReportText.of(report).forEach(out::println);
    }
    out.flush();
  }
}
