package dev.headroom.cli;

import dev.headroom.config.Settings;
import dev.headroom.config.SettingsLoader;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the configuration is, the same for every command that reads it. */
public final class ConfigOption {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "configuration file (default: ${DEFAULT-VALUE})",
      defaultValue = "conf/headroom.yaml")
  private Path file;

  /** The file, which may not exist. */
  public Path file() {
    return file;
  }

  /** The settings in it; fails with all that is wrong with them. Blocks. */
  Settings load(Vertx vertx) throws Exception {
    return load(vertx, System.getenv());
  }

  /** The same, with the values of that environment in it. */
  Settings load(Vertx vertx, Map<String, String> environment) throws Exception {
    return Waiting.on(SettingsLoader.load(vertx, file, environment));
  }
}
