package dev.headroom.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the configuration is, the same for every command that reads it. */
public final class ConfigOption {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "configuration file (default: ${DEFAULT-VALUE})",
      defaultValue = "conf/headroom.yaml")
  private Path file;

  public Path file() {
    return file;
  }
}
