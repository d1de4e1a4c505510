package dev.headroom.cli.remote;

import java.util.Locale;

/**
 * What keeps a command from being carried out: a cause and a remedy, for the person who gave it.
 * Carries no stack trace, and nothing secret.
 */
public final class ServiceException extends Exception {

  private static final long serialVersionUID = 1L;

  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private final int exitCode;

  private ServiceException(int exitCode, String cause, String remedy) {
    super(cause + "\n  " + sentence(remedy), null, false, false);
    this.exitCode = exitCode;
  }

  /** The command could not be carried out. */
  static ServiceException failed(String cause, String remedy) {
    return new ServiceException(FAILED, cause, remedy);
  }

  /** The command was not given as it must be. */
  static ServiceException usage(String cause, String remedy) {
    return new ServiceException(USAGE, cause, remedy);
  }

  /** What the process exits with. */
  public int exitCode() {
    return exitCode;
  }

  private static String sentence(String text) {
    if (text.isEmpty()) {
      return text;
    }
    String begun = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    return begun.endsWith(".") ? begun : begun + ".";
  }
}
