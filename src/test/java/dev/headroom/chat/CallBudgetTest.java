package dev.headroom.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.chat.CallBudget.NoPermit;
import dev.headroom.chat.CallBudget.Permit;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CallBudgetTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;

  private final AtomicInteger allowance = new AtomicInteger(10);
  private final VirtualTime time = new VirtualTime();
  private final CallBudget budget =
      new CallBudget("app=1 api=x", allowance::get, () -> time.now, time::after);

  @Property(tries = 200)
  @Label("no second at the backend holds more calls than allowed, and everybody is served")
  void windows(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int allowed, @ForAll boolean slows) {
    Random random = new Random(seed);
    VirtualTime virtual = new VirtualTime();
    CallBudget tested =
        new CallBudget("app=1 api=x", () -> allowed, () -> virtual.now, virtual::after);
    int calls = 20 + random.nextInt(400);
    long spread = 1 + random.nextInt(20) * SECOND / 2;
    List<Long> arrivals = new ArrayList<>();
    AtomicInteger served = new AtomicInteger();
    for (int i = 0; i < calls; i++) {
      long begins = (long) (random.nextDouble() * spread);
      long latency = latency(random);
      long way = (long) (random.nextDouble() * latency);
      boolean unsent = random.nextInt(20) == 0;
      boolean refused = slows && random.nextInt(30) == 0;
      virtual.after(
          begins,
          () ->
              tested
                  .acquire(OptionalLong.empty())
                  .onSuccess(
                      permit -> {
                        served.incrementAndGet();
                        if (unsent) {
                          permit.giveBack();
                          return;
                        }
                        virtual.after(way, () -> arrivals.add(virtual.now));
                        virtual.after(
                            latency,
                            () -> {
                              if (refused) {
                                permit.refused();
                              }
                              permit.release();
                              permit.release();
                            });
                      }));
    }

    virtual.runAll();
    virtual.advance(SECOND);

    assertThat(served).hasValue(calls);
    assertThat(mostInASecond(arrivals)).isLessThanOrEqualTo(allowed);
    assertThat(tested.used()).isZero();
  }

  /** Mostly short, sometimes as long as a timeout, so that replies overtake each other. */
  private static long latency(Random random) {
    return random.nextInt(10) == 0 ? 5 * SECOND : 1 + (long) (random.nextDouble() * 200 * MILLI);
  }

  private static int mostInASecond(List<Long> arrivals) {
    return mostWithin(SECOND, arrivals);
  }

  private static int mostWithin(long period, List<Long> arrivals) {
    List<Long> sorted = arrivals.stream().sorted().toList();
    int most = 0;
    int first = 0;
    for (int last = 0; last < sorted.size(); last++) {
      while (sorted.get(last) - sorted.get(first) >= period) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  @Property(tries = 20)
  @Label("with short calls nearly all of the allowance can be used")
  void fullUse(@ForAll @IntRange(min = 1, max = 200) int allowed) {
    allowance.set(allowed);
    VirtualTime virtual = new VirtualTime();
    CallBudget tested =
        new CallBudget("app=1 api=x", allowance::get, () -> virtual.now, virtual::after);
    for (int i = 0; i < 20 * allowed; i++) {
      tested
          .acquire(OptionalLong.empty())
          .onSuccess(permit -> virtual.after(10 * MILLI, permit::release));
    }

    virtual.runAll();

    // The last of them begin after 19 rounds of a second and a reply.
    assertThat(virtual.now).isLessThan(20 * (SECOND + 11 * MILLI));
  }

  @Property(tries = 100)
  @Label("a share is never more than its part, counts in the whole, and leaves all else to others")
  void share(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int allowed,
      @ForAll @IntRange(min = 1, max = 100) int percent) {
    Random random = new Random(seed);
    VirtualTime virtual = new VirtualTime();
    CallBudget whole =
        new CallBudget("app=1 api=x", () -> allowed, () -> virtual.now, virtual::after);
    CallBudget.Share part = whole.share(() -> percent);
    List<Long> all = new ArrayList<>();
    List<Long> ofPart = new ArrayList<>();
    int seconds = 12;
    for (int i = 0; i < seconds * allowed; i++) {
      whole
          .acquire(OptionalLong.empty())
          .onSuccess(permit -> call(virtual, random, permit, List.of(all)));
      part.acquire(OptionalLong.empty())
          .onSuccess(permit -> call(virtual, random, permit, List.of(all, ofPart)));
    }

    virtual.advance(seconds / 2 * SECOND);
    int others = all.size() - ofPart.size();
    virtual.advance(1_000 * SECOND);

    long period = Math.max(SECOND, 100 * SECOND / ((long) allowed * percent));
    int most = Math.max(1, allowed * percent / 100);
    assertThat(mostWithin(period, ofPart)).isLessThanOrEqualTo(most);
    assertThat(mostWithin(SECOND, all)).isLessThanOrEqualTo(allowed);
    assertThat(ofPart).isNotEmpty();
    // A permit is back a second and a call of at most 20 ms after it was taken.
    assertThat(others).isGreaterThanOrEqualTo((int) ((allowed - most) * (seconds / 2 - 1) / 1.02));
  }

  private static void call(
      VirtualTime virtual, Random random, Permit permit, List<List<Long>> arrivals) {
    long way = random.nextInt(10) * MILLI;
    virtual.after(way, () -> arrivals.forEach(list -> list.add(virtual.now)));
    virtual.after(way + random.nextInt(10) * MILLI, permit::release);
  }

  @Test
  @DisplayName("a tenth of one call a second is one call in ten seconds")
  void shareOfOne() {
    allowance.set(1);
    CallBudget.Share part = budget.share(() -> 10);
    part.acquire(OptionalLong.empty()).result().release();
    Future<Permit> second = part.acquire(OptionalLong.empty());

    time.advance(10 * SECOND - 1);
    assertThat(second.isComplete()).isFalse();
    time.advance(2);

    assertThat(second.succeeded()).isTrue();
  }

  @Test
  @DisplayName("a share shrinks with the budget, and a permit not used is given back to both")
  void shareOfLess() {
    allowance.set(40);
    budget.slow();
    CallBudget.Share part = budget.share(() -> 10);
    Permit first = part.acquire(OptionalLong.empty()).result();
    part.acquire(OptionalLong.empty()).result().giveBack();
    part.acquire(OptionalLong.empty()).result().refused();

    assertThat(part.acquire(OptionalLong.empty()).isComplete()).isFalse();
    assertThat(budget.used()).isEqualTo(2);
    first.giveBack();
    assertThat(budget.used()).isEqualTo(1);
  }

  @Test
  @DisplayName("who waits for a share fails when it is closed")
  void shareClosed() {
    allowance.set(10);
    CallBudget.Share part = budget.share(() -> 10);
    part.acquire(OptionalLong.empty());
    Future<Permit> waiting = part.acquire(OptionalLong.empty());

    part.close();

    assertThat(waiting.cause()).isInstanceOf(NoPermit.class);
    assertThat(budget.acquire(OptionalLong.empty()).succeeded()).isTrue();
  }

  @Test
  @DisplayName("serves those who wait in their order")
  void inOrder() {
    allowance.set(1);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      budget
          .acquire(OptionalLong.empty())
          .onSuccess(
              permit -> {
                order.add(number);
                permit.release();
              });
    }

    time.runAll();

    assertThat(order).containsExactly(0, 1, 2, 3, 4);
    assertThat(time.now).isBetween(4 * SECOND, 4 * SECOND + 10);
  }

  @Test
  @DisplayName("lets a wait end when its moment has passed, and the next one go on")
  void tooLate() {
    allowance.set(1);
    Permit first = budget.acquire(OptionalLong.empty()).result();
    Future<Permit> late = budget.acquire(OptionalLong.of(time.now + SECOND / 2));
    Future<Permit> next = budget.acquire(OptionalLong.empty());

    time.advance(SECOND / 2 + 1);
    assertThat(late.cause()).isInstanceOf(NoPermit.class);
    assertThat(next.isComplete()).isFalse();
    first.release();
    time.advance(SECOND);

    assertThat(next.succeeded()).isTrue();
  }

  @Test
  @DisplayName("gives no permit to whom it is too late for already")
  void tooLateAtOnce() {
    Future<Permit> late = budget.acquire(OptionalLong.of(time.now - 1));

    assertThat(late.cause()).isInstanceOf(NoPermit.class);
    assertThat(budget.used()).isZero();
  }

  @Test
  @DisplayName("gives a permit that was not used to the next at once")
  void givenBack() {
    allowance.set(1);
    Permit first = budget.acquire(OptionalLong.empty()).result();
    Future<Permit> next = budget.acquire(OptionalLong.empty());

    first.giveBack();

    assertThat(next.succeeded()).isTrue();
  }

  @Test
  @DisplayName("fails those who wait and those who come when it is closed")
  void closed() {
    allowance.set(1);
    Future<Permit> first = budget.acquire(OptionalLong.empty());
    Future<Permit> waiting = budget.acquire(OptionalLong.empty());

    budget.close();

    assertThat(first.succeeded()).isTrue();
    assertThat(waiting.cause()).isInstanceOf(NoPermit.class);
    assertThat(budget.acquire(OptionalLong.empty()).cause()).isInstanceOf(NoPermit.class);
  }

  @Test
  @DisplayName("goes at half for a minute when told that the app is near its limit")
  void slower() {
    allowance.set(100);

    budget.slow();
    assertThat(budget.allowed()).isEqualTo(50);
    time.advance(60 * SECOND - 1);
    assertThat(budget.allowed()).isEqualTo(50);
    time.advance(1);

    assertThat(budget.allowed()).isEqualTo(100);
  }

  @Test
  @DisplayName("never goes below a tenth, and comes back by doubling each minute")
  void tenth() {
    allowance.set(100);
    for (int i = 0; i < 10; i++) {
      budget.slow();
      time.advance(SECOND);
    }
    assertThat(budget.allowed()).isEqualTo(10);

    List<Integer> minutes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      time.advance(60 * SECOND);
      minutes.add(budget.allowed());
    }

    assertThat(minutes).containsExactly(12, 25, 50, 100);
  }

  @Test
  @DisplayName("always gives one at least")
  void atLeastOne() {
    allowance.set(1);

    budget.slow();

    assertThat(budget.allowed()).isEqualTo(1);
  }

  @Test
  @DisplayName("halves once for all the calls that were on their way together")
  void oneHalving() {
    allowance.set(100);
    List<Permit> permits = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      permits.add(budget.acquire(OptionalLong.empty()).result());
    }

    time.advance(MILLI);
    permits.forEach(Permit::refused);
    assertThat(budget.allowed()).isEqualTo(50);
    time.advance(MILLI);
    budget.acquire(OptionalLong.empty()).result().refused();

    assertThat(budget.allowed()).isEqualTo(25);
  }

  @Test
  @DisplayName("follows a new allowance")
  void reloaded() {
    allowance.set(1);
    budget.acquire(OptionalLong.empty());
    allowance.set(2);

    assertThat(budget.acquire(OptionalLong.empty()).succeeded()).isTrue();
  }

  /** Time that passes only when told to. */
  private static final class VirtualTime {
    private record Due(long at, long order, Runnable task) {}

    private final PriorityQueue<Due> tasks =
        new PriorityQueue<>(
            (a, b) ->
                a.at() != b.at()
                    ? Long.compare(a.at(), b.at())
                    : Long.compare(a.order(), b.order()));
    private long now;
    private long order;

    void after(long nanos, Runnable task) {
      tasks.add(new Due(now + nanos, order++, task));
    }

    void advance(long nanos) {
      long until = now + nanos;
      while (!tasks.isEmpty() && tasks.peek().at() <= until) {
        runNext();
      }
      now = until;
    }

    void runAll() {
      while (!tasks.isEmpty()) {
        runNext();
      }
    }

    private void runNext() {
      Due due = tasks.remove();
      now = due.at();
      due.task().run();
    }
  }
}
