package dev.headroom.jobs;

import dev.headroom.event.Addresses;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.function.Function;

/** A worker: takes tasks of this node from the bus. Deployed {@code prune.workers} times. */
public final class WorkVerticle extends VerticleBase {

  private final Function<Task, Future<TaskEnd>> work;

  /**
   * A worker.
   *
   * @param work what is done with a task: a restore, or a run; may be shared, never fails
   */
  public WorkVerticle(Function<Task, Future<TaskEnd>> work) {
    this.work = Objects.requireNonNull(work, "work");
  }

  @Override
  public Future<?> start() {
    MessageConsumer<JsonObject> consumer =
        vertx.eventBus().localConsumer(Addresses.GROUP_PRUNE, this::take);
    return consumer.completion();
  }

  private void take(Message<JsonObject> message) {
    work.apply(Task.fromJson(message.body()))
        .map(TaskEnd::toJson)
        .onComplete(message::reply, error -> message.fail(0, "run could not be started"));
  }
}
