package dev.headroom.config.yaml;

import java.util.Objects;

/**
 * One mistake in the configuration. Never holds a value that could be a secret.
 *
 * @param path where, e.g. {@code apps[0].secretKey}; the file's name when it is the file itself
 * @param cause what is wrong
 * @param remedy what to do
 */
public record Problem(String path, String cause, String remedy) {

  /** Refuses null. */
  public Problem {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(remedy, "remedy");
  }

  /** One line: {@code path: cause. remedy.} */
  @Override
  public String toString() {
    return path + ": " + cause + ". " + remedy + ".";
  }
}
