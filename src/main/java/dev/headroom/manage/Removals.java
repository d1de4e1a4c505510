package dev.headroom.manage;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Removal;
import dev.headroom.event.RestoreResult;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** All removals of the ledger, to be read one after the other. */
@FunctionalInterface
public interface Removals {

  /**
   * The next removals of a span of time, in the order they were made. A short read.
   *
   * @param from the beginning
   * @param to the end; not part of it
   * @param after where the step before ended, or null for the first
   */
  Future<Step> next(Instant from, Instant to, Position after);

  /**
   * Where a step ended.
   *
   * @param at time of its last delete call, milliseconds since 1970
   * @param run the run of that call
   * @param batch its number in the run
   */
  record Position(long at, String run, int batch) {}

  /**
   * Some removals.
   *
   * @param rows may be empty though there are more
   * @param next where to go on, or null at the end
   */
  record Step(List<Row> rows, Position next) {}

  /**
   * One removal.
   *
   * @param at when
   * @param run the run
   * @param key the group
   * @param type Tencent's Type of the group
   * @param removal who and why
   * @param restored what became of undoing it, or null when nobody asked
   */
  record Row(
      Instant at, String run, GroupKey key, String type, Removal removal, RestoreResult restored) {}
}
