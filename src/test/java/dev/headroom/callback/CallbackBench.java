package dev.headroom.callback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.headroom.config.CurrentSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/**
 * Compares the callback port, all checks on and a group that already waits, with a bare Vert.x
 * server and a static reply: same requests, same options of the JVM, one event loop and one core
 * for each server, the load from another core. Rounds alternate, so that a noisy machine hits both.
 * Run by {@code bench/callback.sh}.
 */
final class CallbackBench {

  private static final int CONNECTIONS = 64;
  private static final int ROUNDS = 15;
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration ROUND = Duration.ofSeconds(2);
  private static final double AIM = 0.75;

  private CallbackBench() {}

  /**
   * Runs the comparison, or one of its servers.
   *
   * @param args nothing, or {@code bare} or {@code callback}
   */
  public static void main(String[] args) throws Exception {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    if (args.length == 1) {
      serve(args[0]);
      return;
    }
    try (Server bare = Server.start("bare");
        Server callback = Server.start("callback")) {
      compare(bare, callback);
    }
    System.exit(0);
  }

  private static void compare(Server bare, Server callback) throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    new Load(vertx, bare).run(WARM_UP);
    new Load(vertx, callback).run(WARM_UP);
    double[] rates = new double[ROUNDS];
    double[] costs = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      Round first = round(vertx, bare);
      Round second = round(vertx, callback);
      rates[i] = second.rate() / first.rate();
      costs[i] = first.micros() / second.micros();
      say(
          "bare %,9.0f/s %6.2f us   callback %,9.0f/s %6.2f us   ratio %.2f, by CPU %.2f",
          first.rate(), first.micros(), second.rate(), second.micros(), rates[i], costs[i]);
    }
    double ratio = median(rates);
    say("ratio of the rates    %.2f (median of %d rounds), aim %.2f", ratio, ROUNDS, AIM);
    say("ratio by server CPU   %.2f, for machines that do other work besides", median(costs));
    say(ratio >= AIM ? "aim reached" : "aim MISSED");
  }

  /** Requests a second, and microseconds of server CPU for each. */
  private record Round(double rate, double micros) {}

  private static Round round(Vertx vertx, Server server) throws Exception {
    Duration before = server.cpu();
    Load load = new Load(vertx, server);
    double rate = load.run(ROUND);
    return new Round(rate, server.cpu().minus(before).toNanos() / 1000.0 / load.replies.sum());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  /** A server process, on the first core where cores can be chosen. */
  private record Server(Process process, int port) implements AutoCloseable {

    static Server start(String kind) throws IOException {
      List<String> command = new ArrayList<>();
      if (new File("/usr/bin/taskset").canExecute()) {
        command.addAll(List.of("/usr/bin/taskset", "-c", "0"));
      }
      command.addAll(
          List.of(
              System.getProperty("java.home") + "/bin/java",
              "-Xms512m",
              "-Xmx512m",
              "-XX:+UseParallelGC",
              "-cp",
              System.getProperty("java.class.path"),
              CallbackBench.class.getName(),
              kind));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = out.readLine();
      while (line != null && !line.startsWith("port ")) {
        line = out.readLine();
      }
      if (line == null) {
        throw new IOException("the " + kind + " server did not start");
      }
      return new Server(process, Integer.parseInt(line.substring("port ".length())));
    }

    Duration cpu() {
      return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  /** Connections that each have one request under way. */
  private static final class Load {

    private final Vertx vertx;
    private final Server server;
    private final LongAdder replies = new LongAdder();
    private volatile boolean over;

    Load(Vertx vertx, Server server) {
      this.vertx = vertx;
      this.server = server;
    }

    /** Replies a second. */
    double run(Duration time) throws Exception {
      Buffer request = Calls.full().toBuffer();
      NetClient client = vertx.createNetClient();
      List<Future<NetSocket>> opened = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        opened.add(client.connect(server.port(), "127.0.0.1"));
      }
      List<NetSocket> sockets =
          Future.all(opened).toCompletionStage().toCompletableFuture().get().list();
      long start = System.nanoTime();
      sockets.forEach(socket -> drive(socket, request));
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
      over = true;
      double rate = replies.sum() / ((System.nanoTime() - start) / 1e9);
      client.close().toCompletionStage().toCompletableFuture().get();
      return rate;
    }

    private void drive(NetSocket socket, Buffer request) {
      int[] expected = {0};
      int[] received = {0};
      socket.handler(
          data -> {
            if (expected[0] == 0) {
              expected[0] = data.length();
              check(data);
            }
            received[0] += data.length();
            if (received[0] >= expected[0]) {
              received[0] = 0;
              replies.increment();
              if (!over) {
                socket.write(request);
              }
            }
          });
      socket.write(request);
    }

    private void check(Buffer reply) {
      if (!reply.toString().endsWith(Calls.OK)) {
        System.err.println("not an OK: " + reply);
        System.exit(1);
      }
    }
  }

  private static void serve(String kind) {
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    if (kind.equals("bare")) {
      CharSequence json = HttpHeaders.createOptimized("application/json");
      Buffer ok = Buffer.buffer(Calls.OK);
      vertx
          .createHttpServer()
          .requestHandler(
              request -> request.response().putHeader(HttpHeaders.CONTENT_TYPE, json).end(ok))
          .listen(0, "127.0.0.1")
          .onSuccess(server -> tell(server.actualPort()));
    } else {
      CurrentSettings settings = new CurrentSettings(Calls.settings(0));
      PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      vertx.deployVerticle(
          () ->
              new CallbackVerticle(
                  settings,
                  event -> Future.succeededFuture(),
                  (app, command) -> {},
                  Clock.systemUTC(),
                  meters,
                  new CallbackRecord(settings.get().apps(), Clock.systemUTC()),
                  CallbackBench::tell),
          new DeploymentOptions());
    }
  }

  private static void tell(int port) {
    System.out.println("port " + port);
  }
}
