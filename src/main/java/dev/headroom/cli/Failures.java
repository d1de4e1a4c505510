package dev.headroom.cli;

import dev.headroom.cli.remote.ServiceException;
import dev.headroom.config.yaml.InvalidSettings;

/** What a person at the command line is told of a failure: cause and remedy, no stack trace. */
public final class Failures {

  private static final int RUN_TIME = 1;
  private static final int CONFIGURATION = 2;

  private Failures() {}

  public static int exitCode(Throwable error) {
    if (error instanceof ServiceException service) {
      return service.exitCode();
    }
    return error instanceof InvalidSettings ? CONFIGURATION : RUN_TIME;
  }

  public static String inWords(Throwable error) {
    if (error instanceof InvalidSettings settings) {
      return "the configuration cannot be used\n" + settings;
    }
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }
}
