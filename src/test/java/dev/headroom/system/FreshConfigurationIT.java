package dev.headroom.system;

import static dev.headroom.system.LocalService.fullGroup;
import static dev.headroom.system.LocalService.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshConfigurationIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  @DisplayName(
      "The shipped file and three variables observe: callbacks and the sweep remove nobody,"
          + " whatever a restart brings")
  void removesNobody() throws Exception {
    Vertx vertx = Vertx.vertx();
    SandboxBackend backend = NodeInProcess.backend(vertx);
    try {
      SandboxApp app = backend.app();
      shippedFile(backend.url());
      List<SandboxGroup> groups = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        groups.add(fullGroup(app, "called" + i, 50));
      }
      SandboxGroup never = fullGroup(app, "never", 50);
      for (int start = 0; start < 2; start++) {
        try (Jar jar = Jar.start(folder, environment(app))) {
          jar.awaitReady();
          app.callbackTo(jar.callbackUrl(), Jar.TOKEN);
          await().atMost(PATIENCE).until(() -> swept(jar));
          for (SandboxGroup group : groups) {
            NodeInProcess.callBack(group);
          }
          for (SandboxGroup group : groups) {
            await().atMost(PATIENCE).until(() -> isObserved(jar.api().runs(group.id())));
          }
          assertThat(jar.output()).anyMatch(line -> line.contains("mode=\"OBSERVE\""));
          assertThat(jar.api().runs(never.id())).isEmpty();
          assertThat(jar.stop()).isZero();
        }
      }
      assertThat(backend.calls("delete_group_member")).isEmpty();
      assertThat(groups).allMatch(group -> group.memberNum() == 50);
      assertThat(never.memberNum()).isEqualTo(50);
      assertThat(backend.breaches()).isEmpty();
    } finally {
      result(backend.close());
      result(vertx.close());
    }
  }

  private static Map<String, String> environment(SandboxApp app) {
    return Map.of(
        "HEADROOM_SDK_APP_ID", Long.toString(app.sdkAppId()),
        "HEADROOM_SECRET_KEY", app.secretKey(),
        "HEADROOM_CALLBACK_TOKEN", Jar.TOKEN);
  }

  private static boolean swept(Jar jar) {
    return jar.output().stream().anyMatch(line -> line.contains("All groups were looked at"));
  }

  private static boolean isObserved(List<JsonObject> runs) {
    return !runs.isEmpty()
        && runs.stream().allMatch(run -> "observed".equals(run.getString("outcome")));
  }

  /** As shipped, but for free ports and a backend that is not Tencent's. */
  private void shippedFile(String api) throws Exception {
    String text = Files.readString(Path.of("conf", "headroom.yaml"));
    text = with(text, "#host: 0.0.0.0\n", "host: 127.0.0.1\n");
    text = with(text, "#port: 8080 ", "port: 0 ");
    text = with(text, "#port: 8081 ", "port: 0 ");
    text = with(text, "#api: https://console.tim.qq.com ", "api: " + api + " ");
    Files.createDirectories(folder.resolve("conf"));
    Files.writeString(folder.resolve("conf/headroom.yaml"), text);
  }

  private static String with(String text, String commented, String value) {
    assertThat(text).containsOnlyOnce(commented);
    return text.replace(commented, value);
  }
}
