package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pause}: the stop button. */
@Command(
    name = "pause",
    description = {
      "Stop all removals at once: everywhere, of an app, or of a group.",
      "Callbacks are still taken and jobs wait. It holds on all nodes, and over a restart."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  headroom pause",
      "  headroom pause --reason 'looking into it' --until 2h",
      "  headroom pause @TGS#2J4SZEAEL --until 2026-12-27",
      "  headroom pause --app 1400000000"
    })
public final class PauseCommand implements Callable<Integer> {

  @Mixin private ScopeOption scope;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = TimeArgument.Future.class,
      description = "ends by itself then: 2h, 18:00, 2026-12-24T18:00 (default: 'resume' ends it)")
  private Instant until;

  @Mixin private ReasonOption reason;
  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    ManagementClient service = connection.open();
    JsonObject body = reason.in(scope.body(service));
    if (until != null) {
      body.put("until", until.toString());
    }
    connection.print(
        service.post(ApiPath.of("pause"), body),
        (pause, times) ->
            TerminalText.wrapped(
                "Paused: " + StatusScreen.pause(pause, times), TerminalText.WIDTH));
    return 0;
  }
}
