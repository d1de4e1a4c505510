package dev.headroom.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to connections: kept alive, pipelined, cut, slow, malformed, stopped. */
class CallbackConnectionTest {

  private static CallbackPort port;

  @BeforeAll
  static void open() {
    port = new CallbackPort(Calls.settings(0));
  }

  @AfterAll
  static void close() {
    port.close();
  }

  @BeforeEach
  void reset() {
    port.reset();
  }

  private static Calls full() {
    return Calls.fullAt(CallbackPort.NOW);
  }

  private static String chunk(String data) {
    return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
  }

  @Test
  @DisplayName("Pipelined requests are answered in their order, refused ones among them")
  void pipelining() throws IOException {
    int rounds = 500;
    Buffer all = Buffer.buffer();
    for (int i = 0; i < rounds; i++) {
      all.appendBuffer(full().toBuffer());
      all.appendBuffer(full().with("Sign", "x").toBuffer());
      all.appendBuffer(full().with("CallbackCommand", "other").body("").toBuffer());
    }
    try (RawClient client = port.connect()) {
      client.send(all);
      for (int i = 0; i < rounds; i++) {
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.read().status()).isEqualTo(401);
        assertThat(client.read().status()).isEqualTo(200);
      }
    }
    assertThat(port.events).hasSize(rounds);
  }

  @Test
  @DisplayName("Pipelined requests wait for a reply that comes late")
  void pipeliningLate() throws IOException {
    Promise<Void> first = Promise.promise();
    port.intake(event -> port.events.size() == 1 ? first.future() : Future.succeededFuture());
    try (RawClient client = port.connect()) {
      client.send(full().toBuffer()).send(full().with("Sign", "x").toBuffer());
      Awaitility.await().until(() -> port.events.size() == 1);
      port.vertx().runOnContext(now -> first.complete());
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.read().status()).isEqualTo(401);
    }
  }

  @Test
  @DisplayName("A body of exactly the allowed size is taken, in one piece or in chunks")
  void largestBody() throws IOException {
    String body = Calls.BODY + " ".repeat(Calls.MAX_BODY - Calls.BODY.length());
    try (RawClient client = port.connect()) {
      assertThat(client.call(full().body(body)).status()).isEqualTo(200);
      client.send(full().head() + "Transfer-Encoding: chunked\r\n\r\n");
      for (int at = 0; at < body.length(); at += 1000) {
        client.send(chunk(body.substring(at, Math.min(body.length(), at + 1000))));
      }
      assertThat(client.send("0\r\n\r\n").read().status()).isEqualTo(200);
    }
    assertThat(port.events).hasSize(2);
  }

  @Test
  @DisplayName("A body announced too large is refused before it is sent, and the connection closed")
  void declaredTooLarge() throws IOException {
    double before = port.count("too_large");
    try (RawClient client = port.connect()) {
      client.send(full().head() + "Content-Length: " + (Calls.MAX_BODY + 1) + "\r\n\r\n");
      RawClient.Reply reply = client.read();
      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.headers()).containsEntry("connection", "close");
      assertThat(reply.body()).contains("\"ActionStatus\":\"FAIL\"");
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(port.count("too_large") - before).isEqualTo(1);
  }

  @Test
  @DisplayName("A chunked body is refused as soon as it grows too large, and the connection closed")
  void chunkedTooLarge() throws IOException {
    double before = port.count("too_large");
    String piece = "x".repeat(8 * 1024);
    try (RawClient client = port.connect()) {
      client.send(full().head() + "Transfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 9; i++) {
        client.send(chunk(piece));
      }
      RawClient.Reply reply = client.read();
      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.headers()).containsEntry("connection", "close");
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(port.count("too_large") - before).isEqualTo(1);
    assertThat(port.events).isEmpty();
  }

  @Test
  @DisplayName("A refused request cannot send without end either")
  void refusedTooLarge() throws IOException {
    String piece = "x".repeat(8 * 1024);
    try (RawClient client = port.connect()) {
      client.send(full().path("/other").head() + "Transfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 9; i++) {
        client.send(chunk(piece));
      }
      RawClient.Reply reply = client.read();
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.headers()).containsEntry("connection", "close");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  @DisplayName("A body that comes byte by byte is read whole")
  void slowBody() throws IOException {
    try (RawClient client = port.connect()) {
      client.send(full().head() + "Content-Length: " + Calls.BODY.length() + "\r\n\r\n");
      for (char c : Calls.BODY.toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.read().status()).isEqualTo(200);
    }
    assertThat(port.events).extracting(event -> event.key().groupId()).containsExactly(Calls.GROUP);
  }

  @Test
  @DisplayName("A client that goes away in the middle of a body leaves nothing behind")
  void disconnect() throws IOException {
    double accepted = port.count("accepted");
    try (RawClient client = port.connect()) {
      client.send(full().head() + "Content-Length: 1000\r\n\r\n" + Calls.BODY);
    }
    assertThat(port.call(full()).status()).isEqualTo(200);
    assertThat(port.count("accepted") - accepted).isEqualTo(1);
    assertThat(port.events).hasSize(1);
  }

  @Test
  @DisplayName("A client that goes away before its reply does no harm: the event was taken")
  void disconnectBeforeReply() throws IOException {
    double accepted = port.count("accepted");
    Promise<Void> late = Promise.promise();
    port.intake(event -> late.future());
    try (RawClient client = port.connect()) {
      client.send(full().toBuffer());
      Awaitility.await().until(() -> port.events.size() == 1);
    }
    port.vertx().runOnContext(now -> late.complete());
    Awaitility.await().until(() -> port.count("accepted") - accepted == 1);
    port.intake(event -> Future.succeededFuture());
    assertThat(port.call(full()).status()).isEqualTo(200);
  }

  static Stream<String> malformed() {
    return Stream.of(
        "nonsense\r\n\r\n",
        "POST /im/callback\r\n\r\n",
        "POST /im/callback NONSENSE\r\n\r\n",
        "POST /im/callback ICY/1.1\r\n\r\n",
        "POST http:///im/callback HTTP/1.1\r\n\r\n",
        "POST http://user@host/im/callback HTTP/1.1\r\n\r\n",
        "POST /im/callback HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        "POST /im/callback HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /im/callback HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST /im/callback HTTP/1.1\r\nNo colon\r\n\r\n",
        "POST /im/callback HTTP/1.1\r\nX: " + "x".repeat(9000) + "\r\n\r\n",
        "POST /im/callback?x=" + "x".repeat(5000) + " HTTP/1.1\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource("malformed")
  @DisplayName("What is not HTTP is told so in JSON, and the connection closed")
  void malformedHttp(String bytes) throws IOException {
    double before = port.count("bad_request");
    try (RawClient client = port.connect()) {
      RawClient.Reply reply = client.send(bytes).read();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.headers()).containsEntry("content-type", "application/json");
      assertThat(reply.body()).startsWith("{\"ActionStatus\":\"FAIL\"");
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(port.count("bad_request") - before).isEqualTo(1);
  }

  static Stream<String> brokenChunks() {
    return Stream.of("nonsense\r\n" + Calls.BODY, "5\r\n{\"Cal\r\nnonsense\r\n", "-1\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource("brokenChunks")
  @DisplayName(
      "A broken chunk is told so in JSON and ends the connection, and no event comes of it")
  void brokenChunk(String body) throws IOException {
    double before = port.count("bad_request");
    try (RawClient client = port.connect()) {
      client.send(full().head() + "Transfer-Encoding: chunked\r\n\r\n" + body);
      RawClient.Reply reply = client.read();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).startsWith("{\"ActionStatus\":\"FAIL\"");
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(port.count("bad_request") - before).isEqualTo(1);
    assertThat(port.events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/3.0", "HTTP/2.0", "HTTP/0.9"})
  @DisplayName("A version of HTTP that is not spoken is told so in JSON, and the connection closed")
  void unknownVersion(String version) throws IOException {
    double before = port.count("bad_request");
    try (RawClient client = port.connect()) {
      client.send(full().toBuffer().toString().replace("HTTP/1.1", version));
      RawClient.Reply reply = client.read();
      assertThat(reply.status()).isEqualTo(505);
      assertThat(reply.headers()).containsEntry("content-type", "application/json");
      assertThat(reply.body()).startsWith("{\"ActionStatus\":\"FAIL\"").contains("HTTP/1.1");
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(port.count("bad_request") - before).isEqualTo(1);
    assertThat(port.events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.2", "HTTP/1.9"})
  @DisplayName("A higher minor version is taken as HTTP/1.1, and the connection lives on")
  void higherMinorVersion(String version) throws IOException {
    try (RawClient client = port.connect()) {
      String call = full().toBuffer().toString().replace("HTTP/1.1", version);
      assertThat(client.send(call).read().status()).isEqualTo(200);
      assertThat(client.send(call).read().body()).isEqualTo(Calls.OK);
    }
    assertThat(port.events).hasSize(2);
  }

  @Test
  @DisplayName("A client that asks before it sends is told to go on")
  void expectContinue() throws IOException {
    try (RawClient client = port.connect()) {
      client.send(
          full().header("Expect: 100-continue").head()
              + "Content-Length: "
              + Calls.BODY.length()
              + "\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(100);
      assertThat(client.send(Calls.BODY).read().status()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("A client that wants the connection closed gets its reply first")
  void connectionClose() throws IOException {
    try (RawClient client = port.connect()) {
      assertThat(client.call(full().header("Connection: close")).status()).isEqualTo(200);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  @DisplayName("A connection that never asks, or never ends a request, or rests too long is closed")
  void overdue() throws IOException {
    // One limit is brief at a time: the others must not be reached on a slow machine.
    Duration brief = Duration.ofMillis(300);
    Duration ample = Duration.ofMinutes(1);
    try (CallbackPort toAsk = limited(brief, ample, ample);
        RawClient silent = toAsk.connect();
        RawClient halfHead = toAsk.connect()) {
      halfHead.send(full().head());
      assertThat(silent.isClosedByServer()).isTrue();
      assertThat(halfHead.isClosedByServer()).isTrue();
    }
    try (CallbackPort toEnd = limited(ample, brief, ample);
        RawClient halfBody = toEnd.connect()) {
      halfBody.send(full().head() + "Content-Length: 1000\r\n\r\n" + Calls.BODY);
      assertThat(halfBody.isClosedByServer()).isTrue();
    }
    try (CallbackPort toRest = limited(ample, ample, brief);
        RawClient resting = toRest.connect()) {
      assertThat(resting.call(full()).status()).isEqualTo(200);
      assertThat(resting.isClosedByServer()).isTrue();
      assertThat(toRest.call(full()).status()).isEqualTo(200);
    }
  }

  private static CallbackPort limited(Duration first, Duration request, Duration rest) {
    return new CallbackPort(
        Calls.settings(0),
        1,
        new CallbackConnections.Limits(first, request, rest, Duration.ofMillis(1)));
  }

  @Test
  @DisplayName("Instances share one port, on their own event loops")
  void instances() throws IOException {
    List<Thread> loops = new CopyOnWriteArrayList<>();
    try (CallbackPort many = new CallbackPort(Calls.settings(0), 2, CallbackPort.PATIENT)) {
      many.intake(
          event -> {
            loops.add(Thread.currentThread());
            return Future.succeededFuture();
          });
      assertThat(many.ports).hasSize(1);
      for (int i = 0; i < 4; i++) {
        assertThat(many.call(full()).status()).isEqualTo(200);
      }
    }
    assertThat(loops.stream().distinct()).hasSize(2);
  }

  @Test
  @DisplayName(
      "Stopping answers what is under way, takes what still comes, and then closes the port")
  void stop() throws Exception {
    CallbackConnections.Limits unhurried =
        new CallbackConnections.Limits(
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(4));
    List<Promise<Void>> underWay = new ArrayList<>();
    try (CallbackPort stopping = new CallbackPort(Calls.settings(0), 2, unhurried);
        RawClient one = stopping.connect();
        RawClient two = stopping.connect();
        RawClient idle = stopping.connect();
        RawClient late = stopping.connect()) {
      stopping.intake(
          event -> {
            Promise<Void> promise = Promise.promise();
            synchronized (underWay) {
              underWay.add(promise);
            }
            return promise.future();
          });
      one.send(full().toBuffer());
      two.send(full().toBuffer());
      Awaitility.await().until(() -> stopping.events.size() == 2);
      stopping.intake(event -> Future.succeededFuture());
      int port = stopping.port();
      Future<Void> stopped = stopping.stop();
      RawClient.Reply reply = late.call(full());
      while (!reply.headers().containsKey("connection")) {
        assertThat(reply.status()).isEqualTo(200);
        reply = late.call(full());
      }
      assertThat(reply.status()).isEqualTo(200);
      assertThat(late.isClosedByServer()).isTrue();
      assertThat(idle.isClosedByServer()).isTrue();
      assertThat(stopped.isComplete()).isFalse();
      synchronized (underWay) {
        underWay.forEach(Promise::complete);
      }
      for (RawClient client : List.of(one, two)) {
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.isClosedByServer()).isTrue();
      }
      CallbackPort.await(stopped);
      Awaitility.await().until(() -> isRefused(port));
    }
  }

  @Test
  @DisplayName("A request that never ends does not hold up the stop")
  void stopWithHalfRequest() throws Exception {
    try (CallbackPort stopping = new CallbackPort(Calls.settings(0));
        RawClient half = stopping.connect()) {
      assertThat(half.call(full()).status()).isEqualTo(200);
      half.send(full().head() + "Content-Length: 1000\r\n\r\n" + Calls.BODY);
      long begun = System.nanoTime();
      CallbackPort.await(stopping.stop());
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }
  }

  private static boolean isRefused(int port) {
    try {
      new RawClient(port).close();
      return false;
    } catch (IOException refused) {
      return true;
    }
  }
}
