package dev.headroom;

import dev.headroom.cli.CallbackCommand;
import dev.headroom.cli.CheckCommand;
import dev.headroom.cli.ConfigOption;
import dev.headroom.cli.Failures;
import dev.headroom.cli.ReportCommand;
import dev.headroom.cli.SandboxCommand;
import dev.headroom.cli.ServeCommand;
import dev.headroom.cli.SurveyCommand;
import dev.headroom.cli.UserSigCommand;
import dev.headroom.cli.VersionLine;
import dev.headroom.cli.remote.ActionsCommand;
import dev.headroom.cli.remote.ExportCommand;
import dev.headroom.cli.remote.ForgetCommand;
import dev.headroom.cli.remote.JobsCommand;
import dev.headroom.cli.remote.PauseCommand;
import dev.headroom.cli.remote.PlanCommand;
import dev.headroom.cli.remote.PruneCommand;
import dev.headroom.cli.remote.RedriveCommand;
import dev.headroom.cli.remote.ReleaseCommand;
import dev.headroom.cli.remote.RestoreCommand;
import dev.headroom.cli.remote.RestoresCommand;
import dev.headroom.cli.remote.ResumeCommand;
import dev.headroom.cli.remote.RunCommand;
import dev.headroom.cli.remote.RunsCommand;
import dev.headroom.cli.remote.StatusCommand;
import dev.headroom.cli.remote.SweepCommand;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The command line: {@code java -jar headroom.jar [COMMAND]}, serve by default. What operates a
 * running service is in {@code cli.remote}.
 */
@Command(
    name = "headroom",
    description = "Keeps room in full Tencent Cloud Chat groups.",
    subcommands = {
      ServeCommand.class,
      CheckCommand.class,
      CallbackCommand.class,
      SurveyCommand.class,
      ReportCommand.class,
      SandboxCommand.class,
      StatusCommand.class,
      PlanCommand.class,
      PruneCommand.class,
      RunsCommand.class,
      RunCommand.class,
      ReleaseCommand.class,
      RestoreCommand.class,
      RestoresCommand.class,
      JobsCommand.class,
      RedriveCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      SweepCommand.class,
      ExportCommand.class,
      ActionsCommand.class,
      ForgetCommand.class,
      UserSigCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionLine.class,
    footer = {
      "",
      "Exit codes: 0 fine, 1 failed or found something wrong, 2 bad usage or configuration.",
      "Without a command it serves. Try 'sandbox' first: it needs nothing but this jar."
    })
public final class Headroom implements Callable<Integer> {

  private static final Path LOG_SETTINGS = Path.of("conf", "logback.xml");
  private static final int USAGE_WIDTH = 100;
  private static final String LOG_PROPERTY = "logback.configurationFile";

  @Mixin private ConfigOption config;

  private Headroom() {}

  @Override
  public Integer call() throws Exception {
    return ServeCommand.serve(config.file());
  }

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    // Before the first logger is made.
    if (System.getProperty(LOG_PROPERTY) == null && Files.isReadable(LOG_SETTINGS)) {
      System.setProperty(LOG_PROPERTY, LOG_SETTINGS.toString());
    }
    System.exit(commandLine().execute(args));
  }

  /** All commands, with what they share; where they print to can be changed. */
  public static CommandLine commandLine() {
    return new CommandLine(new Headroom())
        .setUsageHelpWidth(USAGE_WIDTH)
        // GroupIds begin with @, too.
        .setExpandAtFiles(false)
        .setExecutionExceptionHandler(
            (error, command, result) -> {
              PrintWriter err = command.getErr();
              err.println("headroom: " + Failures.inWords(error));
              return Failures.exitCode(error);
            });
  }
}
