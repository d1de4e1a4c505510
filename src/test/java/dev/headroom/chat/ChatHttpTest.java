package dev.headroom.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.chat.ChatHttp.NoReply;
import dev.headroom.chat.ChatHttp.Reply;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatHttpTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

  private final Vertx vertx = Vertx.vertx();
  private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Handler<NetSocket> server = socket -> write(socket, OK);
  private NetServer listening;
  private ChatHttp http;

  /** Speaks bytes, so that it can break off wherever it wants. */
  @BeforeEach
  void start() throws Exception {
    listening =
        vertx
            .createNetServer()
            .connectHandler(
                socket -> {
                  sockets.add(socket);
                  socket.handler(
                      part -> {
                        if (part.toString().startsWith("POST ")) {
                          requests.incrementAndGet();
                          server.handle(socket);
                        }
                      });
                })
            .listen(0, "127.0.0.1")
            .await(60, TimeUnit.SECONDS);
    http = client(Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("keeps the connection for the next call")
  void keepAlive() throws Exception {
    post();
    post();

    assertThat(requests).hasValue(2);
    assertThat(sockets).hasSize(1);
  }

  @Test
  @DisplayName("sends a call once when a kept connection breaks under it")
  void keptConnectionBreaks() throws Exception {
    post();
    server = NetSocket::close;

    assertNoReply(send(http, false), "reset", true);

    assertThat(requests).hasValue(2);
  }

  @Test
  @DisplayName("does not send a call whose moment has passed, and can use the connection again")
  void late() throws Exception {
    post();

    assertNoReply(send(http, true), "late", false);
    assertNoReply(send(http, true), "late", false);
    post();

    assertThat(requests).hasValue(2);
    assertThat(sockets).hasSize(1);
  }

  @Test
  @DisplayName("knows that nothing was sent when there is no connection")
  void nobodyThere() throws Exception {
    listening.close().await(60, TimeUnit.SECONDS);

    assertNoReply(send(client(Duration.ofSeconds(5)), false), "connect", false);
  }

  @Test
  @DisplayName("follows no redirect")
  void redirect() throws Exception {
    server =
        socket ->
            write(
                socket,
                "HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\n"
                    + "Content-Length: 0\r\n\r\n");

    assertThat(send(http, false).await(60, TimeUnit.SECONDS).status()).isEqualTo(307);
    assertThat(requests).hasValue(1);
  }

  @Test
  @DisplayName("takes half a body for none")
  void halfABody() throws Exception {
    server =
        socket -> {
          write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{\"ErrorCode\":0");
          close(socket);
        };

    assertNoReply(send(http, false), "reset", true);
  }

  @Test
  @DisplayName("stops reading a body that is too large to be Chat's")
  void tooLarge() throws Exception {
    int size = ChatHttp.MOST_BYTES + 1;
    server =
        socket ->
            write(
                socket,
                "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n" + " ".repeat(size));

    assertNoReply(send(http, false), "too_big", true);
  }

  @Test
  @DisplayName("ends a call in time whose reply comes in drops, and closes its connection")
  void drops() throws Exception {
    Promise<Void> closed = Promise.promise();
    server =
        socket -> {
          socket.closeHandler(gone -> closed.tryComplete());
          write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
          vertx.setPeriodic(20, id -> write(socket, " "));
        };

    assertNoReply(send(client(Duration.ofSeconds(1)), false), "timeout", true);
    closed.future().await(60, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("knows that nothing was sent when connecting takes too long")
  void slowToConnect() throws Exception {
    // A TLS client waits for a greeting that never comes.
    URI base = URI.create("https://localhost:" + listening.actualPort());

    assertNoReply(
        send(new ChatHttp(vertx, base, 1, Duration.ofMillis(300)), false), "timeout", false);
    assertThat(requests).hasValue(0);
  }

  @Test
  @DisplayName("says nothing of the call's address when it fails")
  void saysNothing() throws Exception {
    server = NetSocket::close;

    assertThatThrownBy(() -> send(http, false).await(60, TimeUnit.SECONDS))
        .isInstanceOf(NoReply.class)
        .hasNoCause()
        .message()
        .doesNotContain("usersig");
  }

  @Test
  @DisplayName("fails at once after its end, and has sent nothing")
  void closed() throws Exception {
    http.close().await(60, TimeUnit.SECONDS);

    assertNoReply(send(http, false), "connect", false);
  }

  @Test
  @DisplayName("sends nothing to a server whose certificate nobody vouches for")
  void certificate(@TempDir Path folder) throws Exception {
    NetServer impostor =
        vertx
            .createNetServer(
                new NetServerOptions().setSsl(true).setKeyCertOptions(selfSigned(folder)))
            .connectHandler(socket -> socket.handler(part -> requests.incrementAndGet()))
            .listen(0, "127.0.0.1")
            .await(60, TimeUnit.SECONDS);

    URI base = URI.create("https://localhost:" + impostor.actualPort());

    assertNoReply(send(new ChatHttp(vertx, base, 1, Duration.ofSeconds(5)), false), "tls", false);
    assertThat(requests).hasValue(0);
  }

  private static PfxOptions selfSigned(Path folder) throws Exception {
    Path file = folder.resolve("localhost.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String arguments =
        "-genkeypair -alias localhost -keyalg EC -dname CN=localhost -ext SAN=dns:localhost"
            + " -storetype PKCS12 -storepass changeit -keystore";
    List<String> command = new ArrayList<>(List.of(keytool));
    command.addAll(List.of(arguments.split(" ")));
    command.add(file.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    return new PfxOptions().setPath(file.toString()).setPassword("changeit");
  }

  private void post() throws Exception {
    assertThat(send(http, false).await(60, TimeUnit.SECONDS).body()).hasToString("{}");
  }

  private Future<Reply> send(ChatHttp with, boolean late) {
    Promise<Reply> promise = Promise.promise();
    vertx.runOnContext(
        v ->
            with.post("/v4/x/y?usersig=secret", Buffer.buffer("{}"), () -> late)
                .onComplete(promise::handle));
    return promise.future();
  }

  private static void assertNoReply(Future<Reply> reply, String word, boolean sent) {
    assertThatThrownBy(() -> reply.await(60, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            NoReply.class,
            none -> {
              assertThat(none.word()).isEqualTo(word);
              assertThat(none.sent()).isEqualTo(sent);
            });
  }

  private ChatHttp client(Duration timeout) {
    URI base = URI.create("http://127.0.0.1:" + listening.actualPort() + "/");
    return new ChatHttp(vertx, base, 1, timeout);
  }

  private static void write(NetSocket socket, String text) {
    socket.write(text).otherwiseEmpty();
  }

  private static void close(NetSocket socket) {
    socket.close().otherwiseEmpty();
  }
}
