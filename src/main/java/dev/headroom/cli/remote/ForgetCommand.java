package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code forget}: erases an account from the ledger. */
@Command(
    name = "forget",
    description = {
      "Erase an account for good, wherever the ledger names it, in all apps.",
      "What was removed of this account can no longer be restored."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  headroom forget jared", "  headroom forget jared --yes"})
public final class ForgetCommand implements Callable<Integer> {

  @Parameters(paramLabel = "ACCOUNT", description = "the UserID")
  private String account;

  @Mixin private Confirmation confirmation;
  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    confirmation.check();
    ManagementClient service = connection.open();
    confirmation.ask("Erase " + TerminalText.clean(account) + " from the ledger for good?");
    connection.print(
        service.post(ApiPath.of("forget"), new JsonObject().put("account", account)),
        (json, times) -> {
          long erased = Answer.count(json, "erased");
          return List.of(
              erased == 0
                  ? "The ledger did not name this account."
                  : "Erased in " + TerminalText.count(erased, "place", "places") + ".");
        });
    return 0;
  }
}
