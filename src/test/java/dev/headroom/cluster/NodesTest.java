package dev.headroom.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** Nodes that come, freeze, wake and die, in a time of their own. */
class NodesTest {

  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
  private static final Vertx VERTX = Vertx.vertx();

  @AfterContainer
  static void close() {
    VERTX.close().await();
  }

  /** What happens, in the order of time. */
  private static final class World implements AutoCloseable {
    private record Event(long at, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
        new PriorityQueue<>(Comparator.comparing(Event::at).thenComparing(Event::number));
    private final List<Long> arrivals = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final Random random;
    private final int allowance;
    private final SharedMemory memory;
    private long now;
    private long number;

    World(long seed, int allowance) throws SQLException {
      this.random = new Random(seed);
      this.allowance = allowance;
      this.memory = new SharedMemory(() -> 1_800_000_000_000L + now / MILLI);
    }

    void in(long nanos, Runnable action) {
      events.add(new Event(now + nanos, number++, action));
    }

    void run(long nanos) {
      long end = now + nanos;
      while (!events.isEmpty() && events.peek().at() <= end) {
        Event event = events.remove();
        now = event.at();
        event.action().run();
      }
      now = end;
    }

    long upTo(long nanos) {
      return 1 + (long) (random.nextDouble() * nanos);
    }

    Member join() {
      Member member = new Member(this, "node-" + members.size());
      members.add(member);
      member.beat();
      member.call();
      return member;
    }

    int mostInASecond() {
      List<Long> sorted = arrivals.stream().sorted().toList();
      int most = 0;
      int first = 0;
      for (int last = 0; last < sorted.size(); last++) {
        while (sorted.get(last) - sorted.get(first) >= SECOND) {
          first++;
        }
        most = Math.max(most, last - first + 1);
      }
      return most;
    }

    @Override
    public void close() throws SQLException {
      memory.close();
    }
  }

  /** A node that calls as much as it may. Frozen, it does nothing until it wakes. */
  private static final class Member {
    private final World world;
    private final Nodes nodes;
    private final IntSupplier share;
    private int used;
    private long frozenUntil;
    private boolean dead;
    private long slowest = 30 * MILLI;

    Member(World world, String name) {
      this.world = world;
      this.nodes =
          new Nodes(
              VERTX,
              world.memory.by(step -> later(world.upTo(slowest()), step)),
              name,
              CALL_TIMEOUT,
              () -> world.now);
      this.share = nodes.share(1, "x", () -> world.allowance, () -> used);
    }

    private long slowest() {
      return slowest;
    }

    /** As soon as it is awake. */
    private void later(long nanos, Runnable step) {
      world.in(
          nanos,
          () -> {
            if (frozenUntil > world.now) {
              later(frozenUntil - world.now, step);
            } else if (!dead) {
              step.run();
            }
          });
    }

    void beat() {
      nodes
          .beat()
          .onComplete(done -> later(world.upTo(2 * SECOND / 2), this::beat))
          .onFailure(
              failure -> {
                throw new AssertionError(failure);
              });
    }

    void call() {
      while (used < share.getAsInt()) {
        used++;
        long way = world.upTo(world.random.nextInt(20) == 0 ? CALL_TIMEOUT.toNanos() : 50 * MILLI);
        // It arrives even if its node freezes or dies meanwhile.
        world.in(world.upTo(way), () -> world.arrivals.add(world.now));
        later(way, () -> later(SECOND, () -> used--));
      }
      later(world.upTo(40 * MILLI), this::call);
    }
  }

  @Property(tries = 60)
  @Label("no second at the backend holds more calls than all nodes together may make")
  void windows(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int allowance)
      throws SQLException {
    try (World world = new World(seed, allowance)) {
      world.join();
      for (int i = 0; i < 25; i++) {
        Member member = world.members.get(world.random.nextInt(world.members.size()));
        switch (world.random.nextInt(6)) {
          case 0 -> world.join();
          case 1 -> member.frozenUntil = world.now + world.upTo(20 * SECOND);
          case 2 -> member.dead = world.members.size() > 1;
          case 3 -> member.slowest = world.upTo(4 * SECOND);
          case 4 -> member.slowest = 30 * MILLI;
          default -> {
            // Time passes.
          }
        }
        world.run(world.upTo(6 * SECOND));
      }
      assertThat(world.mostInASecond()).isLessThanOrEqualTo(allowance);
    }
  }

