package dev.headroom.jobs;

import dev.headroom.config.Settings;
import dev.headroom.event.Addresses;
import dev.headroom.event.GroupKey;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks that the workers of this node carry out; keeps their leases alive. Used on the dispatcher's
 * context alone.
 */
final class RunningTasks {

  private static final Logger LOG = LoggerFactory.getLogger(RunningTasks.class);
  private static final Duration SEND_MARGIN = Duration.ofSeconds(10);
  private static final int RENEWALS_PER_LEASE = 3;

  private final Vertx vertx;
  private final Store store;
  private final Supplier<Settings> settings;
  private final Map<String, Task> byLease = new HashMap<>();
  private long renewal = -1;

  RunningTasks(Vertx vertx, Store store, Supplier<Settings> settings) {
    this.vertx = vertx;
    this.store = store;
    this.settings = settings;
  }

  /** Renews leases from now on. */
  void start() {
    renewal = vertx.setPeriodic(Math.max(1, leaseMillis() / RENEWALS_PER_LEASE), id -> renew());
  }

  /** Renews none any more. */
  void stop() {
    vertx.cancelTimer(renewal);
  }

  int count() {
    return byLease.size();
  }

  /** How many of them are an app's. */
  int count(long sdkAppId) {
    return (int)
        byLease.values().stream().filter(task -> task.key().sdkAppId() == sdkAppId).count();
  }

  /**
   * Gives a task to a worker; it counts as running until {@link #over}.
   *
   * @return what the worker tells, or why that is not known
   */
  Future<TaskEnd> begin(Task task) {
    byLease.put(task.lease(), task);
    DeliveryOptions options =
        new DeliveryOptions()
            .setLocalOnly(true)
            .setSendTimeout(deadline(task.key()).plus(SEND_MARGIN).toMillis());
    return vertx
        .eventBus()
        .<JsonObject>request(Addresses.GROUP_PRUNE, task.toJson(), options)
        .map(reply -> TaskEnd.fromJson(reply.body()));
  }

  /** The task runs no more. */
  void over(Task task) {
    byLease.remove(task.lease());
  }

  /** How long a run of that group may take at most. */
  Duration deadline(GroupKey key) {
    return settings.get().prune().policyFor(key.sdkAppId(), key.groupId(), "").runDeadline();
  }

  /** Gives jobs back of which no run has begun. */
  Future<Void> handBack(List<Task> tasks) {
    return store
        .write(session -> Leases.handBack(session, tasks))
        .onFailure(e -> LOG.warn("Jobs keep their leases until they expire: {}", e.toString()))
        .mapEmpty();
  }

  private long leaseMillis() {
    return settings.get().jobs().lease().toMillis();
  }

  private void renew() {
    if (byLease.isEmpty()) {
      return;
    }
    List<Task> tasks = List.copyOf(byLease.values());
    long lease = leaseMillis();
    store
        .write(session -> Leases.renew(session, tasks, lease))
        .onComplete(
            lost -> lost.forEach(RunningTasks::tellLost),
            failure -> LOG.warn("Leases were not renewed: {}", failure.toString()));
  }

  private static void tellLost(Task task) {
    LOG.atDebug()
        .addKeyValue("group", task.key().groupId())
        .addKeyValue("job", task.job())
        .log("Not renewed: ended or taken over");
  }
}
