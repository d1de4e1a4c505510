package dev.headroom.manage;

import io.vertx.core.Future;
import io.vertx.ext.healthchecks.Status;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Something that must be well for this node to be ready.
 *
 * @param name what is looked at, for people and machines
 * @param look answers soon and does not block; a failed future means not well
 */
public record Check(String name, Supplier<Future<Status>> look) {

  /** Refuses nulls. */
  public Check {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(look, "look");
  }
}
