package dev.headroom.chat;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ClockSkewTest {

  private static final String DATE = "Mon, 23 Nov 2026 08:00:00 GMT";
  private static final Instant THEIRS = Instant.parse("2026-11-23T08:00:00.500Z");

  private final Logger logger = (Logger) LoggerFactory.getLogger(ClockSkew.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final AtomicLong nanoTime = new AtomicLong();
  private final ClockSkew skew = new ClockSkew(nanoTime::get);

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(logged);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @Test
  @DisplayName("is not known before the first reply")
  void unknownAtFirst() {
    assertThat(skew.ahead()).isEmpty();
  }

  @Test
  @DisplayName("takes the middle of the call and the middle of the second")
  void middle() {
    skew.seen(DATE, THEIRS.minusSeconds(1), THEIRS.plusSeconds(1));
    assertThat(skew.ahead()).hasValue(Duration.ZERO);

    skew.seen(DATE, THEIRS.minusSeconds(31), THEIRS.minusSeconds(29));
    assertThat(skew.ahead()).hasValue(Duration.ofSeconds(-30));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "yesterday", "2026-11-23T08:00:00Z"})
  @DisplayName("learns nothing from a reply without a readable Date")
  void noDate(String date) {
    skew.seen(DATE, THEIRS.plusSeconds(7), THEIRS.plusSeconds(7));

    skew.seen(date, THEIRS, THEIRS);

    assertThat(skew.ahead()).hasValue(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "yesterday"})
  @DisplayName("is not known any more after a minute without a readable Date, and says so once")
  void unknownAfterAMinute(String date) {
    skew.seen(date, THEIRS, THEIRS);
    assertThat(skew.ahead()).isEmpty();
    skew.seen(DATE, THEIRS, THEIRS);
    nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(61));

    skew.seen(date, THEIRS, THEIRS);
    skew.seen(date, THEIRS, THEIRS);

    assertThat(skew.ahead()).isEmpty();
    assertThat(logged.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.WARN).hasSize(2);
    skew.seen(DATE, THEIRS, THEIRS);
    assertThat(skew.ahead()).hasValue(Duration.ZERO);
  }

  @Test
  @DisplayName("warns once when the clocks part, and once more when they part again")
  void warns() {
    for (int seconds : new int[] {0, 19, 20, 60, -25, 19, 0, -20}) {
      skew.seen(DATE, THEIRS.plusSeconds(seconds), THEIRS.plusSeconds(seconds));
    }

    assertThat(logged.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.WARN, Level.INFO, Level.WARN);
    assertThat(logged.list.get(0).getFormattedMessage()).contains("20 s ahead of");
    assertThat(logged.list.get(2).getFormattedMessage()).contains("20 s behind");
  }
}
