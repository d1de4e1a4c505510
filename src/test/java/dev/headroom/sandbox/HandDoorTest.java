package dev.headroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class HandDoorTest {

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<HandJoin> told = new CopyOnWriteArrayList<>();
  private SandboxBackend backend;
  private SandboxGroup group;

  @BeforeEach
  void open(Vertx vertx) {
    backend = RawClient.await(SandboxBackend.start(vertx));
    backend.onJoinByHand(told::add);
    group = backend.app().group("club", GroupType.PUBLIC).max(2);
    group.owner("owner");
  }

  @AfterEach
  void close() {
    RawClient.await(backend.close());
  }

  @Test
  @DisplayName("A person can join by hand until the group is full, and is told what happened")
  void joins() throws Exception {
    assertThat(outcome("club", "alex")).isEqualTo("JOINED");
    assertThat(outcome("club", "alex")).isEqualTo("ALREADY_MEMBER");
    assertThat(outcome("club", "sam")).isEqualTo("REFUSED");

    assertThat(group.has("alex")).isTrue();
    assertThat(group.has("sam")).isFalse();
    assertThat(told).extracting(HandJoin::account).containsExactly("alex", "alex", "sam");
  }

  @Test
  @DisplayName("What cannot be done is refused with what to do instead")
  void refuses() throws Exception {
    HttpResponse<String> noGroup = post("/sandbox/join?account=alex");
    HttpResponse<String> noAccount = post("/sandbox/join?group=club");
    HttpResponse<String> noPath = post("/sandbox/leave");
    HttpResponse<String> get = send(request("/sandbox/join?group=club&account=alex").GET());

    assertThat(noGroup.statusCode()).isEqualTo(404);
    assertThat(noGroup.body()).contains("club");
    assertThat(noAccount.statusCode()).isEqualTo(400);
    assertThat(noAccount.body()).contains("account=");
    assertThat(noPath.statusCode()).isEqualTo(404);
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("Allow")).contains("POST");
    assertThat(group.memberNum()).isEqualTo(1);
  }

  @Test
  @DisplayName("What a person does by hand is no call of the Chat API")
  void apart() throws Exception {
    post("/sandbox/join?group=club&account=alex");

    assertThat(backend.calls()).isEmpty();
    assertThat(backend.breaches()).isEmpty();
  }

  private String outcome(String groupId, String account) throws Exception {
    String path = "/sandbox/join?group=" + groupId + "&account=" + account;
    return new JsonObject(post(path).body()).getString("outcome");
  }

  private HttpResponse<String> post(String path) throws Exception {
    return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(backend.url() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
