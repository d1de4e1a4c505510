package dev.headroom.jobs;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The time that one try of a task has. */
public final class TaskTime {

  private final BooleanSupplier stopping;
  private final Supplier<Duration> longest;
  private final long startedNanos = System.nanoTime();

  TaskTime(BooleanSupplier stopping, Supplier<Duration> longest) {
    this.stopping = stopping;
    this.longest = longest;
  }

  /** Why the try must not take another step, if it must not. */
  public Optional<TaskStopped> whyOver() {
    if (stopping.getAsBoolean()) {
      return Optional.of(new TaskStopped(TaskStopped.Why.STOPPING, "this node stops"));
    }
    return System.nanoTime() - startedNanos > longest.get().toNanos()
        ? Optional.of(new TaskStopped(TaskStopped.Why.DEADLINE, "runDeadline has passed"))
        : Optional.empty();
  }

  /** Throws {@link TaskStopped} when the try must not take another step. */
  public void check() {
    whyOver()
        .ifPresent(
            stopped -> {
              throw stopped;
            });
  }
}
