package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code release}: lets a braked run remove those it has shown. */
@Command(
    name = "release",
    description = {
      "Let a braked run remove those it has shown, as far as they still may be removed.",
      "Nobody else goes. It obeys the mode of the group: in observe nobody does.",
      "On a terminal the run and what its release would do are shown first, and you are asked."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  headroom runs --outcome braked",
      "  headroom release 0mf3x1a2bk3j9d7q2 --reason 'limit was lowered on purpose'",
      "  headroom release 0mf3x1a2bk3j9d7q2 --yes --no-wait"
    })
public final class ReleaseCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "id of the braked run")
  private String id;

  @Mixin private ReasonOption reason;
  @Mixin private Confirmation confirmation;
  @Mixin private WaitOption wait;
  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    confirmation.check();
    ManagementClient service = connection.open();
    if (!confirmation.isGiven()) {
      Answer run = service.get(ApiPath.of("runs", id));
      connection.show(run, RunScreen::lines);
      Answer plan = service.post(ApiPath.of("runs", id, "plan"), new JsonObject());
      connection.show(plan, PlanScreen::lines);
      confirmation.ask(BoundsText.question(plan.json()));
    }
    return wait.forRun(
        service,
        connection,
        service.post(ApiPath.of("runs", id, "release"), reason.in(new JsonObject())));
  }
}
