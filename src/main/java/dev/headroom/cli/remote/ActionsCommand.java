package dev.headroom.cli.remote;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code actions}: who changed what by hand. */
@Command(
    name = "actions",
    description = "List who has paused, pruned, released, restored and so on, the newest first.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  headroom actions", "  headroom actions --limit 100"})
public final class ActionsCommand implements Callable<Integer> {

  @Mixin private PageOption page;
  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    connection.print(connection.open().get(page.on(ApiPath.of("actions"))), ListScreens::actions);
    return 0;
  }
}
