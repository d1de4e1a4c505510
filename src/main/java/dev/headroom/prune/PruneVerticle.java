package dev.headroom.prune;

import dev.headroom.event.Addresses;
import dev.headroom.event.Task;
import dev.headroom.event.TaskEnd;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/** A prune worker: takes tasks of this node from the bus. Deployed {@code prune.workers} times. */
public final class PruneVerticle extends VerticleBase {

  private final Pruner pruner;

  /** A worker round a pruner, which may be shared. */
  public PruneVerticle(Pruner pruner) {
    this.pruner = Objects.requireNonNull(pruner, "pruner");
  }

  @Override
  public Future<?> start() {
    MessageConsumer<JsonObject> consumer =
        vertx.eventBus().localConsumer(Addresses.GROUP_PRUNE, this::prune);
    return consumer.completion();
  }

  private void prune(Message<JsonObject> message) {
    pruner
        .prune(Task.fromJson(message.body()))
        .map(TaskEnd::toJson)
        .onComplete(message::reply, error -> message.fail(0, "run could not be started"));
  }
}
