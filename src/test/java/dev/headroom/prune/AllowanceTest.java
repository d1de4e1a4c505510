package dev.headroom.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.yaml.Amount;
import dev.headroom.ledger.Taken;
import dev.headroom.prune.Facts.PolicyBuilder;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AllowanceTest {

  private final PolicyBuilder policy = new PolicyBuilder();

  private Allowance of(int members, int seats, Taken taken) {
    return Allowance.of(
        policy.build(),
        Facts.group(members, seats),
        taken,
        0,
        Optional.empty(),
        Optional.of(Duration.ZERO));
  }

  private static Taken taken(int group, int app) {
    return new Taken(group, app);
  }

  @Test
  @DisplayName("A share of free seats is rounded up and at least one")
  void freeSeats() {
    assertThat(of(200, 200, taken(0, 0)).wanted()).isEqualTo(10);
    assertThat(of(201, 201, taken(0, 0)).wanted()).isEqualTo(11);
    assertThat(of(5, 5, taken(0, 0)).wanted()).isEqualTo(1);
    policy.freeSeats = Amount.count(7);
    assertThat(of(200, 200, taken(0, 0)).wanted()).isEqualTo(7);
  }

  @Test
  @DisplayName("maxPerRun cuts what is wanted, but not what the brake sees")
  void maxPerRun() {
    policy.maxPerRun = 3;
    policy.freeSeats = Amount.percent(60);
    Allowance allowance = of(100, 100, taken(0, 0));
    assertThat(allowance.wanted()).isEqualTo(3);
    assertThat(allowance.brake()).contains("60").contains("50");
  }

  @Test
  @DisplayName("The limits of 24 hours count what was taken before, from group and app")
  void daily() {
    assertThat(of(100, 100, taken(17, 17)).allowed()).isEqualTo(3);
    assertThat(of(100, 100, taken(20, 20)).allowed()).isZero();
    assertThat(of(100, 100, taken(0, 9_998)).allowed()).isEqualTo(2);
    policy.maxPerDayGroup = Optional.empty();
    policy.maxPerDayApp = Optional.empty();
    assertThat(of(100, 100, taken(30, 50_000)).allowed()).isEqualTo(5);
  }

  @Test
  @DisplayName("The brake adds what the last 24 hours took")
  void brakeAddsTaken() {
    policy.brake = Amount.percent(20);
    assertThat(of(100, 100, taken(15, 15)).brake()).isNull();
    assertThat(of(100, 100, taken(16, 16)).brake()).contains("21");
  }

  @Test
  @DisplayName("More members than MaxMemberNum always brakes: the limit was lowered")
  void loweredLimit() {
    policy.brake = Amount.percent(100);
    assertThat(of(101, 100, taken(0, 0)).brake()).contains("MaxMemberNum");
  }

  @Test
  @DisplayName("A clock 50 seconds off brakes, 49 do not")
  void clock() {
    Allowance off =
        Allowance.of(
            policy.build(),
            Facts.group(100, 100),
            taken(0, 0),
            0,
            Optional.empty(),
            Optional.of(Duration.ofSeconds(-50)));
    assertThat(off.brake()).contains("clock");
    Allowance near =
        Allowance.of(
            policy.build(),
            Facts.group(100, 100),
            taken(0, 0),
            0,
            Optional.empty(),
            Optional.of(Duration.ofSeconds(49)));
    assertThat(near.brake()).isNull();
  }

  @Property(tries = 500)
  @Label("A resumed run never exceeds what it planned, nor the fresh need, nor any limit")
  void resumed(
      @ForAll @IntRange(min = 0, max = 120) int members,
      @ForAll @IntRange(min = 0, max = 60) int planned,
      @ForAll @IntRange(min = 0, max = 60) int removed,
      @ForAll @IntRange(min = 0, max = 60) int takenBefore,
      @ForAll @IntRange(min = 1, max = 40) int maxPerRun) {
    policy.maxPerRun = maxPerRun;
    policy.freeSeats = Amount.percent(30);
    Allowance allowance =
        Allowance.of(
            policy.build(),
            Facts.group(members, 100),
            taken(takenBefore + removed, takenBefore + removed),
            removed,
            Optional.of(planned),
            Optional.of(Duration.ZERO));
    assertThat(allowance.allowed()).isNotNegative();
    assertThat(allowance.allowed()).isLessThanOrEqualTo(Math.max(0, planned - removed));
    assertThat(allowance.allowed()).isLessThanOrEqualTo(Math.max(0, members + 30 - 100));
    assertThat(allowance.allowed()).isLessThanOrEqualTo(Math.max(0, maxPerRun - removed));
    assertThat(allowance.allowed()).isLessThanOrEqualTo(Math.max(0, 20 - takenBefore - removed));
  }
}
