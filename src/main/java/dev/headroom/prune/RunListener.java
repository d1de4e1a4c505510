package dev.headroom.prune;

import dev.headroom.event.Outcome;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskEnd;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** Sees each try of a run from its beginning to its end. Used on the contexts of prune workers. */
@FunctionalInterface
public interface RunListener {

  /** Sees nothing. */
  RunListener NONE = (task, attempt) -> attempt.get();

  /**
   * A try begins.
   *
   * @param attempt to be called once, at once and on this thread: it asks for its Chat API then
   * @return what the attempt returned
   */
  Future<TaskEnd> watch(Task task, Supplier<Future<TaskEnd>> attempt);

  /** The run has ended so; told before the future of its last try completes. */
  default void concluded(Task task, Outcome outcome, int removed) {}
}
