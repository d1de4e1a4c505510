package dev.headroom.jobs;

import dev.headroom.event.Addresses;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Tells the bus which groups are full. A group can call thousands of times a second: its first
 * callback is told at once, later ones together at most every 100 ms, so that no consumer is
 * flooded and none is lost. May be called from any thread.
 */
public final class Announcer {

  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long TICK_MILLIS = 50;

  private final Vertx vertx;
  private final String node;
  private final LongSupplier nanoTime;
  private final Map<GroupKey, Told> groups = new ConcurrentHashMap<>();
  private final AtomicBoolean ticking = new AtomicBoolean();

  /**
   * An announcer of this node.
   *
   * @param node the node's name in the messages
   */
  public Announcer(Vertx vertx, String node) {
    this(vertx, node, System::nanoTime);
  }

  Announcer(Vertx vertx, String node, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.node = node;
    this.nanoTime = nanoTime;
  }

  /** Callbacks of one group since it was told last. */
  private static final class Told {
    private long at;
    private long callbacks;
    private GroupFull newest;
    private long job;
    private boolean gone;
  }

  /**
   * Callbacks were accepted.
   *
   * @param newest the newest of them
   * @param callbacks how many
   * @param job id of the job
   */
  void accepted(GroupFull newest, long callbacks, long job) {
    while (true) {
      Told told = groups.get(newest.key());
      if (told == null) {
        told = new Told();
        told.at = nanoTime.getAsLong();
        if (groups.putIfAbsent(newest.key(), told) == null) {
          publish(newest, callbacks, job);
          tick();
          return;
        }
      } else if (add(told, newest, callbacks, job)) {
        return;
      }
    }
  }

  /** Tells at once what has not been told yet. */
  void flush() {
    groups.forEach((key, told) -> tell(key, told, Long.MAX_VALUE));
  }

  private static boolean add(Told told, GroupFull newest, long callbacks, long job) {
    synchronized (told) {
      if (told.gone) {
        return false;
      }
      told.callbacks += callbacks;
      told.newest = newest;
      told.job = job;
      return true;
    }
  }

  private void tick() {
    if (ticking.compareAndSet(false, true)) {
      vertx.setTimer(TICK_MILLIS, id -> sweep());
    }
  }

  void sweep() {
    long now = nanoTime.getAsLong();
    groups.forEach((key, told) -> tell(key, told, now - told.at));
    ticking.set(false);
    if (!groups.isEmpty()) {
      tick();
    }
  }

  private void tell(GroupKey key, Told told, long quiet) {
    GroupFull newest;
    long callbacks;
    long job;
    synchronized (told) {
      if (quiet < QUIET_NANOS || told.gone) {
        return;
      }
      newest = told.newest;
      callbacks = told.callbacks;
      job = told.job;
      told.newest = null;
      told.callbacks = 0;
      told.at = nanoTime.getAsLong();
      told.gone = callbacks == 0;
    }
    if (callbacks == 0) {
      groups.remove(key, told);
    } else {
      publish(newest, callbacks, job);
    }
  }

  private void publish(GroupFull newest, long callbacks, long job) {
    DeliveryOptions options = newest.deliveryOptions(callbacks, node, job);
    String groupId = newest.key().groupId();
    vertx.eventBus().publish(Addresses.GROUP_FULL, groupId, options);
    vertx.eventBus().send(Addresses.GROUP_FULL_ONCE, groupId, options);
  }
}
