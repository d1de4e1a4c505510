package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prune}: a run of the group now. */
@Command(
    name = "prune",
    description = {
      "Let a run of the group begin now, without waiting for its rest to end.",
      "It obeys the mode of the group: in observe nobody goes, unless --enforce. The group's own word,",
      "the brake and all limits hold. While it is paused, the run waits until somebody resumes.",
      "On a terminal the plan is shown first, and you are asked."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  headroom prune @TGS#2J4SZEAEL",
      "  headroom prune @TGS#2J4SZEAEL --enforce --reason 'event tonight'",
      "  headroom prune @TGS#2J4SZEAEL --yes --no-wait --json | jq -r .id"
    })
public final class PruneCommand implements Callable<Integer> {

  @Parameters(paramLabel = "GROUP", description = "the GroupId")
  private String group;

  @Option(names = "--enforce", description = "remove members in this run even in mode observe")
  private boolean enforce;

  @Mixin private AppOption app;
  @Mixin private ReasonOption reason;
  @Mixin private Confirmation confirmation;
  @Mixin private WaitOption wait;
  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    confirmation.check();
    ManagementClient service = connection.open();
    long sdkAppId = app.one(service);
    if (!confirmation.isGiven()) {
      Answer plan = PlanCommand.plan(service, sdkAppId, group, enforce);
      connection.show(plan, PlanScreen::lines);
      confirmation.ask(BoundsText.question(plan.json()));
    }
    JsonObject body = reason.in(new JsonObject());
    if (enforce) {
      body.put("mode", "enforce");
    }
    return wait.forRun(
        service, connection, service.post(ApiPath.of("groups", sdkAppId, group, "prune"), body));
  }
}
