package dev.headroom.cli.remote;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code status}: how things stand, on one screen. */
@Command(
    name = "status",
    description = "Show how a running service stands, on one screen.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  headroom status",
      "  headroom status --url https://headroom.example.com:8081",
      "  headroom status --json | jq .jobs.dead"
    })
public final class StatusCommand implements Callable<Integer> {

  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    ManagementClient service = connection.open();
    connection.print(
        service.get(ApiPath.of("stats")),
        (stats, times) -> StatusScreen.lines(stats, times, service.url()));
    return 0;
  }
}
