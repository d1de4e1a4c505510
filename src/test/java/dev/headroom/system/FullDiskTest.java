package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file system without room: what is taken, and what a balancer is told. */
class FullDiskTest {

  private static final String FULL = "Group.CallbackAfterGroupFull";
  private static final String TOKEN = "callback-token";

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger groups = new AtomicInteger();

  @TempDir private Path folder;
  private Vertx vertx;
  private SmallDisk disk;
  private LocalService service;

  @BeforeEach
  void start() throws Exception {
    disk = SmallDisk.mount(folder, "size=16m");
    vertx = Vertx.vertx();
    service =
        LocalService.start(
            vertx,
            folder,
            "apps:",
            "  - sdkAppId: 1400000000",
            "    identifier: administrator",
            "    secretKey: key",
            "    callbackTokens: [" + TOKEN + "]",
            "    api: http://127.0.0.1:1");
  }

  @AfterEach
  void stop() throws Exception {
    if (service != null) {
      service.stop();
      LocalService.result(vertx.close());
    }
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  @DisplayName(
      "A node whose disk is full is not ready from the first refused callback until there is room,"
          + " though no callback comes")
  void fullDisk() throws Exception {
    assertThat(callback()).isEqualTo(200);
    assertThat(ready().statusCode()).isEqualTo(200);

    disk.fill(16 * 1024);
    await().until(() -> callback() == 503);
    assertThat(ready().statusCode()).isEqualTo(503);
    assertThat(reason()).isEqualTo("the disk of the database is full");
    // Without callbacks that could show it: as long as there is no room.
    await()
        .during(Duration.ofSeconds(11))
        .atMost(Duration.ofSeconds(20))
        .until(() -> ready().statusCode() == 503);
    assertThat(callback()).isEqualTo(503);

    disk.free();
    await().until(() -> ready().statusCode() == 200);
    assertThat(callback()).isEqualTo(200);
  }

  private HttpResponse<String> ready() {
    return service.api().get("/health/ready");
  }

  private String reason() {
    return new JsonObject(ready().body())
        .getJsonArray("checks").stream()
            .map(JsonObject.class::cast)
            .filter(check -> check.getString("id").equals("store"))
            .map(check -> check.getJsonObject("data").getString("reason"))
            .findFirst()
            .orElseThrow();
  }

  /** Of a group that never called. */
  private int callback() throws Exception {
    String time = Long.toString(System.currentTimeMillis() / 1000);
    byte[] signed = (TOKEN + time).getBytes(StandardCharsets.UTF_8);
    String sign = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(signed));
    String query =
        "?SdkAppid=1400000000&CallbackCommand=%s&Sign=%s&RequestTime=%s"
            .formatted(FULL, sign, time);
    JsonObject body =
        new JsonObject()
            .put("CallbackCommand", FULL)
            .put("GroupId", "g" + groups.incrementAndGet());
    return http.send(
            HttpRequest.newBuilder(URI.create(service.callbackUrl() + query))
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
