package dev.headroom.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PatienceTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  private final Patience patience = new Patience();

  @Test
  @DisplayName("It looks again until what is waited for has happened")
  void looksAgain() {
    AtomicInteger looks = new AtomicInteger();

    patience.until("the third look", LONG, () -> looks.incrementAndGet() == 3);

    assertThat(looks).hasValue(3);
  }

  @Test
  @DisplayName("What does not happen in time is named")
  void runsOut() {
    assertThatThrownBy(() -> patience.until("rain", Duration.ZERO, () -> false))
        .isInstanceOf(Unexpected.class)
        .hasMessageContaining("rain did not happen");
  }

  @Test
  @DisplayName("A failure that was waited for is named with its cause")
  void tellsFailure() {
    assertThatThrownBy(() -> patience.of("the answer", LONG, Future.failedFuture("no network")))
        .isInstanceOf(Unexpected.class)
        .hasMessage("the answer failed: no network");
    assertThat(patience.of("the answer", LONG, Future.succeededFuture(42))).isEqualTo(42);
  }

  @Test
  @DisplayName("Once the sandbox is told to end nothing waits any more")
  void ends() {
    patience.end();

    assertThatThrownBy(() -> patience.pause(LONG)).isInstanceOf(Ended.class);
    assertThatThrownBy(() -> patience.of("a promise", LONG, Promise.promise().future()))
        .isInstanceOf(Ended.class);
  }
}
