package dev.headroom.cli.remote;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code runs}: what was done, the newest first. */
@Command(
    name = "runs",
    description = "List runs and how they ended, the newest first.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  headroom runs",
      "  headroom runs --group @TGS#2J4SZEAEL",
      "  headroom runs --outcome braked --limit 100"
    })
public final class RunsCommand implements Callable<Integer> {

  @Option(names = "--group", paramLabel = "GROUP", description = "only runs of this group")
  private String group;

  @Option(
      names = "--outcome",
      paramLabel = "OUTCOME",
      description =
          "only those: pruned, observed, nothing-to-prune, not-full-any-more, group-gone,"
              + " unsupported-type, too-small, topic, braked, daily-limit, switched-off, failed")
  private String outcome;

  @Mixin private PageOption page;
  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    ApiPath path = ApiPath.of("runs").with("group", group).with("outcome", outcome);
    connection.print(connection.open().get(page.on(path)), ListScreens::runs);
    return 0;
  }
}
