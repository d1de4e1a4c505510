package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RarePlatformIT {

  @Test
  @DisplayName("Where the jar has no SQLite, the start says so, and what to do")
  void remedy(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("headroom.yaml"),
        """
        apps:
          - sdkAppId: 1400000000
            identifier: administrator
            secretKey: key
            callbackTokens: [token]
            api: http://127.0.0.1:1
        """);
    List<String> elsewhere = List.of("-Dorg.sqlite.osinfo.architecture=ppc64");
    try (Jar jar = Jar.start(folder, Map.of(), elsewhere, "--config", "headroom.yaml")) {
      assertThat(jar.exitCode()).isEqualTo(1);
      await()
          .untilAsserted(
              () ->
                  assertThat(jar.output())
                      .last()
                      .asString()
                      .contains("no SQLite for", "ppc64", "sqlite-jdbc.jar", "jobs.url"));
    }
  }
}
