package dev.headroom.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.chat.ChatApi;
import dev.headroom.store.Change;
import dev.headroom.store.DatabaseClock;
import dev.headroom.store.Store;
import dev.headroom.system.LocalService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClockMetricsTest {

  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Optional<Duration> ofChat = Optional.empty();
  private Future<Long> ofDatabase = Future.succeededFuture(NOW.minusMillis(2_500).toEpochMilli());

  @Test
  @DisplayName("The clocks of Chat and of the database are held against ours; unknown is no number")
  void skews() throws Exception {
    Vertx vertx = Vertx.vertx();
    ClockMetrics clocks =
        new ClockMetrics(
            vertx,
            new ClockOnly(),
            new DatabaseClock(Clock.fixed(NOW, ZoneOffset.UTC)),
            Map.of(14L, chat()),
            meters);
    assertThat(ofChat()).isNaN();
    assertThat(ofDatabase()).isNaN();
    ofChat = Optional.of(Duration.ofMillis(-1_500));
    assertThat(ofChat()).isEqualTo(-1.5);

    clocks.start();
    await().untilAsserted(() -> assertThat(ofDatabase()).isEqualTo(2.5));
    clocks.stop();
    ofDatabase = Future.failedFuture("gone");
    clocks.start();
    await().untilAsserted(() -> assertThat(ofDatabase()).isNaN());
    clocks.stop();
    LocalService.result(vertx.close());
  }

  private double ofChat() {
    return meters.get("headroom.clock.skew.seconds").tag("app", "14").gauge().value();
  }

  private double ofDatabase() {
    return meters.get("headroom.database.clock.skew.seconds").gauge().value();
  }

  private ChatApi chat() {
    return (ChatApi)
        Proxy.newProxyInstance(
            ChatApi.class.getClassLoader(),
            new Class<?>[] {ChatApi.class},
            (proxy, method, arguments) -> ofChat);
  }

  /** Knows nothing but the time. */
  private final class ClockOnly implements Store {

    @Override
    public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
      throw new AssertionError("nothing is written");
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> Future<T> read(Change<T> query) {
      return (Future<T>) ofDatabase;
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
