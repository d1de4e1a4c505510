package dev.headroom.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatException;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Outcome;
import dev.headroom.ledger.LedgerSpan;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The lookup for a report")
class ChatLookupTest {

  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final int MANY = 20_000;

  private final LedgerFigures ledger = new LedgerFigures();
  private final AtomicInteger asked = new AtomicInteger();
  private Vertx vertx;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() throws Exception {
    result(vertx.close());
  }

  private static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void full(GroupKey key) {
    ledger.add(
        new LedgerSpan.Ended(
            "r",
            key,
            "Public",
            Outcome.NOTHING_TO_PRUNE,
            100,
            100,
            100,
            0,
            1,
            NOW,
            NOW.toEpochMilli(),
            List.of()));
  }

  private void many(long app) {
    for (int i = 0; i < MANY; i++) {
      full(GroupKey.of(app, "g" + i));
    }
  }

  private ChatApi failing(ChatException.Kind kind) {
    return (ChatApi)
        Proxy.newProxyInstance(
            ChatApi.class.getClassLoader(),
            new Class<?>[] {ChatApi.class},
            (proxy, method, arguments) -> {
              asked.incrementAndGet();
              return Future.failedFuture(
                  new ChatException(kind, "get_group_info", 0, false, "it is down"));
            });
  }

  private ChatLookup lookup(LongFunction<ChatApi> chat) {
    return new ChatLookup(vertx.getOrCreateContext(), ledger, chat, (done, of) -> asked.get(), NOW);
  }

  @Test
  @DisplayName("ends, however many groups are left, when Chat cannot be reached")
  void unreachable() throws Exception {
    many(1);
    ChatApi chat = failing(ChatException.Kind.UNREACHABLE);
    ChatLookup lookup = lookup(app -> chat);

    assertThat(result(lookup.run())).hasSize(MANY);
    assertThat(lookup.note()).isEqualTo("it is down");
    assertThat(asked).as("one call is enough").hasValue(1);
  }

  @Test
  @DisplayName("ends when nothing of many groups can be read, and each call fails at once")
  void failsAtOnce() throws Exception {
    many(1);
    ChatApi chat = failing(ChatException.Kind.REFUSED);

    assertThat(result(lookup(app -> chat).run())).hasSize(MANY);
    assertThat(asked).hasValue(MANY);
  }

  @Test
  @DisplayName("goes on after topics and groups of an app that is not configured any more")
  void notToBeAsked() throws Exception {
    many(2);
    full(new GroupKey(1, "@TGS#_community", "topic"));
    full(GroupKey.of(1, "gone"));
    ChatApi chat = failing(ChatException.Kind.GROUP_GONE);
    ChatLookup lookup = lookup(app -> app == 1 ? chat : null);

    assertThat(result(lookup.run())).hasSize(MANY + 2);
    assertThat(asked).as("the one group that can be asked for").hasValue(1);
    assertThat(lookup.note()).isNull();
  }
}
