package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plan}: who would go if a run began now. */
@Command(
    name = "plan",
    description = {
      "Show who would go if a run of the group began now, and who is spared.",
      "The group is read as a run reads it; nobody is removed."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  headroom plan @TGS#2J4SZEAEL",
      "  headroom plan @TGS#2J4SZEAEL --app 1400000000",
      "  headroom plan @TGS#2J4SZEAEL --json | jq -r '.removed[].account'"
    })
public final class PlanCommand implements Callable<Integer> {

  @Parameters(paramLabel = "GROUP", description = "the GroupId")
  private String group;

  @Option(names = "--enforce", description = "what `prune --enforce` would do")
  private boolean enforce;

  @Mixin private AppOption app;
  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    ManagementClient service = connection.open();
    connection.print(plan(service, app.one(service), group, enforce), PlanScreen::lines);
    return 0;
  }

  static Answer plan(ManagementClient service, long sdkAppId, String group, boolean enforce)
      throws ServiceException, InterruptedException {
    JsonObject body = enforce ? new JsonObject().put("mode", "enforce") : new JsonObject();
    return service.post(ApiPath.of("groups", sdkAppId, group, "plan"), body);
  }
}
