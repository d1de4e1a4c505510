package dev.headroom.jobs;

import static dev.headroom.jobs.Fixtures.APP;
import static dev.headroom.jobs.Fixtures.full;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.event.Addresses;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AnnouncerTest {

  private static final GroupKey GROUP = GroupKey.of(APP, "@TGS#1");

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong nanos = new AtomicLong();
  private final List<Message<String>> published = new CopyOnWriteArrayList<>();
  private final List<Message<String>> sent = new CopyOnWriteArrayList<>();
  private final Announcer announcer = new Announcer(vertx, "node-1", nanos::get);

  @BeforeEach
  void listen() {
    vertx.eventBus().<String>localConsumer(Addresses.GROUP_FULL, published::add);
    vertx.eventBus().<String>localConsumer(Addresses.GROUP_FULL_ONCE, sent::add);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("The first callback is told at once, on both addresses, with all headers")
  void first() {
    announcer.accepted(
        new GroupFull(
            new GroupKey(APP, "@TGS#1", "topic"), Instant.EPOCH, 1670574414123L, "::1", "iOS"),
        1,
        7);
    await().until(() -> published.size() == 1 && sent.size() == 1);
    MultiMap headers = published.get(0).headers();
    assertThat(published.get(0).body()).isEqualTo("@TGS#1");
    assertThat(headers.get("sdkAppId")).isEqualTo("1400000001");
    assertThat(headers.get("receivedAt")).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(headers.get("callbacks")).isEqualTo("1");
    assertThat(headers.get("node")).isEqualTo("node-1");
    assertThat(headers.get("job")).isEqualTo("7");
    assertThat(headers.get("eventTime")).isEqualTo("1670574414123");
    assertThat(headers.get("clientIp")).isEqualTo("::1");
    assertThat(headers.get("platform")).isEqualTo("iOS");
    assertThat(headers.get("topicId")).isEqualTo("topic");
    assertThat(sent.get(0).body()).isEqualTo("@TGS#1");
    assertThat(sent.get(0).headers().get("job")).isEqualTo("7");
  }

  @Test
  @DisplayName("Later ones are told together after 100 ms; then a quiet group is first again")
  void together() {
    announcer.accepted(full(GROUP), 1, 7);
    announcer.accepted(full(GROUP), 1, 7);
    announcer.accepted(full(GROUP), 40, 7);
    advance(99);
    announcer.sweep();
    await().until(() -> published.size() == 1);
    advance(1);
    announcer.sweep();
    await().until(() -> published.size() == 2);
    assertThat(callbacks()).containsExactly(1L, 41L);

    announcer.accepted(full(GROUP), 1, 7);
    advance(50);
    announcer.sweep();
    advance(50);
    announcer.sweep();
    await().until(() -> published.size() == 3);
    // 100 ms without a callback: the group is forgotten and the next one told at once.
    advance(100);
    announcer.sweep();
    announcer.accepted(full(GROUP), 1, 7);
    await().until(() -> published.size() == 4);
    assertThat(callbacks()).containsExactly(1L, 41L, 1L, 1L);
  }

  @Test
  @DisplayName("Stopping tells what has not been told")
  void flush() {
    announcer.accepted(full(GROUP), 1, 7);
    announcer.accepted(full(GROUP), 1, 7);
    announcer.flush();
    await().until(() -> published.size() == 2);
  }

  @Test
  @DisplayName("From many threads, the counts of all messages add up to the callbacks")
  void sum() throws InterruptedException {
    Announcer real = new Announcer(vertx, "node-1");
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 50_000; i++) {
                  real.accepted(full(GroupKey.of(APP, "g" + i % 3)), 1, 7);
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    real.flush();
    await()
        .untilAsserted(
            () ->
                assertThat(callbacks().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(200_000));
    assertThat(published).hasSizeLessThan(1_000);
  }

  private void advance(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private List<Long> callbacks() {
    return published.stream().map(m -> Long.parseLong(m.headers().get("callbacks"))).toList();
  }
}
