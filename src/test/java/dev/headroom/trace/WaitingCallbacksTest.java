package dev.headroom.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.event.GroupKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Callbacks that wait for a run, in a trace")
class WaitingCallbacksTest {

  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
  private static final Instant LATER = START.plus(WaitingCallbacks.WAIT).plusSeconds(1);
  private static final GroupKey KEY = GroupKey.of(1, "g");

  private final WaitingCallbacks requests = new WaitingCallbacks();

  private static SpanContext span(int number) {
    return SpanContext.create(
        "%032x".formatted(number + 1),
        "%016x".formatted(number + 1),
        TraceFlags.getSampled(),
        TraceState.getDefault());
  }

  @Test
  @DisplayName("stand for those of the same group, until the run begins")
  void counted() {
    assertThat(requests.join(KEY, START)).isFalse();
    requests.add(KEY, span(0), START);
    assertThat(requests.join(KEY, START.plusSeconds(1))).isTrue();
    requests.add(KEY, span(1), START.plusSeconds(1));
    assertThat(requests.take(KEY, START.plusSeconds(2)))
        .isEqualTo(new WaitingCallbacks.Request(span(0), START, 2));
    assertThat(requests.take(KEY, START.plusSeconds(2))).isNull();
    assertThat(requests.join(KEY, START.plusSeconds(2))).isFalse();
  }

  @Test
  @DisplayName("give their place to newer ones, however many ran on other nodes")
  void bounded() {
    for (int i = 0; i <= WaitingCallbacks.MOST; i++) {
      GroupKey key = GroupKey.of(1, "g" + i);
      assertThat(requests.join(key, START)).isFalse();
      requests.add(key, span(i), START);
    }
    assertThat(requests.take(GroupKey.of(1, "g0"), START)).isNull();
    assertThat(requests.take(GroupKey.of(1, "g1"), START)).isNotNull();
    assertThat(requests.take(GroupKey.of(1, "g" + WaitingCallbacks.MOST), START)).isNotNull();
  }

  @Test
  @DisplayName("are forgotten when they have waited too long")
  void old() {
    requests.add(KEY, span(0), START);
    assertThat(requests.join(KEY, LATER)).isFalse();
    requests.add(KEY, span(1), LATER);
    assertThat(requests.take(KEY, LATER).context()).isEqualTo(span(1));
    requests.add(KEY, span(2), START);
    assertThat(requests.take(KEY, LATER)).isNull();
  }

  @Test
  @DisplayName("do not wait when they were refused, and take no other's place away")
  void refused() {
    requests.add(KEY, span(0), START);
    requests.drop(KEY, span(1));
    assertThat(requests.join(KEY, START)).isTrue();
    requests.drop(KEY, span(0));
    assertThat(requests.join(KEY, START)).isFalse();
  }
}
