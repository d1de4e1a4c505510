package dev.headroom.cli;

import dev.headroom.cli.remote.ServiceException;
import dev.headroom.config.yaml.InvalidSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What is told of a failure at the command line: cause and remedy, no stack trace. */
public final class Failures {

  private static final int RUN_TIME = 1;
  private static final int CONFIGURATION = 2;

  private Failures() {}

  /** What the process exits with. */
  public static int exitCode(Throwable error) {
    if (error instanceof ServiceException service) {
      return service.exitCode();
    }
    return error instanceof InvalidSettings ? CONFIGURATION : RUN_TIME;
  }

  /** What is printed, one line or several. */
  public static String inWords(Throwable error) {
    if (error instanceof InvalidSettings settings) {
      return "the configuration cannot be used\n" + settings;
    }
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }

  /** That a command was not given as it must be. */
  static ParameterException usage(CommandSpec spec, String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
