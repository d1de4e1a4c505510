package dev.headroom.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.headroom.config.HookSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class HooksTest {

  /** Long enough to notice that somebody waits for it. */
  private static final HookLimits SHORT =
      new HookLimits(
          Duration.ofSeconds(1),
          Duration.ofMillis(300),
          Duration.ofMillis(200),
          Duration.ofMillis(200),
          Duration.ofMinutes(5));

  private static final HookLimits IMPATIENT =
      new HookLimits(
          Duration.ofMinutes(1),
          Duration.ofMillis(300),
          Duration.ofMillis(200),
          Duration.ofMillis(200),
          Duration.ofSeconds(1));

  private static final String HEAD =
      """
      package com.example;
      import io.vertx.core.*;
      import io.vertx.core.json.*;
      """;

  /** Answers every message on the address that its config names. */
  private static final String ANSWERS =
      HEAD
          + """
          public class Answers extends VerticleBase {
            @Override public Future<?> start() {
              return vertx.eventBus().<String>consumer(config().getString("address"),
                  message -> message.reply(message.body() + " by " + context.threadingModel()
                      + " of " + Thread.currentThread().getContextClassLoader().getName()))
                  .completion();
            }
          }
          """;

  /** Blocks its thread at every message until it is interrupted. */
  private static final String BLOCKS =
      HEAD
          + """
          public class Blocks extends VerticleBase {
            @Override public Future<?> start() {
              return vertx.eventBus().<String>consumer("block", message -> {
                message.reply("blocks");
                try {
                  Thread.sleep(600_000);
                } catch (InterruptedException e) {
                  vertx.eventBus().publish("interrupted", "");
                }
              }).completion();
            }
          }
          """;

  private static final String THROWS =
      HEAD
          + """
          public class Throws extends VerticleBase {
            @Override public Future<?> start() {
              return vertx.eventBus().<String>consumer("throw", message -> {
                if (message.body().isEmpty()) {
                  throw new AssertionError("hook bug");
                }
                message.reply("still here");
              }).completion();
            }
          }
          """;

  private static final String BREAKS =
      HEAD
          + """
          public class Breaks extends VerticleBase {
            @Override public Future<?> start() {
              throw new IllegalStateException("no database");
            }
          }
          """;

  private static final String HANGS =
      HEAD
          + """
          public class Hangs extends VerticleBase {
            public Hangs() throws InterruptedException {
              Thread.sleep(600_000);
            }
          }
          """;

  private static final String OLD_STYLE =
      HEAD
          + """
          public class OldStyle extends AbstractVerticle {
            @Override public void start(Promise<Void> started) {
              vertx.eventBus().<String>consumer("old", message -> message.reply("old style"))
                  .completion().onComplete(started);
            }
          }
          """;

  private static final String NO_VERTICLE =
      """
      package com.example;
      public class NoVerticle {}
      """;

  private static final String NO_CONSTRUCTOR =
      HEAD
          + """
          public class NoConstructor extends VerticleBase {
            public NoConstructor(String name) {}
          }
          """;

  @TempDir private static Path folder;

  private Vertx vertx;
  private Hooks hooks;
  private final List<ILoggingEvent> log = new CopyOnWriteArrayList<>();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          log.add(event);
        }
      };

  @BeforeAll
  static void compile() throws IOException {
    HookJar.make(
        folder.resolve("hooks.jar"),
        System.getProperty("java.class.path"),
        List.of(ANSWERS, BLOCKS, THROWS, BREAKS, HANGS, OLD_STYLE, NO_VERTICLE, NO_CONSTRUCTOR));
  }

  @BeforeEach
  void open() {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    appender.start();
    logger().addAppender(appender);
    logger().setAdditive(false);
    logger().setLevel(Level.INFO);
    blockedThreads().setLevel(Level.OFF);
  }

  @AfterEach
  void close() {
    if (hooks != null) {
      hooks.stop().toCompletionStage().toCompletableFuture().join();
    }
    // What hangs is left to its daemon thread.
    CountDownLatch closed = new CountDownLatch(1);
    vertx.close().onComplete(end -> closed.countDown());
    logger().detachAppender(appender);
    logger().setAdditive(true);
    logger().setLevel(null);
    blockedThreads().setLevel(null);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("dev.headroom.hooks");
  }

  /** It repeats every second what is on purpose here. */
  private static Logger blockedThreads() {
    return (Logger) LoggerFactory.getLogger("io.vertx.core.impl.BlockedThreadChecker");
  }

  private static HookSettings hook(String name, int instances, boolean worker) {
    return new HookSettings(
        "com.example." + name, instances, worker, new JsonObject().put("address", "ask"));
  }

  private static <T> T result(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private void start(HookLimits limits, HookSettings... settings) {
    hooks = new Hooks(vertx, folder, List.of(settings), metrics, limits);
    result(hooks.start());
  }

  private String ask(String address, String body) {
    return result(vertx.eventBus().<String>request(address, body)).body();
  }

  private List<String> told(Level level) {
    return log.stream()
        .filter(event -> event.getLevel() == level)
        .map(
            event ->
                event.getFormattedMessage()
                    + " "
                    + event.getKeyValuePairs()
                    + (event.getThrowableProxy() == null
                        ? ""
                        : " " + event.getThrowableProxy().getMessage()))
        .toList();
  }

  /** Warnings of one hook: another one may be slow because the machine is. */
  private List<String> toldOf(String hook) {
    return told(Level.WARN).stream().filter(line -> line.contains(hook)).toList();
  }

  @Test
  @DisplayName("A hook takes messages with its own config, class loader and thread, never a loop")
  void works() {
    start(HookLimits.DEFAULT, hook("Answers", 2, false), hook("OldStyle", 1, true));
    assertThat(ask("ask", "hello")).isEqualTo("hello by WORKER of hooks");
    assertThat(ask("old", "hello")).isEqualTo("old style");
    assertThat(told(Level.INFO)).hasSize(2).allMatch(line -> line.startsWith("hook started"));
    assertThat(metrics.get("headroom.hooks").tag("hook", "0").gauge().value()).isEqualTo(2);
  }

  @Test
  @DisplayName("Nobody is reached any more after the stop, and no class is loaded")
  void stops() {
    start(HookLimits.DEFAULT, hook("Answers", 1, false));
    result(hooks.stop());
    assertThat(vertx.eventBus().<String>request("ask", ""))
        .satisfies(reply -> await().until(reply::failed));
    assertThat(told(Level.WARN)).isEmpty();
    assertThat(metrics.get("headroom.hooks").gauge().value()).isZero();
  }

  @Test
  @DisplayName("While hooks block all their threads, every event loop turns")
  void blocks() {
    start(SHORT, hook("Blocks", 8, false));
    for (int i = 0; i < 8; i++) {
      assertThat(ask("block", "")).isEqualTo("blocks");
    }
    // Two loops, handed out in turn: four contexts are on both.
    List<Future<Boolean>> turns = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Context loop = vertx.getOrCreateContext();
      turns.add(Future.future(turned -> loop.runOnContext(v -> turned.complete(true))));
    }
    turns.forEach(turn -> assertThat(result(turn)).isTrue());
    await()
        .untilAsserted(
            () ->
                assertThat(told(Level.WARN))
                    .singleElement()
                    .asString()
                    .contains("blocks its thread", "com.example.Blocks", "worker: true")
                    .contains("at=\"hooks//com.example.Blocks.lambda"));
  }

  @Test
  @DisplayName("A hook that hangs is taken off the bus and interrupted, and that is told")
  void hangs() {
    start(IMPATIENT, hook("Blocks", 1, false));
    Future<Boolean> interrupted =
        Future.future(
            seen -> vertx.eventBus().consumer("interrupted", message -> seen.complete(true)));
    ask("block", "");
    assertThat(result(interrupted)).isTrue();
    await()
        .untilAsserted(
            () ->
                assertThat(told(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains("taken off the bus", "com.example.Blocks", "restart"));
    assertThat(metrics.get("headroom.hooks").gauge().value()).isZero();
    assertThat(vertx.eventBus().<String>request("block", ""))
        .satisfies(reply -> await().until(reply::failed));
  }

  @Test
  @DisplayName("A hook that throws is told of with its class, counted, and goes on")
  void throwing() {
    start(HookLimits.DEFAULT, hook("Throws", 1, false));
    for (int i = 0; i < 100; i++) {
      vertx.eventBus().send("throw", "");
    }
    assertThat(ask("throw", "hello")).isEqualTo("still here");
    assertThat(told(Level.ERROR))
        .singleElement()
        .asString()
        .contains("hook failed", "com.example.Throws", "hook bug", "catch");
    assertThat(metrics.get("headroom.hook.failures").counter().count()).isEqualTo(100);
  }

  @Test
  @DisplayName("A hook that cannot start leaves the others alone")
  void breaks() {
    start(HookLimits.DEFAULT, hook("Breaks", 2, false), hook("Answers", 1, false));
    assertThat(ask("ask", "hello")).startsWith("hello");
    assertThat(told(Level.ERROR))
        .singleElement()
        .asString()
        .contains("hook not started", "com.example.Breaks", "no database", "start()");
  }

  @Test
  @DisplayName("A hook that hangs in its constructor holds up neither start nor stop")
  void hangsInStart() {
    start(SHORT, hook("Hangs", 1, false), hook("Answers", 1, false));
    assertThat(ask("ask", "hello")).startsWith("hello");
    await()
        .untilAsserted(
            () ->
                assertThat(toldOf("com.example.Hangs"))
                    .singleElement()
                    .asString()
                    .contains("blocks its thread"));
    result(hooks.stop());
    assertThat(toldOf("com.example.Hangs")).hasSize(2).last().asString().contains("did not stop");
  }

  @Test
  @DisplayName("What is missing or is no verticle is found without running anything, with a remedy")
  void problems() throws IOException {
    List<HookSettings> settings =
        List.of(
            hook("Answers", 1, false),
            hook("Missing", 1, false),
            hook("NoVerticle", 1, false),
            hook("NoConstructor", 1, false),
            hook("Hangs", 1, false));
    try (HookJars jars = HookJars.open(folder)) {
      assertThat(jars.problems(settings))
          .hasSize(3)
          .satisfiesExactly(
              problem ->
                  assertThat(problem.toString())
                      .startsWith("hooks[1].verticle: com.example.Missing is in no jar of ")
                      .contains("(hooks.jar)", "Put its jar into that folder"),
              problem ->
                  assertThat(problem.toString())
                      .startsWith("hooks[2].verticle: com.example.NoVerticle is not a verticle")
                      .contains("VerticleBase"),
              problem ->
                  assertThat(problem.toString())
                      .startsWith("hooks[3].verticle: com.example.NoConstructor cannot be made"));
    }
    start(HookLimits.DEFAULT, settings.subList(0, 4).toArray(HookSettings[]::new));
    assertThat(ask("ask", "hello")).startsWith("hello");
    assertThat(told(Level.ERROR)).hasSize(3);
  }

  @Test
  @DisplayName("A folder that is missing, empty or holds a broken jar is named")
  void folders(@TempDir Path other) throws IOException {
    List<HookSettings> settings = List.of(hook("Answers", 1, false));
    try (HookJars jars = HookJars.open(other.resolve("none"))) {
      assertThat(jars.problems(settings).toString()).contains("a folder that does not exist");
      assertThat(jars.problems(List.of())).isEmpty();
    }
    try (HookJars jars = HookJars.open(other)) {
      assertThat(jars.problems(settings).toString()).contains("which holds none");
    }
    Files.writeString(other.resolve("broken.jar"), "half a download");
    try (HookJars jars = HookJars.open(other)) {
      assertThat(jars.problems(settings))
          .hasSize(2)
          .first()
          .asString()
          .contains("broken.jar is not a readable jar");
    }
  }
}
