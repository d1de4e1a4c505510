package dev.headroom.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A story beside a service that does what must not be done. */
@ExtendWith(VertxExtension.class)
class CarelessServiceTest {

  private static final String CLUB = "club";

  private SandboxBackend backend;
  private HttpServer service;
  private Narration narration;
  private Scene scene;
  private volatile int callbackStatus = 200;
  private volatile String victim = "";

  @BeforeEach
  void open(Vertx vertx, VertxTestContext test) {
    SandboxBackend.start(vertx)
        .onSuccess(started -> backend = started)
        .compose(
            started -> vertx.createHttpServer().requestHandler(this::serve).listen(0, "127.0.0.1"))
        .onSuccess(
            listening -> {
              service = listening;
              URI url = URI.create("http://127.0.0.1:" + service.actualPort());
              backend.app().callbackTo(url + "/im/callback", "token");
              narration =
                  new Narration(
                      new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
              scene =
                  new Scene(
                      backend, new RunsPage(url), narration, new Patience(), Clock.systemUTC());
            })
        .onComplete(test.succeedingThenComplete());
  }

  /** At the first callback lets an active member go, and says so. */
  private void serve(HttpServerRequest request) {
    if (request.path().equals("/im/callback")) {
      SandboxGroup group = backend.app().find(CLUB).orElseThrow();
      if (victim.isEmpty()) {
        victim = group.accounts().get(10);
        group.leave(victim);
      }
      int code = callbackStatus == 200 ? 0 : 1;
      answer(request, callbackStatus, new JsonObject().put("ErrorCode", code));
    } else if (request.path().equals("/api/runs")) {
      answer(request, 200, new JsonObject().put("items", new JsonArray().add(run())));
    } else {
      answer(request, 200, run());
    }
  }

  private JsonObject run() {
    JsonObject person =
        new JsonObject()
            .put("account", victim)
            .put("lastActivity", "2026-01-01T00:00:00Z")
            .put("reason", "inactive")
            .put("fate", "removed");
    return new JsonObject()
        .put("id", "run1")
        .put("outcome", "pruned")
        .put("spared", new JsonObject())
        .put("removed", new JsonArray().add(person))
        .put("wouldRemove", new JsonArray());
  }

  private static void answer(HttpServerRequest request, int status, JsonObject body) {
    request.response().setStatusCode(status).end(body.encode());
  }

  @Test
  @DisplayName("A story notices that others went than those who should have gone")
  void wrongPerson() {
    new GroupFillsUp(CLUB, "Club").play(scene);

    assertThat(narration.unexpected())
        .anyMatch(what -> what.contains("who the ledger says is gone") && what.contains(victim))
        .anyMatch(what -> what.contains("who is gone should be"));
  }

  @Test
  @DisplayName("A story notices that a callback was refused")
  void refused() {
    callbackStatus = 503;

    new GroupFillsUp(CLUB, "Club").play(scene);

    assertThat(narration.unexpected())
        .anyMatch(what -> what.contains("a callback was answered 503"));
  }

  @Test
  @DisplayName("A story notices a callback that Chat did not send")
  void noCallback() {
    backend.app().noCallbacks();
    SandboxGroup group = scene.cast(GroupType.PUBLIC, CLUB, "Club").staff(1).group();

    assertThatThrownBy(() -> scene.callback(group.tryJoin("somebody")))
        .isInstanceOf(Unexpected.class)
        .hasMessage("Chat did not call back");
  }
}
