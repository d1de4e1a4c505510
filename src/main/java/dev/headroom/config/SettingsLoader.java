package dev.headroom.config;

import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.FilesRead;
import dev.headroom.config.yaml.InvalidSettings;
import dev.headroom.config.yaml.PlainText;
import dev.headroom.config.yaml.Problem;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Loads the configuration file: strict, and with all mistakes at once. */
public final class SettingsLoader {

  private static final String CONTENT = "content";

  private SettingsLoader() {}

  /**
   * Reads and checks the file. Touches nothing else but the files that the file names. Any thread;
   * files are read on worker threads.
   *
   * @param environment what {@code ${NAME}} may name
   * @return the settings, or a failure with {@link InvalidSettings}
   */
  public static Future<Settings> load(Vertx vertx, Path file, Map<String, String> environment) {
    return load(vertx, file, environment, new FilesRead());
  }

  /**
   * The same.
   *
   * @param files notes what was read; complete when the future is, whether it failed or not
   */
  public static Future<Settings> load(
      Vertx vertx, Path file, Map<String, String> environment, FilesRead files) {
    return content(vertx, file)
        .onFailure(gone -> files.unreadable(file.toString()))
        .compose(
            bytes ->
                vertx.executeBlocking(
                    () -> {
                      files.seen(file.toString(), bytes);
                      return Settings.read(
                          decode(bytes, file), file.toString(), environment, files);
                    }));
  }

  /**
   * The settings of a text in YAML or JSON. Blocks while it reads the files that the text names.
   *
   * @param name what messages call the text as a whole
   * @throws InvalidSettings with all mistakes
   */
  public static Settings parse(String text, String name, Map<String, String> environment)
      throws InvalidSettings {
    return Settings.read(text, name, environment, new FilesRead());
  }

  private static Future<byte[]> content(Vertx vertx, Path file) {
    ConfigStoreOptions store =
        new ConfigStoreOptions()
            .setType("file")
            .setFormat("raw")
            .setConfig(
                new JsonObject()
                    .put("path", file.toAbsolutePath().toString())
                    .put("raw.key", CONTENT)
                    .put("raw.type", "binary"));
    ConfigRetriever retriever =
        ConfigRetriever.create(
            vertx, new ConfigRetrieverOptions().setScanPeriod(-1).addStore(store));
    return retriever
        .getConfig()
        .map(config -> config.getBinary(CONTENT))
        .recover(
            failure -> vertx.executeBlocking(() -> unreadable(file)).compose(Future::failedFuture))
        .eventually(retriever::close);
  }

  /** Why a file could not be read: what the file system says differs from one to another. */
  private static InvalidSettings unreadable(Path file) {
    if (Files.notExists(file)) {
      return invalid(file, "does not exist", "Create it, or name another with --config FILE");
    }
    return Files.isDirectory(file)
        ? invalid(file, "is a directory", "Name the file in it with --config FILE")
        : invalid(file, "cannot be read", "Let the user running Headroom read it");
  }

  private static String decode(byte[] bytes, Path file) throws InvalidSettings {
    try {
      return PlainText.decode(bytes);
    } catch (BadValue e) {
      throw invalid(file, e.getMessage(), e.remedy());
    }
  }

  private static InvalidSettings invalid(Path file, String cause, String remedy) {
    return new InvalidSettings(List.of(new Problem(file.toString(), cause, remedy)));
  }
}
