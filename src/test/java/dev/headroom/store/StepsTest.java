package dev.headroom.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Steps, one after another")
class StepsTest {

  private static final int MANY = 20_000;

  private final AtomicInteger taken = new AtomicInteger();

  private Future<Boolean> atOnce() {
    return Future.succeededFuture(taken.incrementAndGet() < MANY);
  }

  @Test
  @DisplayName("come to their end when each is done at once")
  void doneAtOnce() {
    assertThat(Steps.whileMore(this::atOnce).succeeded()).isTrue();
    assertThat(taken).hasValue(MANY);
  }

  @Test
  @DisplayName("come to their end when each is done later")
  void doneLater() {
    Deque<Promise<Boolean>> asked = new ArrayDeque<>();
    Future<Void> end =
        Steps.whileMore(
            () -> {
              asked.add(Promise.promise());
              return asked.element().future();
            });
    while (!asked.isEmpty()) {
      assertThat(end.isComplete()).isFalse();
      assertThat(asked).hasSize(1);
      asked.remove().complete(taken.incrementAndGet() < MANY);
    }
    assertThat(end.succeeded()).isTrue();
    assertThat(taken).hasValue(MANY);
  }

  @Test
  @DisplayName("come to their end on an event loop, some done at once and some later")
  void onContext() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Supplier<Future<Boolean>> step =
          () ->
              taken.get() % 3 == 0
                  ? atOnce()
                  : Future.future(
                      done -> vertx.runOnContext(go -> atOnce().onComplete(done::handle)));
      Promise<Void> end = Promise.promise();
      vertx.runOnContext(go -> Steps.whileMore(step).onComplete(end::handle));
      end.future().await(20, TimeUnit.SECONDS);
      assertThat(taken).hasValue(MANY);
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  @DisplayName("fail as the first that fails, and none is taken after it")
  void failing() {
    RuntimeException cause = new IllegalStateException("no");
    assertThat(
            Steps.whileMore(
                    () -> taken.incrementAndGet() < 3 ? atOnce() : Future.failedFuture(cause))
                .cause())
        .isSameAs(cause);
    assertThat(taken.getAndSet(0)).isEqualTo(3);
    assertThat(
            Steps.whileMore(
                    () -> {
                      taken.incrementAndGet();
                      throw cause;
                    })
                .cause())
        .isSameAs(cause);
    assertThat(taken).hasValue(1);
  }
}
