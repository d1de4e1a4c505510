package dev.headroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QuotaWindowTest {
  private final QuotaWindow window = new QuotaWindow();

  private int at(long millis) {
    return window.arrived(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  @DisplayName("sees a burst across the border of two full seconds")
  void slides() {
    at(900);
    at(950);
    at(1050);
    assertThat(at(1100)).isEqualTo(4);
  }

  @Test
  @DisplayName("an arrival is out of the window exactly one second later")
  void border() {
    at(0);
    assertThat(at(999)).isEqualTo(2);
    assertThat(at(1000)).isEqualTo(2);
    assertThat(at(5000)).isEqualTo(1);
    assertThat(window.largest()).isEqualTo(2);
  }

  @Test
  @DisplayName("counts any arrivals as a plain list of them would, however many there are")
  void asAList() {
    Random random = new Random(42);
    Deque<Long> list = new ArrayDeque<>();
    long now = 0;
    int largest = 0;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextInt(20) == 0 ? random.nextInt(900) : random.nextInt(3);
      long oldest = now - 1000;
      list.addLast(now);
      list.removeIf(each -> each <= oldest);
      assertThat(at(now)).isEqualTo(list.size());
      largest = Math.max(largest, list.size());
    }
    assertThat(window.largest()).isEqualTo(largest).isGreaterThan(64);
  }
}
