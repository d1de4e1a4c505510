package dev.headroom.jobs;

import static dev.headroom.jobs.Fixtures.APP;
import static dev.headroom.jobs.Fixtures.full;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.headroom.event.GroupKey;
import dev.headroom.store.Database;
import dev.headroom.store.Store;
import dev.headroom.store.TestStore;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/**
 * How many callbacks, each of another group, become durable in a second: on SQLite, and on a
 * PostgreSQL server beside it. Rounds alternate, so that a noisy machine hits both. Run by {@code
 * bench/accept.sh}.
 */
final class AcceptBench {

  private static final int PRODUCERS = 64;
  private static final int ROUNDS = 9;
  private static final Duration ROUND = Duration.ofSeconds(2);

  private final Jobs jobs;
  private final AtomicLong groups = new AtomicLong();
  private final String prefix = Long.toString(ThreadLocalRandom.current().nextLong(), 36);

  private AcceptBench(Vertx vertx, Database database, Path folder) {
    Store store = Store.open(vertx, database.url(folder), Clock.systemUTC());
    jobs = new Jobs(vertx, store, Fixtures.jobs(), new Announcer(vertx, "bench"));
    TestStore.done(jobs.start());
  }

  /** Runs the comparison. */
  public static void main(String[] args) throws Exception {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    Vertx vertx = Vertx.vertx();
    Path folder = Files.createTempDirectory(Path.of("target"), "bench");
    AcceptBench sqlite = new AcceptBench(vertx, Database.SQLITE, folder);
    AcceptBench postgresql = new AcceptBench(vertx, Database.POSTGRESQL, folder);
    sqlite.round();
    postgresql.round();
    double[] ratios = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      double one = sqlite.round();
      double other = postgresql.round();
      ratios[i] = other / one;
      say("SQLite %,8.0f/s   PostgreSQL %,8.0f/s   ratio %.2f", one, other, ratios[i]);
    }
    Arrays.sort(ratios);
    say("PostgreSQL takes %.2f of what SQLite takes (median of %d)", ratios[ROUNDS / 2], ROUNDS);
    System.exit(0);
  }

  /** Callbacks a second. */
  private double round() throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    LongAdder accepted = new LongAdder();
    CountDownLatch ended = new CountDownLatch(PRODUCERS);
    long begun = System.nanoTime();
    for (int i = 0; i < PRODUCERS; i++) {
      produce(over, accepted, ended);
    }
    ended.await(ROUND.toMillis(), TimeUnit.MILLISECONDS);
    over.set(true);
    ended.await();
    return accepted.sum() * 1e9 / (System.nanoTime() - begun);
  }

  private void produce(AtomicBoolean over, LongAdder accepted, CountDownLatch ended) {
    GroupKey key = GroupKey.of(APP, prefix + groups.incrementAndGet());
    jobs.accept(full(key))
        .onComplete(
            done -> {
              accepted.increment();
              if (over.get()) {
                ended.countDown();
              } else {
                produce(over, accepted, ended);
              }
            },
            failure -> {
              say("refused: %s", failure);
              ended.countDown();
            });
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
