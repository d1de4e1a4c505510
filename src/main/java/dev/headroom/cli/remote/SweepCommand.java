package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sweep}: looks for full groups whose callback was lost. */
@Command(
    name = "sweep",
    description = {
      "Look now for full groups whose callback was lost, and wait for the end.",
      "It stays within its share of the call budget, so a large app takes a while."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  headroom sweep",
      "  headroom sweep --act report --app 1400000000",
      "  headroom sweep --status"
    })
public final class SweepCommand implements Callable<Integer> {

  private static final Duration STEP = Duration.ofMillis(250);

  @Option(
      names = "--act",
      paramLabel = "ACT",
      description =
          "what to do about full groups: known (ask for room in those that called before), all,"
              + " or report (default: sweep.act of the configuration)")
  private String act;

  @Option(names = "--status", description = "begin nothing; show how far the searches have come")
  private boolean onlyLook;

  @Option(names = "--no-wait", description = "do not wait for the end")
  private boolean isLeft;

  @Mixin private AppOption app;
  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    ManagementClient service = connection.open();
    Answer before = service.get(ApiPath.of("sweep"));
    if (onlyLook) {
      connection.print(before, SweepScreen::lines);
      return 0;
    }
    JsonObject body = new JsonObject();
    if (app.named() != null) {
      body.put("sdkAppId", app.named());
    }
    if (act != null) {
      body.put("act", act);
    }
    Answer begun = service.post(ApiPath.of("sweep"), body);
    if (Answer.count(begun.json(), "started") == 0) {
      throw ServiceException.failed(
          "no search has begun: one is under way already, or prune.mode is off for the app",
          "`sweep --status` shows the one under way; when it has ended, begin again");
    }
    if (!"report".equals(act)) {
      Times times = Times.local(Clock.systemUTC());
      BoundsText.atMost(begun.json(), times).forEach(connection.err()::println);
      connection.err().flush();
    }
    if (isLeft) {
      connection.print(
          begun,
          (json, times) ->
              List.of(
                  TerminalText.count(
                          Answer.count(json, "started"), "search begins", "searches begin")
                      + "."));
      return 0;
    }
    Answer end = end(service, SweepScreen.sum(before.json(), app.named(), "groups"));
    connection.print(end, SweepScreen::lines);
    return SweepScreen.hasFailed(end.json(), app.named()) ? 1 : 0;
  }

  private Answer end(ManagementClient service, long before)
      throws ServiceException, InterruptedException {
    PrintWriter bar = Terminal.own().isPresent() ? connection.err() : null;
    int tick = 0;
    while (true) {
      Answer now = service.get(ApiPath.of("sweep"));
      boolean isRunning = SweepScreen.isRunning(now.json(), app.named());
      if (bar != null) {
        bar.print('\r' + (isRunning ? progress(now.json(), before, tick) : " ".repeat(78) + '\r'));
        bar.flush();
      }
      if (!isRunning) {
        return now;
      }
      tick++;
      TimeUnit.MILLISECONDS.sleep(STEP.toMillis());
    }
  }

  private String progress(JsonObject sweeps, long before, int tick) {
    return TerminalText.padded(
        SweepScreen.bar(
            SweepScreen.sum(sweeps, app.named(), "groups"),
            SweepScreen.sum(sweeps, app.named(), "full"),
            before,
            tick),
        78);
  }
}
