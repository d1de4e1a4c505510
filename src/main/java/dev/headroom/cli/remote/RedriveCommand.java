package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redrive}: lets dead jobs begin anew. */
@Command(
    name = "redrive",
    description = "Let the dead job of a group begin anew, or all dead jobs.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  headroom redrive @TGS#2J4SZEAEL",
      "  headroom redrive --all",
      "  headroom redrive --all --app 1400000000"
    })
public final class RedriveCommand implements Callable<Integer> {

  @Parameters(paramLabel = "GROUP", arity = "0..1", description = "the GroupId; or say --all")
  private String group;

  @Option(names = "--all", description = "every dead job, of the app if one is named")
  private boolean all;

  @Mixin private AppOption app;
  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    if (all == (group != null)) {
      throw ServiceException.usage(
          "it is not said which jobs shall begin anew", "name a group, or say --all");
    }
    ManagementClient service = connection.open();
    Answer answer =
        all
            ? service.post(ApiPath.of("jobs", "redrive"), ofApp())
            : service.post(
                ApiPath.of("jobs", app.one(service), group, "redrive"), new JsonObject());
    connection.print(
        answer,
        (json, times) -> {
          long count = Answer.count(json, "redriven");
          if (count == 0) {
            return List.of("No job was dead.");
          }
          List<String> lines = new ArrayList<>();
          lines.add(TerminalText.count(count, "job begins", "jobs begin") + " anew.");
          lines.addAll(all ? BoundsText.atMost(json, times) : BoundsText.ofGroup(json, times));
          return lines;
        });
    return 0;
  }

  private JsonObject ofApp() {
    return app.named() == null ? new JsonObject() : new JsonObject().put("sdkAppId", app.named());
  }
}
