package dev.headroom.manage.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.callback.CallbackRecord;
import dev.headroom.config.ManagementSettings;
import dev.headroom.config.ManagementSettings.Role;
import dev.headroom.config.ManagementSettings.Token;
import dev.headroom.config.yaml.Secret;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.event.Reason;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Ledger;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunEnd;
import dev.headroom.ledger.RunEnds;
import dev.headroom.manage.Check;
import dev.headroom.manage.ManagementVerticle;
import dev.headroom.manage.Routes;
import dev.headroom.store.Change;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import dev.headroom.store.TestStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementVerticleTest {

  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
  private static final String ODD_GROUP = "@TGS#_a b%/\"'+&?";

  private static final CallbackRecord.Report CALLBACKS =
      new CallbackRecord.Report(
          START,
          List.of(
              new CallbackRecord.App(
                  14, new CallbackRecord.Last(START, "State.StateChange"), Map.of("ignored", 3L)),
              new CallbackRecord.App(15, null, Map.of())),
          Map.of("not_found", 2L),
          List.of(
              new CallbackRecord.Refusal(
                  START, null, 404, "not_found", "the path", "10.0.0.1", "/x")),
          List.of(new CallbackRecord.ProbeSeen(START, "0123", 14, "10.0.0.2")));

  @TempDir private static Path folder;
  private static Vertx vertx;
  private static HttpClient client;
  private static TestStore db;
  private static int open;
  private static int locked;
  private static volatile Future<Status> store = Future.succeededFuture(Status.OK());
  private static volatile boolean broken;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    client = HttpClient.newHttpClient();
    db = new TestStore(vertx, folder, Clock.systemUTC());
    db.write(session -> someJobs(session) + someRuns(session));
    open = deploy(List.of());
    locked =
        deploy(
            List.of(
                new Token("eyes", new Secret("read-secret"), Role.READ),
                new Token("hands", new Secret("operate-secret"), Role.OPERATE)));
  }

  private static Routes routes() throws Exception {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Counter.builder("headroom.callbacks").register(registry).increment();
    return new Routes(
        List.of(
            new Check("consumers", () -> Future.succeededFuture(Status.OK())),
            new Check("store", () -> store)),
        registry,
        AllResources.over(
            vertx,
            new BreakableStore(db.store()),
            AllResources.serving(14),
            Clock.systemUTC(),
            () -> CALLBACKS));
  }

  private static int deploy(List<Token> tokens) throws Exception {
    ManagementVerticle verticle =
        new ManagementVerticle(new ManagementSettings("127.0.0.1", 0, tokens), routes());
    vertx
        .deployVerticle(verticle)
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
    assertThat(verticle.port()).isPositive();
    return verticle.port();
  }

  @AfterAll
  static void stop() throws Exception {
    db.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** Five jobs with the ids 1 to 5. */
  private static int someJobs(Session session) throws SQLException {
    for (long id = 1; id <= 5; id++) {
      session.update(
          "INSERT INTO jobs (id, sdk_app_id, group_id, topic_id, state, due_at, seq, attempts,"
              + " cause, failure, run_id, rest_level, rested, first_at, last_at, callbacks)"
              + " VALUES (?, 14, ?, '', ?, ?, 1, 1, 'callback', ?, ?, 0, 0, ?, ?, 1)",
          id,
          "g" + id,
          id == 5 ? "dead" : "waiting",
          START.toEpochMilli(),
          id == 5 ? "no such app" : null,
          id == 5 ? null : "r" + id,
          START.toEpochMilli(),
          START.toEpochMilli());
    }
    return 5;
  }

  /** Three runs of one group that start together. */
  private static int someRuns(Session session) throws SQLException {
    Removal removal = new Removal("kim", START, Instant.EPOCH, Reason.NEVER_SPOKE, "no word");
    for (String id : List.of("r1", "r2", "r3")) {
      Run run =
          new Run(
              id,
              GroupKey.of(14, ODD_GROUP),
              "Public",
              Cause.CALLBACK,
              Mode.ENFORCE,
              "p",
              2,
              200,
              200,
              START);
      Ledger.intend(session, run, List.of(removal));
      Ledger.settle(session, id, 1, Map.of("kim", Fate.REMOVED));
      RunEnds.finish(
          session,
          new RunEnd(
              run,
              Outcome.PRUNED,
              199,
              List.of(removal),
              Map.of("owner", 1),
              "as planned",
              START.plusSeconds(1)));
    }
    return session.update(
        "UPDATE runs SET times = 2, last_at = ?", START.plusSeconds(9).toEpochMilli());
  }

  /** Cannot be read while {@link #broken}. */
  private record BreakableStore(Store store) implements Store {

    @Override
    public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
      return store.write(change, committed);
    }

    @Override
    public <T> Future<T> read(Change<T> query) {
      return broken
          ? Future.failedFuture(new IllegalStateException("secret inside"))
          : store.read(query);
    }

    @Override
    public Future<Void> close() {
      return store.close();
    }
  }

  private static HttpResponse<String> get(int port, String path, String... headers)
      throws Exception {
    return call("GET", port, path, headers);
  }

  private static HttpResponse<String> call(String method, int port, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(response.body()).doesNotContain("Exception", "\tat ");
    return response;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "400 GET /health/live NONSENSE\r\n\r\n",
        "400 nonsense\r\n\r\n",
        "400 GET http://user@localhost/health/live HTTP/1.1\r\n\r\n",
        "400 GET /health/live HTTP/1.1\r\nNo colon\r\n\r\n",
        "505 GET /health/live HTTP/3.0\r\nHost: localhost\r\n\r\n"
      })
  @DisplayName("What is not HTTP as we speak it is told so in JSON, and the connection closed")
  void unread(String statusAndRequest) throws Exception {
    assertUnread(statusAndRequest.substring(0, 3), statusAndRequest.substring(4));
  }

  @Test
  @DisplayName("A URL or headers that are too long are told so in JSON")
  void tooLong() throws Exception {
    assertUnread("414", "GET /" + "x".repeat(10_000) + " HTTP/1.1\r\n\r\n");
    assertUnread("431", "GET / HTTP/1.1\r\nX: " + "x".repeat(10_000) + "\r\n\r\n");
  }

  private static void assertUnread(String status, String request) throws IOException {
    for (int port : List.of(open, locked)) {
      String answer = send(port, request);
      assertThat(answer).matches("(?s)HTTP/1[.][01] " + status + " .*");
      JsonObject body = new JsonObject(answer.substring(answer.indexOf("\n\n")));
      assertThat(body.getString("code")).isNotBlank();
      assertThat(body.getString("message")).isNotBlank();
      assertThat(body.getString("remedy")).isNotBlank();
    }
  }

  @Test
  @DisplayName("A higher minor version is taken as HTTP/1.1")
  void higherMinorVersion() throws Exception {
    String request = "GET /health/live HTTP/1.2\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assertThat(send(open, request)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  @DisplayName("An absolute target is taken, and its host counts, not that of the header")
  void absoluteTarget() throws Exception {
    assertThat(raw(open, "http://localhost:8081/api/jobs?limit=1", "Host: localhost"))
        .startsWith("HTTP/1.1 200 ")
        .contains("\"next\":");
    assertThat(raw(open, "http://localhost/api/jobs", "Host: evil.example"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(raw(open, "http://evil.example/api/jobs", "Host: localhost"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(raw(locked, "http://evil.example/api/jobs", "Host: localhost"))
        .startsWith("HTTP/1.1 401 ");
    assertThat(raw(locked, "http://h?/health/live", "Host: localhost")).startsWith("HTTP/1.1 404 ");
  }

  /**
   * What the client of the JDK refuses to send: any Host header, or any path. Returns the status
   * line and all that follows.
   */
  private static String raw(int port, String path, String... headers) throws IOException {
    String head = "GET " + path + " HTTP/1.1\r\nConnection: close\r\n";
    String rest = String.join("\r\n", headers) + (headers.length > 0 ? "\r\n\r\n" : "\r\n");
    return send(port, head + rest);
  }

  private static String send(int port, String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      StringBuilder answer = new StringBuilder();
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        answer.append(line).append('\n');
      }
      return answer.toString();
    }
  }

  private static void assertRefused(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).isEqualTo(status);
    JsonObject body = new JsonObject(response.body());
    assertThat(body.getString("code")).isEqualTo(code);
    assertThat(body.getString("message")).isNotBlank();
    assertThat(body.getString("remedy")).isNotBlank();
  }

  @Nested
  @DisplayName("Health")
  class HealthOfNode {

    @Test
    @DisplayName("is live without a token")
    void live() throws Exception {
      assertThat(get(locked, "/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("is ready when every check is well, each named, and not when one fails")
    void ready() throws Exception {
      HttpResponse<String> well = get(locked, "/health/ready");
      assertThat(well.statusCode()).isEqualTo(200);
      assertThat(new JsonObject(well.body()).getJsonArray("checks"))
          .isEqualTo(
              new JsonArray()
                  .add(new JsonObject().put("id", "consumers").put("status", "UP"))
                  .add(new JsonObject().put("id", "store").put("status", "UP")));
      try {
        store = Future.succeededFuture(Status.KO(new JsonObject().put("waiting", 3)));
        HttpResponse<String> ill = get(locked, "/health/ready");
        assertThat(ill.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(ill.body()).getJsonArray("checks").getJsonObject(1))
            .isEqualTo(
                new JsonObject()
                    .put("id", "store")
                    .put("status", "DOWN")
                    .put("data", new JsonObject().put("waiting", 3)));

        store = Future.failedFuture("jdbc:secret");
        HttpResponse<String> failing = get(locked, "/health/ready");
        assertThat(failing.statusCode()).isEqualTo(503);
        assertThat(failing.body()).doesNotContain("jdbc:secret");
        assertThat(new JsonObject(failing.body()).getString("status")).isEqualTo("DOWN");
      } finally {
        store = Future.succeededFuture(Status.OK());
      }
      assertThat(get(locked, "/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("can be asked by HEAD")
    void head() throws Exception {
      HttpResponse<String> response = call("HEAD", open, "/health/ready");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEmpty();
    }
  }

  @Test
  @DisplayName("Metrics are what Prometheus reads")
  void metrics() throws Exception {
    HttpResponse<String> response = get(open, "/metrics");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(response.body()).contains("headroom_callbacks_total 1.0");
  }

  @Test
  @DisplayName("Statistics tell of each app, of refusals and of probes")
  void stats() throws Exception {
    HttpResponse<String> response =
        get(locked, "/api/stats", "Authorization", "Bearer read-secret");
    assertThat(response.statusCode()).isEqualTo(200);
    JsonObject told = new JsonObject(response.body());
    assertThat(told.getJsonObject("you"))
        .isEqualTo(new JsonObject().put("name", "eyes").put("role", "read"));
    JsonObject callbacks = new JsonObject();
    List.of("since", "apps", "unknownApp", "refusals", "probes")
        .forEach(name -> callbacks.put(name, told.getValue(name)));
    assertThat(callbacks)
        .isEqualTo(
            new JsonObject(
                "{'since':'2026-11-23T08:00:00Z','apps':[{'sdkAppId':14,'lastCallback':{'at':"
                    .concat("'2026-11-23T08:00:00Z','command':'State.StateChange'},")
                    .concat("'results':{'ignored':3}},")
                    .concat("{'sdkAppId':15,'lastCallback':null,'results':{}}],")
                    .concat("'unknownApp':{'not_found':2},'refusals':[{'at':")
                    .concat("'2026-11-23T08:00:00Z','sdkAppId':null,'status':404,")
                    .concat("'result':'not_found','cause':'the path',")
                    .concat("'remoteAddress':'10.0.0.1','path':'/x'}],'probes':[{'at':")
                    .concat("'2026-11-23T08:00:00Z','id':'0123','sdkAppId':14,")
                    .concat("'remoteAddress':'10.0.0.2'}]}")
                    .replace('\'', '"')));
    assertRefused(get(locked, "/api/stats"), 401, "unauthorized");
    assertRefused(call("POST", open, "/api/stats"), 405, "method-not-allowed");
  }

  @Nested
  @DisplayName("Lists")
  class Lists {

    @Test
    @DisplayName("of jobs go page by page to the end")
    void jobs() throws Exception {
      List<Long> ids = new ArrayList<>();
      String next = "";
      int pages = 0;
      while (next != null) {
        JsonObject page =
            new JsonObject(
                get(open, "/api/jobs?limit=2" + (next.isEmpty() ? "" : "&after=" + next)).body());
        page.getJsonArray("items").forEach(job -> ids.add(((JsonObject) job).getLong("id")));
        assertThat(page.containsKey("next")).isTrue();
        next = page.getString("next");
        pages++;
      }
      assertThat(ids).containsExactly(1L, 2L, 3L, 4L, 5L);
      assertThat(pages).isEqualTo(3);
    }

    @Test
    @DisplayName("of jobs can be of one state and say all there is to a job")
    void state() throws Exception {
      JsonObject page = new JsonObject(get(open, "/api/jobs?state=dead").body());
      assertThat(page)
          .isEqualTo(
              new JsonObject()
                  .put(
                      "items",
                      new JsonArray()
                          .add(
                              new JsonObject()
                                  .put("id", 5)
                                  .put("sdkAppId", 14)
                                  .put("groupId", "g5")
                                  .put("topicId", "")
                                  .put("state", "dead")
                                  .put("dueAt", "2026-11-23T08:00:00Z")
                                  .put("attempts", 1)
                                  .put("cause", "callback")
                                  .put("failure", "no such app")
                                  .putNull("next")
                                  .put("deadCause", "no such app")
                                  .putNull("run")
                                  .put("firstAt", "2026-11-23T08:00:00Z")
                                  .put("lastAt", "2026-11-23T08:00:00Z")))
                  .putNull("next"));
    }

    @Test
    @DisplayName("of runs go page by page to the end, even when all start together")
    void runs() throws Exception {
      JsonObject first = new JsonObject(get(open, "/api/runs?limit=2").body());
      JsonObject second =
          new JsonObject(get(open, "/api/runs?limit=2&after=" + first.getString("next")).body());
      assertThat(first.getJsonArray("items")).hasSize(2);
      assertThat(second.getJsonArray("items")).hasSize(1);
      assertThat(second.getString("next")).isNull();
    }

    @Test
    @DisplayName("of runs can be of one group, whatever its id looks like, and of one outcome")
    void filters() throws Exception {
      String group = "%40TGS%23_a%20b%25%2F%22%27%2B%26%3F";
      assertThat(items("/api/runs?group=" + group)).isEqualTo(3);
      assertThat(items("/api/runs?group=other")).isZero();
      assertThat(items("/api/runs?outcome=pruned")).isEqualTo(3);
      assertThat(items("/api/runs?outcome=not-full-any-more")).isZero();
    }

    private int items(String path) throws Exception {
      return new JsonObject(get(open, path).body()).getJsonArray("items").size();
    }
  }

  @Nested
  @DisplayName("One run")
  class OneRun {

    @Test
    @DisplayName("says who went and why")
    void found() throws Exception {
      JsonObject run = new JsonObject(get(open, "/api/runs/r1").body());
      assertThat(run)
          .isEqualTo(
              new JsonObject(
                  """
                  {"id":"r1","sdkAppId":14,"groupId":"%s","topicId":"","type":"Public",
                   "cause":"callback","outcome":"pruned","mode":"enforce","policy":"p",
                   "planned":2,"removedCount":1,"seats":{"max":200,"before":200,"after":199},
                   "spared":{"owner":1},"note":"as planned","startedAt":"2026-11-23T08:00:00Z",
                   "finishedAt":"2026-11-23T08:00:01Z","times":2,"lastAt":"2026-11-23T08:00:09Z",
                   "removed":[{"account":"kim","joinTime":"2026-11-23T08:00:00Z",
                     "lastActivity":"1970-01-01T00:00:00Z","reason":"never-spoke",
                     "evidence":"no word","fate":"removed","batch":1}],
                   "wouldRemove":[{"account":"kim","joinTime":"2026-11-23T08:00:00Z",
                     "lastActivity":"1970-01-01T00:00:00Z","reason":"never-spoke",
                     "evidence":"no word"}],"left":[],"release":null,"restores":[]}
                  """
                      .formatted(ODD_GROUP.replace("\"", "\\\""))));
    }

    @Test
    @DisplayName("that is not there is a 404")
    void missing() throws Exception {
      assertRefused(get(open, "/api/runs/nobody"), 404, "no-such-run");
    }
  }

  @Nested
  @DisplayName("A request is refused")
  class Refused {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api", "/api/unknown", "/health", "/metrics/x", "/api/runs/a/b"})
    @DisplayName("with 404 for a path that nobody serves")
    void unknown(String path) throws Exception {
      assertRefused(get(open, path), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/jobs", "/api/runs", "/api/runs/r1", "/metrics", "/health/live"})
    @DisplayName("with 405 and what is allowed for another method")
    void method(String path) throws Exception {
      for (String method : List.of("POST", "DELETE", "PUT")) {
        HttpResponse<String> response = call(method, open, path);
        assertRefused(response, 405, "method-not-allowed");
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
      }
    }

    @ParameterizedTest
    @CsvSource({
      "/api/jobs?limit=0, bad-limit",
      "/api/jobs?limit=501, bad-limit",
      "/api/runs?limit=-1, bad-limit",
      "/api/runs?limit=ten, bad-limit",
      "/api/runs?limit=, bad-limit",
      "/api/runs?limit=99999999999999999999, bad-limit",
      "/api/jobs?state=asleep, bad-state",
      "/api/jobs?state=, bad-state",
      "/api/runs?outcome=PRUNED, bad-outcome",
      "/api/runs?after=!, bad-after",
      "/api/runs?after=MTIz, bad-after",
      "/api/jobs?after=, bad-after",
      "/api/runs?group=, bad-group",
      "/api/runs?group=%00, bad-group",
      "/api/runs?group=%C3%A9, bad-group",
    })
    @DisplayName("with 400 for a parameter that is not valid")
    void parameters(String path, String code) throws Exception {
      assertRefused(get(open, path), 400, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/runs?group=%zz", "/api/runs/%zz", "/%"})
    @DisplayName("with 400 for an encoding that cannot be read")
    void encoding(String path) throws IOException {
      assertThat(raw(open, path, "Host: localhost"))
          .startsWith("HTTP/1.1 400 ")
          .contains("\"code\":\"bad-request\"")
          .doesNotContain("Exception");
    }

    @Test
    @DisplayName("with 503 and no inner detail when the store does not answer")
    void store() throws Exception {
      broken = true;
      try {
        HttpResponse<String> response = get(open, "/api/runs");
        assertRefused(response, 503, "store-unavailable");
        assertThat(response.body()).doesNotContain("secret inside");
      } finally {
        broken = false;
      }
    }
  }

  @Nested
  @DisplayName("With tokens")
  class WithTokens {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/metrics",
          "/metrics/",
          "/api",
          "/api/",
          "/api/jobs",
          "/api/runs/r1",
          "/api/unknown",
          "/%61pi/jobs",
          "//api/jobs",
          "/health/../api/jobs"
        })
    @DisplayName("a caller with none or a wrong one gets 401, known path or not")
    void strangers(String path) throws Exception {
      assertThat(raw(locked, path, "Host: localhost"))
          .startsWith("HTTP/1.1 401 ")
          .contains("\"code\":\"unauthorized\"");
      for (String wrong :
          List.of("Bearer x", "Bearer ", "Bearer", "read-secret", "Basic read-secret")) {
        assertThat(raw(locked, path, "Host: localhost", "Authorization: " + wrong))
            .startsWith("HTTP/1.1 401 ")
            .doesNotContain("read-secret");
      }
      HttpResponse<String> post = call("POST", locked, "/api/runs");
      assertRefused(post, 401, "unauthorized");
      assertThat(post.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer read-secret", "Bearer operate-secret", "bearer read-secret"})
    @DisplayName("who holds one may read, under whatever host name")
    void holders(String authorization) throws Exception {
      String header = "Authorization: " + authorization;
      assertThat(raw(locked, "/api/jobs", "Host: headroom.example:8081", header))
          .startsWith("HTTP/1.1 200 ");
      assertThat(raw(locked, "/metrics", "Host: headroom.example:8081", header))
          .startsWith("HTTP/1.1 200 ");
      assertThat(raw(locked, "/api/unknown", "Host: headroom.example:8081", header))
          .startsWith("HTTP/1.1 404 ");
    }

    @Test
    @DisplayName("a path outside of the API needs none")
    void outside() throws Exception {
      assertRefused(get(locked, "/unknown"), 404, "not-found");
      assertRefused(get(locked, "/apis"), 404, "not-found");
    }
  }

  @Nested
  @DisplayName("Without any token")
  class WithoutTokens {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "localhost",
          "localhost:8081",
          "LOCALHOST:1",
          "127.0.0.1",
          "127.0.0.1:99",
          "[::1]",
          "[::1]:8081"
        })
    @DisplayName("a request to a loopback name is served")
    void loopback(String host) throws IOException {
      assertThat(raw(open, "/api/jobs", "Host: " + host)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "evil.example",
          "localhost.evil.example:8081",
          "127.0.0.1.evil.example",
          "127.0.0.2",
          "user@localhost",
          "localhost,evil.example",
          "[::2]",
          "",
          "0.0.0.0"
        })
    @DisplayName("a request to any other name is a 403: it came through somebody's name server")
    void foreign(String host) throws IOException {
      assertThat(raw(open, "/api/jobs", "Host: " + host)).doesNotStartWith("HTTP/1.1 200 ");
      assertThat(raw(open, "/api/jobs", "Host: evil.example"))
          .startsWith("HTTP/1.1 403 ")
          .contains("\"code\":\"foreign-host\"");
    }

    @Test
    @DisplayName("a request of a foreign web page is a 403, one of our own page is served")
    void origin() throws IOException {
      String host = "Host: localhost:8081";
      assertThat(raw(open, "/api/jobs", host, "Origin: http://localhost:8081"))
          .startsWith("HTTP/1.1 200 ");
      for (String origin :
          List.of(
              "http://evil.example",
              "http://localhost:9999",
              "http://localhost",
              "https://localhost:8081",
              "null",
              "http://127.0.0.1:8081")) {
        assertThat(raw(open, "/api/jobs", host, "Origin: " + origin))
            .as(origin)
            .startsWith("HTTP/1.1 403 ")
            .contains("\"code\":\"foreign-origin\"");
      }
    }
  }
}
