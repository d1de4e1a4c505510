package dev.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ParkingTest {

  private static final long APP = 1;

  private final Parking parking = new Parking();

  @Test
  @DisplayName(
      "A well app has all room; a parked one none until the pause is over, then for one job")
  void pause() {
    assertThat(parking.room(APP, 0)).isEqualTo(Integer.MAX_VALUE);
    assertThat(parking.ended(APP, "a", 1_000, 0)).isTrue();
    assertThat(parking.room(APP, 999)).isZero();
    assertThat(parking.room(2, 999)).isEqualTo(Integer.MAX_VALUE);
    assertThat(parking.nextMillis(400)).isEqualTo(600);
    assertThat(parking.room(APP, 1_000)).isEqualTo(1);
    parking.begun(APP, "probe", 0);
    assertThat(parking.room(APP, 1_000)).isZero();
    assertThat(parking.nextMillis(1_000)).isEqualTo(Long.MAX_VALUE);
    parking.ended(APP, "probe", 0, 1_100);
    assertThat(parking.room(APP, 1_100)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  @DisplayName("The pause doubles with each probe that fails, up to a minute, or as long as told")
  void doubling() {
    parking.ended(APP, "a", 10_000, 0);
    long now = 0;
    for (long expected : new long[] {20_000, 40_000, 60_000, 60_000}) {
      now += parking.nextMillis(now);
      parking.begun(APP, "probe" + expected, 0);
      assertThat(parking.ended(APP, "probe" + expected, 10_000, now)).isFalse();
      assertThat(parking.nextMillis(now)).isEqualTo(expected);
    }
    now += parking.nextMillis(now);
    parking.begun(APP, "told", 0);
    parking.ended(APP, "told", 3_600_000, now);
    assertThat(parking.nextMillis(now)).isEqualTo(3_600_000);
  }

  @Test
  @DisplayName("The pause of short trouble does not grow beyond ten times as long")
  void shortTrouble() {
    parking.ended(APP, "a", 1_000, 0);
    long now = 0;
    for (int i = 0; i < 8; i++) {
      now += parking.nextMillis(now);
      parking.begun(APP, "probe" + i, 0);
      parking.ended(APP, "probe" + i, 1_000, now);
    }
    assertThat(parking.nextMillis(now)).isEqualTo(10_000);
  }

  @Test
  @DisplayName("Jobs that began before the pause neither double it nor end it")
  void others() {
    parking.ended(APP, "a", 1_000, 0);
    assertThat(parking.ended(APP, "b", 1_000, 10)).isFalse();
    parking.ended(APP, "c", 0, 20);
    assertThat(parking.nextMillis(20)).isEqualTo(990);
  }

  @Test
  @DisplayName("A probe of unknown end is followed by the same pause")
  void unknownProbe() {
    parking.ended(APP, "a", 1_000, 0);
    parking.begun(APP, "probe", 0);
    parking.unknown(APP, "other", 1_500);
    assertThat(parking.room(APP, 5_000)).isZero();
    parking.unknown(APP, "probe", 5_000);
    assertThat(parking.nextMillis(5_000)).isEqualTo(1_000);
  }

  @Test
  @DisplayName("The first good answer since the probe began ends the pause, its run may go on")
  void firstAnswer() {
    parking.ended(APP, "a", 1_000, 0);
    parking.look(APP, since -> true);
    assertThat(parking.room(APP, 0)).isZero();
    parking.begun(APP, "probe", 42);
    parking.look(APP, since -> since < 42);
    assertThat(parking.isProbing()).isTrue();
    parking.look(APP, since -> since == 42);
    assertThat(parking.isProbing()).isFalse();
    assertThat(parking.room(APP, 0)).isEqualTo(Integer.MAX_VALUE);
  }
}
