package dev.headroom.cli.remote;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code restores}: what was undone, or one such request. */
@Command(
    name = "restores",
    description = "List requests to bring members back, or show one of them.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  headroom restores", "  headroom restores 0mf3x1a2bk3j9d7q2"})
public final class RestoresCommand implements Callable<Integer> {

  @Parameters(paramLabel = "ID", arity = "0..1", description = "id of a restore")
  private String id;

  @Mixin private PageOption page;
  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    ManagementClient service = connection.open();
    if (id == null) {
      connection.print(service.get(page.on(ApiPath.of("restores"))), ListScreens::restores);
    } else {
      connection.print(service.get(ApiPath.of("restores", id)), RestoreScreen::lines);
    }
    return 0;
  }
}
