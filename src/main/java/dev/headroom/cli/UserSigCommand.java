package dev.headroom.cli;

import dev.headroom.chat.UserSig;
import dev.headroom.config.AppSettings;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code usersig}: a UserSig for an account, made here; nothing is called. */
@Command(
    name = "usersig",
    description = {
      "Print a UserSig for an account of a configured app, for support. Nothing is called.",
      "Whoever has it can sign in as this account until it expires."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  headroom usersig jared",
      "  headroom usersig jared --minutes 10 --app 1400000000 --config conf/headroom.yaml"
    })
public final class UserSigCommand implements Callable<Integer> {

  /** A UserID has at most so many bytes. */
  private static final int LONGEST_ACCOUNT = 32;

  private static final int LONGEST_MINUTES = 2880;

  @Parameters(paramLabel = "ACCOUNT", description = "the UserID")
  private String account;

  @Mixin private ConfigOption config;
  @Mixin private ConfiguredApp app;
  @Spec private CommandSpec spec;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "how long it holds, up to two days (default: ${DEFAULT-VALUE})",
      defaultValue = "60")
  private int minutes;

  @Override
  public Integer call() throws Exception {
    if (account.isBlank() || account.getBytes(StandardCharsets.UTF_8).length > LONGEST_ACCOUNT) {
      throw Failures.usage(spec, "ACCOUNT is no UserID: 1 to " + LONGEST_ACCOUNT + " bytes");
    }
    if (minutes < 1 || minutes > LONGEST_MINUTES) {
      throw Failures.usage(spec, "--minutes is a number from 1 to " + LONGEST_MINUTES);
    }
    return CommandRun.of(this::print);
  }

  private int print(Vertx vertx) throws Exception {
    AppSettings owner = app.of(config.load(vertx).apps());
    spec.commandLine()
        .getErr()
        .println(
            "warning: this is a secret. For the next "
                + minutes
                + " min whoever has it can sign in to app "
                + owner.sdkAppId()
                + " as this account; give it to nobody by mail or chat.");
    spec.commandLine()
        .getOut()
        .println(
            UserSig.sign(
                owner.sdkAppId(),
                account,
                owner.secretKey(),
                Clock.systemUTC().instant(),
                Duration.ofMinutes(minutes)));
    return 0;
  }
}
