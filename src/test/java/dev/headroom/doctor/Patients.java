package dev.headroom.doctor;

import dev.headroom.config.AppSettings;
import dev.headroom.config.ChatSettings;
import dev.headroom.config.ManagementSettings;
import dev.headroom.config.ServerSettings;
import dev.headroom.config.Settings;
import dev.headroom.config.yaml.Secret;
import dev.headroom.sandbox.SandboxOptions;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Configurations for the doctor, in the way the sandbox's default app needs them. */
final class Patients {

  static final long APP = SandboxOptions.DEFAULT_SDK_APP_ID;
  static final String KEY = SandboxOptions.DEFAULT_SECRET_KEY;
  static final String ADMIN = SandboxOptions.DEFAULT_IDENTIFIER;
  static final String TOKEN = "callback-token";

  private Patients() {}

  static AppSettings app(long sdkAppId, String identifier, String key, String api) {
    return new AppSettings(
        sdkAppId,
        identifier,
        new Secret(key),
        List.of(new Secret(TOKEN)),
        false,
        URI.create(api),
        100,
        Map.of());
  }

  static AppSettings app(String api) {
    return app(APP, ADMIN, KEY, api);
  }

  static Settings settings(AppSettings... apps) {
    return new Settings(
        new ServerSettings("127.0.0.1", 0, "/im/callback", 1, 65_536),
        List.of(apps),
        null,
        new ChatSettings(Duration.ofSeconds(5)),
        null,
        null,
        new ManagementSettings("127.0.0.1", 0, List.of()),
        List.of(),
        null);
  }

  static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
