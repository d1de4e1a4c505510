package dev.headroom.jobs;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Deploys a {@link Dispatcher}: one instance a node. */
public final class DispatcherVerticle extends VerticleBase {

  private final Dispatcher dispatcher;

  /** Glue round the dispatcher. */
  public DispatcherVerticle(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public Future<?> start() {
    return dispatcher.start();
  }

  @Override
  public Future<?> stop() {
    return dispatcher.stop();
  }
}
