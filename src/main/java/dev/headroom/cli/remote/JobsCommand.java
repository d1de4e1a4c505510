package dev.headroom.cli.remote;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs}: the groups that have called, and where each stands. */
@Command(
    name = "jobs",
    description = "List jobs, one a group that has called, and where each stands.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  headroom jobs", "  headroom jobs --state dead"})
public final class JobsCommand implements Callable<Integer> {

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "only those: waiting, running, resting, dead")
  private String state;

  @Mixin private PageOption page;
  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    connection.print(
        connection.open().get(page.on(ApiPath.of("jobs").with("state", state))), ListScreens::jobs);
    return 0;
  }
}
