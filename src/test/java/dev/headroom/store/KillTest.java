package dev.headroom.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {

  private static final int ENOUGH = 2_000;

  @TempDir Path folder;

  @Test
  @DisplayName("After kill -9 everything is there that was ever said to be durable")
  void killed() throws Exception {
    List<String> acknowledged = acknowledgedUntilKilled();
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ENOUGH - 1);

    Vertx vertx = Vertx.vertx();
    TestStore again = new TestStore(vertx, folder, Clock.systemUTC());
    List<String> kept =
        again.write(
            s ->
                s.query(
                    "SELECT name FROM meta WHERE name LIKE 'k%'",
                    row -> row.getString(1).substring(1)));
    again.close();
    vertx.close().await(60, TimeUnit.SECONDS);
    assertThat(kept).containsAll(acknowledged);
  }

  private List<String> acknowledgedUntilKilled() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledProcess.class.getName(),
                "jdbc:sqlite:" + folder.resolve("headroom.db"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null) {
        acknowledged.add(line);
        if (acknowledged.size() == ENOUGH) {
          // Not through the process itself: that would close its output before it is read.
          process.toHandle().destroyForcibly();
        }
        line = out.readLine();
      }
    }
    process.waitFor();
    // The last line may have been cut in the middle of its number.
    return acknowledged.subList(0, acknowledged.size() - 1);
  }
}
