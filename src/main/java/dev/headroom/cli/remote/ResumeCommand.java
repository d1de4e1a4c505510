package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code resume}: ends a pause. */
@Command(
    name = "resume",
    description = {
      "End a pause: the one of everything, of an app, or of a group.",
      "Each pause is ended by itself; those that still hold are shown."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  headroom resume",
      "  headroom resume @TGS#2J4SZEAEL",
      "  headroom resume --app 1400000000"
    })
public final class ResumeCommand implements Callable<Integer> {

  @Mixin private ScopeOption scope;
  @Mixin private ReasonOption reason;
  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    ManagementClient service = connection.open();
    Answer answer = service.post(ApiPath.of("resume"), reason.in(scope.body(service)));
    connection.print(
        answer,
        (json, times) ->
            Answer.count(json, "resumed") == 0
                ? List.of("There was no such pause.")
                : resumed(json, times));
    if (!connection.isJson()) {
      connection.show(
          service.get(ApiPath.of("stats")),
          (stats, times) ->
              StatusScreen.paused(stats, times).stream()
                  .flatMap(
                      pause ->
                          TerminalText.wrapped("Still paused: " + pause, TerminalText.WIDTH)
                              .stream())
                  .toList());
    }
    return 0;
  }

  private List<String> resumed(JsonObject answer, Times times) {
    List<String> lines = new ArrayList<>(List.of("Resumed. Jobs that wait begin at once."));
    // Pauses that still hold are listed below.
    JsonObject mode = answer.copy().putNull("paused");
    lines.addAll(
        scope.isGroup() ? BoundsText.ofGroup(mode, times) : BoundsText.atMost(mode, times));
    return lines;
  }
}
