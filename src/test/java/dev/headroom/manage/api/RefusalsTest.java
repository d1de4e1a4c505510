package dev.headroom.manage.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.ManagementSettings;
import dev.headroom.config.ManagementSettings.Role;
import dev.headroom.config.ManagementSettings.Token;
import dev.headroom.config.yaml.Secret;
import dev.headroom.manage.ManagementVerticle;
import dev.headroom.manage.OpenApi;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.Routes;
import dev.headroom.manage.api.AllResources.FailingStore;
import dev.headroom.store.Store;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may change something, and how it must be asked. */
class RefusalsTest {

  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
  private static final String NONE = null;
  private static final String WRONG = "wrong";
  private static final String READ = "read-secret";
  private static final String OPERATE = "operate-secret";

  /** Calls that have reached the database. */
  private static final AtomicInteger REACHED = new AtomicInteger();

  private static Vertx vertx;
  private static HttpClient client;
  private static int open;
  private static int locked;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    client = HttpClient.newHttpClient();
    open = deploy(List.of());
    locked =
        deploy(
            List.of(
                new Token("eyes", new Secret(READ), Role.READ),
                new Token("hands", new Secret(OPERATE), Role.OPERATE)));
  }

  /** Over a database that counts its calls and refuses them. */
  private static Routes routes() throws Exception {
    Store counting =
        new FailingStore(
            () -> {
              REACHED.incrementAndGet();
              return new Refusal(409, "reached", "a database", "none");
            });
    return new Routes(
        List.of(),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        AllResources.over(
            vertx, counting, AllResources.serving(14), Clock.fixed(NOW, ZoneOffset.UTC)));
  }

  private static int deploy(List<Token> tokens) throws Exception {
    ManagementVerticle verticle =
        new ManagementVerticle(new ManagementSettings("127.0.0.1", 0, tokens), routes());
    vertx
        .deployVerticle(verticle)
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
    return verticle.port();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @BeforeEach
  void forget() {
    REACHED.set(0);
  }

  private static HttpResponse<String> call(
      int port, String method, String path, String token, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(int port, String path, String token, String body)
      throws Exception {
    return call(port, "POST", path, token, body, "Content-Type", "application/json");
  }

  private static void assertRefused(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonObject body = new JsonObject(response.body());
    assertThat(body.getString("code")).isEqualTo(code);
    assertThat(body.getString("message")).isNotBlank();
    assertThat(body.getString("remedy")).isNotBlank();
  }

  @Test
  @DisplayName("A broken chunk is told so in JSON, and reaches nothing")
  void brokenChunk() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", open)) {
      String head =
          "POST /api/pause HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n";
      String broken = head + "2\r\n{}\r\nnonsense\r\n";
      socket.getOutputStream().write(broken.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"code\":", "\"remedy\":");
    }
    assertThat(REACHED).hasValue(0);
  }

  static Stream<String> changing() {
    return Stream.of(
        "/api/groups/14/g/plan",
        "/api/groups/14/%40TGS%23_a%20b%2F%25%3F/prune",
        "/api/runs/r1/release",
        "/api/runs/r1/plan",
        "/api/jobs/14/g/redrive",
        "/api/jobs/redrive",
        "/api/pause",
        "/api/resume",
        "/api/sweep",
        "/api/runs/r1/restore");
  }

  static Stream<String> reading() {
    return Stream.of(
        "/api/stats",
        "/api/jobs",
        "/api/runs",
        "/api/runs/r1",
        "/api/actions",
        "/api/sweep",
        "/api/restores",
        "/api/restores/x",
        "/api/export");
  }

  static Stream<String> all() {
    return Stream.concat(
        Stream.concat(changing(), reading()),
        Stream.of("/api/forget", "/api/unknown", "/api", "/api/"));
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("Without a token or with a wrong one nobody gets anywhere, by no method")
  void strangers(String path) throws Exception {
    for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
      for (String token : new String[] {NONE, WRONG, ""}) {
        HttpResponse<String> reply =
            call(locked, method, path, token, "{}", "Content-Type", "application/json");
        assertThat(reply.statusCode()).as("%s %s", method, path).isEqualTo(401);
        assertThat(reply.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      }
    }
    assertThat(REACHED).hasValue(0);
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("A token that may read changes nothing, whatever path it tries")
  void readers(String path) throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
      assertRefused(
          call(locked, method, path, READ, "{}", "Content-Type", "application/json"),
          403,
          "read-only");
    }
    assertThat(REACHED).hasValue(0);
  }

  @ParameterizedTest
  @MethodSource("changing")
  @DisplayName("A token that may operate reaches what it asks for")
  void operators(String path) throws Exception {
    HttpResponse<String> reply = post(locked, path, OPERATE, "{}");
    assertRefused(reply, 409, "reached");
    assertThat(REACHED).hasValue(1);
  }

  @ParameterizedTest
  @MethodSource("reading")
  @DisplayName("A token that may read sees what there is to see")
  void seeing(String path) throws Exception {
    assertThat(call(locked, "GET", path, READ, null).statusCode()).isNotIn(401, 403, 404, 405);
  }

  @ParameterizedTest
  @MethodSource("changing")
  @DisplayName(
      "A form, or no Content-Type, changes nothing: a foreign page could send that unasked")
  void forms(String path) throws Exception {
    assertRefused(call(open, "POST", path, NONE, "{}"), 415, "not-json");
    for (String type :
        List.of(
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/plain; application/json",
            "application/jsonp")) {
      assertRefused(call(open, "POST", path, NONE, "{}", "Content-Type", type), 415, "not-json");
    }
    assertThat(REACHED).hasValue(0);
    assertRefused(
        call(open, "POST", path, NONE, "{}", "Content-Type", "Application/JSON; charset=utf-8"),
        409,
        "reached");
  }

  @ParameterizedTest
  @MethodSource("changing")
  @DisplayName("Without tokens a page of another origin changes nothing")
  void foreignPages(String path) throws Exception {
    for (String origin : List.of("http://evil.example", "null", "http://localhost:" + open)) {
      assertRefused(
          call(
              open, "POST", path, NONE, "{}", "Content-Type", "application/json", "Origin", origin),
          403,
          "foreign-origin");
    }
    assertThat(REACHED).hasValue(0);
    assertRefused(
        call(
            open,
            "POST",
            path,
            NONE,
            "{}",
            "Content-Type",
            "application/json",
            "Origin",
            "http://127.0.0.1:" + open),
        409,
        "reached");
  }

  @ParameterizedTest
  @MethodSource("changing")
  @DisplayName("Another method is a 405 that says which one there is")
  void methods(String path) throws Exception {
    String allowed = path.equals("/api/sweep") ? "GET, HEAD, POST" : "POST";
    HttpResponse<String> reply = call(open, "DELETE", path, NONE, null);
    assertRefused(reply, 405, "method-not-allowed");
    assertThat(reply.headers().firstValue("Allow")).contains(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/pause|''|bad-body",
        "/api/pause|[]|bad-body",
        "/api/pause|null|bad-body",
        "/api/pause|{|bad-body",
        "/api/pause|{\"reson\":\"x\"}|bad-body",
        "/api/groups/14/g/plan|{\"reason\":\"x\"}|bad-body",
        "/api/groups/14/g/plan|{\"mode\":\"observe\"}|bad-mode",
        "/api/runs/r1/plan|{\"mode\":\"enforce\"}|bad-body",
        "/api/pause|{\"groupId\":\"g\"}|bad-groupId",
        "/api/pause|{\"sdkAppId\":14,\"groupId\":\"\"}|bad-groupId",
        "/api/pause|{\"sdkAppId\":14,\"groupId\":7}|bad-groupId",
        "/api/pause|{\"sdkAppId\":\"14\"}|bad-sdkAppId",
        "/api/pause|{\"sdkAppId\":1.5}|bad-sdkAppId",
        "/api/pause|{\"reason\":7}|bad-reason",
        "/api/pause|{\"reason\":\"a\\nb\"}|bad-reason",
        "/api/pause|{\"until\":\"tomorrow\"}|bad-until",
        "/api/pause|{\"until\":12}|bad-until",
        "/api/pause|{\"until\":\"2026-11-23T08:00:00Z\"}|bad-until",
        "/api/groups/14/g/prune|{\"mode\":\"observe\"}|bad-mode",
        "/api/sweep|{\"act\":\"some\"}|bad-act",
        "/api/restores|{}|bad-from",
        "/api/restores|{\"from\":\"2026-11-23T08:00:00Z\"}|bad-to",
        "/api/runs/r1/restore|{\"accounts\":[]}|bad-accounts",
        "/api/runs/r1/restore|{\"accounts\":[7]}|bad-accounts",
        "/api/forget|{}|bad-account",
        "/api/groups/x/g/prune|{}|bad-group",
        "/api/groups/14/%C3%A9/prune|{}|bad-group",
      })
  @DisplayName("What cannot be understood is a 400 that names it")
  void bodies(String path, String body, String code) throws Exception {
    assertRefused(post(open, path, NONE, body), 400, code);
    assertThat(REACHED).hasValue(0);
  }

  @Test
  @DisplayName("A body beyond all measure is a 413")
  void large() throws Exception {
    String body = new JsonObject().put("reason", "x".repeat(70_000)).encode();
    assertRefused(post(open, "/api/pause", NONE, body), 413, "too-large");
    assertThat(REACHED).hasValue(0);
  }

  @Test
  @DisplayName("Every path and method there is stands in the description")
  void complete() throws Exception {
    JsonObject described = new JsonObject(OpenApi.read()).getJsonObject("paths");
    List<Route> served =
        routes()
            .router(vertx, new ManagementSettings("127.0.0.1", 0, List.of()))
            .getRoutes()
            .stream()
            .filter(route -> route.getPath() != null && route.methods() != null)
            .toList();
    assertThat(served).hasSizeGreaterThan(15);
    for (Route route : served) {
      String path = route.getName().startsWith("/") ? route.getName() : route.getPath();
      String form = path.replaceAll(":(\\w+)", "{$1}");
      String method = route.methods().contains(HttpMethod.GET) ? "get" : "post";
      assertThat(described.getJsonObject(form, new JsonObject()).fieldNames())
          .as(form)
          .contains(method);
    }
  }

  @Test
  @DisplayName("The description of the API needs no token and is JSON, over HTTP/1.1 without TLS")
  void description() throws Exception {
    HttpResponse<String> reply = call(locked, "GET", "/openapi.json", NONE, null);
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(new JsonObject(reply.body()).getString("openapi")).isEqualTo("3.1.0");
  }
}
