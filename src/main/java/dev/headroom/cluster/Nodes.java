package dev.headroom.cluster;

import dev.headroom.cluster.NodeTable.Peer;
import dev.headroom.cluster.NodeTable.Roster;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node among those that share the database: reports that it is there, sees who else is, and
 * takes its part of the calls that all may make together. A call itself asks only memory.
 *
 * <p>A node that could not report for {@link #MUTE} makes no calls, whatever it did meanwhile; the
 * others take its part later, when even its last call has arrived.
 *
 * <p>Works on the context it was made on; what is said otherwise may be called from any thread.
 */
public final class Nodes {

  private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

  /** How long a report is good for, from the moment it was sent. */
  static final Duration MUTE = Duration.ofSeconds(3);

  /** A call counts for a second after it arrived; clocks need not agree to the millisecond. */
  private static final Duration ECHO = Duration.ofMillis(1_250);

  private static final long BEAT_MILLIS = 1_000;
  private static final long BEAT_MOVING_MILLIS = 200;

  /** How long places stay as they are. */
  private static final long TURN_MILLIS = 10_000;

  private final Vertx vertx;
  private final Store store;
  private final String name;
  private final long aliveMillis;
  private final LongSupplier nanoTime;
  private final Context context;
  private final Map<String, CallClaim> claims = new ConcurrentHashMap<>();
  private volatile long goodUntil;
  private volatile int count;
  private volatile boolean stopped;
  private boolean told;
  private Future<Void> beating = Future.succeededFuture();
  private long timer = -1;

  /**
   * A node that has not reported. The context it is made on becomes its own.
   *
   * @param name tells nodes apart; new for each process
   * @param callTimeout longest way of a call
   */
  public Nodes(Vertx vertx, Store store, String name, Duration callTimeout) {
    this(vertx, store, name, callTimeout, System::nanoTime);
  }

  Nodes(Vertx vertx, Store store, String name, Duration callTimeout, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.store = store;
    this.name = name;
    this.aliveMillis = MUTE.plus(callTimeout).plus(ECHO).toMillis();
    this.nanoTime = nanoTime;
    this.context = vertx.getOrCreateContext();
    this.goodUntil = nanoTime.getAsLong();
  }

  /**
   * This node's part of the calls a second of one API, by the contract of the port that asks for
   * it: the name of app and API, what all nodes may make, what this one has under way.
   */
  public IntSupplier share(long sdkAppId, String api, IntSupplier allowance, IntSupplier used) {
    CallClaim claim = new CallClaim(allowance, used);
    claims.put(sdkAppId + "/" + api, claim);
    return () -> isMute() ? 0 : claim.usable();
  }

  /**
   * A node that is there.
   *
   * @param seenAt when it reported last, by the database's clock
   */
  public record Present(String node, Instant startedAt, Instant seenAt) {}

  /** Those who are there, the oldest first; nobody where the database is not shared. */
  public static List<Present> present(Session session) throws SQLException {
    return NodeTable.present(session);
  }

  /** How many nodes are there, this one included; 1 before it knows. From any thread. */
  public int count() {
    return Math.max(1, count);
  }

  /** The name that this node goes by. */
  public String name() {
    return name;
  }

  /** Reports for the first time; completes when it has been seen who else is there. */
  public Future<Void> start() {
    Promise<Void> seen = Promise.promise();
    context.runOnContext(
        go -> {
          beating = store.write(NodeTable::forgetGone).compose(gone -> beat());
          beating.onComplete(
              first -> {
                told = first.succeeded();
                seen.handle(first);
                later();
              });
        });
    return seen.future();
  }

  /** Gives up its part; to be called after the last call. Never fails. */
  public Future<Void> stop() {
    stopped = true;
    Promise<Void> left = Promise.promise();
    context.runOnContext(
        go -> {
          vertx.cancelTimer(timer);
          // Changes overtake each other: a report that came after would bring it back.
          beating
              .transform(last -> store.write(s -> NodeTable.leave(s, name, ECHO.toMillis())))
              .onComplete(
                  done -> left.complete(),
                  failure -> {
                    LOG.debug("The others will find out by themselves: {}", failure.toString());
                    left.complete();
                  });
        });
    return left.future();
  }

  private boolean isMute() {
    return nanoTime.getAsLong() - goodUntil >= 0;
  }

  private void later() {
    if (!stopped) {
      boolean moving = claims.values().stream().anyMatch(CallClaim::isMoving);
      timer = vertx.setTimer(moving ? BEAT_MOVING_MILLIS : BEAT_MILLIS, id -> next());
    }
  }

  private void next() {
    beating = beat();
    beating.onComplete(
        seen -> {
          if (!told) {
            told = true;
            LOG.info("The database answers again, and this node takes its part of the calls");
          }
          later();
        },
        failure -> {
          if (told && isMute()) {
            told = false;
            LOG.warn(
                "No calls until the database answers, for the other nodes may take this one for"
                    + " gone: {}",
                failure.toString());
          }
          later();
        });
  }

  Future<Void> beat() {
    long sent = nanoTime.getAsLong();
    Map<String, Integer> said = new HashMap<>();
    claims.forEach((budget, claim) -> said.put(budget, claim.claim()));
    return store
        .write(session -> NodeTable.report(session, name, aliveMillis, said))
        .map(
            roster -> {
              seen(roster, said, sent);
              return null;
            });
  }

  private void seen(Roster roster, Map<String, Integer> said, long sent) {
    List<String> names = roster.peers().stream().map(Peer::node).toList();
    boolean isKnown = names.contains(name);
    int parts = names.size() + (isKnown ? 0 : 1);
    int rank = isKnown ? names.indexOf(name) : names.size();
    Share share = Share.of(parts, rank, roster.now() / TURN_MILLIS);
    if (!isKnown || sent - goodUntil >= 0) {
      claims.values().forEach(CallClaim::drop);
    }
    claims.forEach(
        (budget, claim) -> {
          long mine = 0;
          long others = 0;
          for (Peer peer : roster.peers()) {
            long calls = peer.claims().getOrDefault(budget, 0L);
            if (peer.node().equals(name)) {
              mine = Math.min(calls, said.getOrDefault(budget, 0));
            } else {
              others += calls;
            }
          }
          claim.seen(share, mine, others);
        });
    goodUntil = sent + TimeUnit.MILLISECONDS.toNanos(MUTE.toMillis());
    if (count != parts) {
      count = parts;
      LOG.info("Calls are shared, nodes={}", parts);
    }
  }
}
