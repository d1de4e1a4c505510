package dev.headroom.cli;

import dev.headroom.config.Settings;
import dev.headroom.config.SettingsLoader;
import dev.headroom.config.yaml.InvalidSettings;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Which app is meant, for commands that take no callbacks: a configuration file, or the app's id
 * and its key alone. The key comes from the environment only: arguments can be seen by every user.
 */
final class AppOptions {

  private static final Path USUAL_FILE = Path.of("conf", "headroom.yaml");
  private static final String APP_ID = "HEADROOM_SDK_APP_ID";
  private static final String SECRET_KEY = "HEADROOM_SECRET_KEY";
  private static final String CALLBACK_TOKEN = "HEADROOM_CALLBACK_TOKEN";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "configuration with apps and rules (default: conf/headroom.yaml if it exists; without one"
              + " the app is that of the options below, and the rules are the defaults)")
  private Path file;

  @Option(
      names = "--app-id",
      paramLabel = "SDKAPPID",
      description =
          "the app (default: $HEADROOM_SDK_APP_ID); its secret key is taken from"
              + " $HEADROOM_SECRET_KEY")
  private String appId;

  @Option(
      names = "--identifier",
      paramLabel = "ACCOUNT",
      description = "an administrator account of the app (default: administrator)")
  private String identifier;

  @Option(
      names = "--api",
      paramLabel = "URL",
      description = "the domain of the app's region (default: https://console.tim.qq.com)")
  private String api;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** The settings of the file, or those of an app that is named by options and environment. */
  Settings load(Vertx vertx, Map<String, String> environment) throws Exception {
    boolean named = appId != null || identifier != null || api != null;
    if (named && file != null) {
      throw Failures.usage(
          spec, "--config names the apps: leave out --app-id, --identifier and --api");
    }
    Map<String, String> values = notCalledBack(environment);
    Path from = file == null && Files.exists(USUAL_FILE) ? USUAL_FILE : file;
    return named || from == null
        ? ofOptions(values)
        : Waiting.on(SettingsLoader.load(vertx, from, values));
  }

  /**
   * That environment for a command that nobody calls back, whose configuration may name a token.
   */
  static Map<String, String> notCalledBack(Map<String, String> environment) {
    Map<String, String> values = new HashMap<>(environment);
    values.putIfAbsent(CALLBACK_TOKEN, "unused");
    return values;
  }

  private Settings ofOptions(Map<String, String> values) throws InvalidSettings {
    String id = appId == null ? values.getOrDefault(APP_ID, "") : appId;
    if (id.isEmpty() || values.getOrDefault(SECRET_KEY, "").isEmpty()) {
      throw Failures.usage(
          spec,
          "which app? Set HEADROOM_SDK_APP_ID and HEADROOM_SECRET_KEY, or name a file with --config");
    }
    values.put("HEADROOM_APP", id);
    values.put("HEADROOM_IDENTIFIER", identifier == null ? "administrator" : identifier);
    values.put("HEADROOM_API", api == null ? "https://console.tim.qq.com" : api);
    return SettingsLoader.parse(
        """
        apps:
          - sdkAppId: ${HEADROOM_APP}
            secretKey: ${HEADROOM_SECRET_KEY}
            identifier: ${HEADROOM_IDENTIFIER}
            api: ${HEADROOM_API}
            callbackTokens: []
            allowUnsigned: true
        """,
        "the command line",
        values);
  }
}
