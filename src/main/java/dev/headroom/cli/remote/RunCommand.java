package dev.headroom.cli.remote;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code run}: one run with its members. */
@Command(
    name = "run",
    description = "Show one run: who went and why, who was spared, what became of each.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  headroom run 0mf3x1a2bk3j9d7q2",
      "  headroom run 0mf3x1a2bk3j9d7q2 --json | jq '.removed[].account'"
    })
public final class RunCommand implements Callable<Integer> {

  @Parameters(paramLabel = "ID", description = "id of the run, see 'runs'")
  private String id;

  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    connection.print(connection.open().get(ApiPath.of("runs", id)), RunScreen::lines);
    return 0;
  }
}