  @Property(tries = 20)
  @Label("when all is quiet the nodes that are there have all of it, in equal parts")
  void all(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int count) throws SQLException {
    try (World world = new World(seed, 60)) {
      for (int i = 0; i < count; i++) {
        world.join();
        world.run(world.upTo(SECOND));
      }
      world.run(8 * SECOND);
      assertThat(world.members).extracting(each -> each.share.getAsInt()).containsOnly(60 / count);
      assertThat(world.members).extracting(each -> each.nodes.count()).containsOnly(count);

      Member lost = world.members.remove(0);
      lost.dead = true;
      world.run(12 * SECOND);

      assertThat(world.members)
          .extracting(each -> each.share.getAsInt())
          .allSatisfy(share -> assertThat(share).isEqualTo(60 / (count - 1)));
    }
  }

  @Property(tries = 10)
  @Label("of an allowance smaller than their number each node has some in its turn")
  void turns(@ForAll long seed) throws SQLException {
    try (World world = new World(seed, 1)) {
      for (int i = 0; i < 3; i++) {
        world.join();
      }
      List<Member> served = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        world.run(SECOND);
        world.members.stream().filter(each -> each.share.getAsInt() == 1).forEach(served::add);
      }
      assertThat(served).containsAll(world.members);
      assertThat(world.mostInASecond()).isEqualTo(1);
      assertThat(world.arrivals).hasSizeGreaterThan(20);
    }
  }

  @Property(tries = 10)
  @Label("a node that says good-bye leaves its part within two seconds")
  void goodBye(@ForAll long seed) throws SQLException {
    try (World world = new World(seed, 40)) {
      Member one = world.join();
      Member other = world.join();
      world.run(8 * SECOND);
      assertThat(one.share.getAsInt()).isEqualTo(20);

      assertThat(NodeTableLeave.leave(world.memory, "node-1")).isEqualTo(1);
      other.dead = true;
      world.run(5 * SECOND);

      assertThat(one.share.getAsInt()).isEqualTo(40);
      assertThat(world.mostInASecond()).isLessThanOrEqualTo(40);
    }
  }

  @Example
  @Label("a report on its way when a node stops does not bring it back")
  void stopsInTheMiddleOfAReport() throws SQLException {
    try (SharedMemory memory = new SharedMemory(() -> 1_800_000_000_000L)) {
      BlockingDeque<Runnable> steps = new LinkedBlockingDeque<>();
      Context context = VERTX.getOrCreateContext();
      Promise<Nodes> made = Promise.promise();
      context.runOnContext(
          go -> made.complete(new Nodes(VERTX, memory.by(steps::add), "node", CALL_TIMEOUT)));
      Nodes nodes = made.future().await();
      AtomicBoolean stopped = new AtomicBoolean();
      Future<Void> started = nodes.start();
      runLast(steps, started::isComplete);
      await().until(() -> !steps.isEmpty());

      nodes.stop().onComplete(left -> stopped.set(true));
      Promise<Void> begun = Promise.promise();
      context.runOnContext(go -> begun.complete());
      begun.future().await();
      runLast(steps, () -> stopped.get() && steps.isEmpty());

      List<Long> until = memory.query("SELECT until_at FROM nodes", row -> row.getLong(1));
      assertThat(until).containsExactly(1_800_000_001_250L);
    }
  }

  /** Of those that wait, the newest first. */
  private static void runLast(BlockingDeque<Runnable> steps, BooleanSupplier done) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              Runnable step = steps.pollLast();
              if (step != null) {
                step.run();
              }
              return done.getAsBoolean();
            });
  }

  /** What {@link Nodes#stop()} writes. */
  private static final class NodeTableLeave {
    static int leave(SharedMemory memory, String node) throws SQLException {
      return NodeTable.leave(memory, node, 1_250);
    }
  }
}
