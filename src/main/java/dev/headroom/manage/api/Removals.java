package dev.headroom.manage.api;

import dev.headroom.event.GroupKey;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.RestoreResult;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** All removals of the ledger, to be read one after the other. */
@FunctionalInterface
public interface Removals {

  /**
   * Hands over the removals of a span of time, a few at a time, in the order they were made. Each
   * read is short.
   *
   * @param from the beginning
   * @param to the end; not part of it
   * @param taker takes some, or none; the next are read when what it returns has completed
   * @return completes when all are taken; fails when they cannot be read, or as the taker does
   */
  Future<Void> each(Instant from, Instant to, Function<List<Row>, Future<Void>> taker);

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
