package dev.headroom.prune;

import dev.headroom.config.PolicySettings.Notice;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Takes members out of the group, or holds that back: the one difference between the modes. */
interface Remover {

  /** Holds every removal back and writes nothing. */
  Remover WITHHOLD =
      new Remover() {
        @Override
        public boolean withholds() {
          return true;
        }

        @Override
        public Future<Void> settle(Run run, int batch, Map<String, Fate> fates) {
          return Future.succeededFuture();
        }

        @Override
        public Future<Result> remove(
            Run run, List<Removal> batch, Notice notice, RunBook.Terms terms) {
          return Future.succeededFuture(new Result.Withheld());
        }
      };

  /** Whether nobody is ever removed. */
  boolean withholds();

  /** Writes down what became of a batch that an earlier try meant to remove, by account. */
  Future<Void> settle(Run run, int batch, Map<String, Fate> fates);

  /** Carries out one batch of at most {@link dev.headroom.chat.ChatApi#DELETE_LIMIT}. */
  Future<Result> remove(Run run, List<Removal> batch, Notice notice, RunBook.Terms terms);

  /** How a batch ended. */
  sealed interface Result {

    /** What became of each member is known and written down. */
    record Settled(Map<String, Fate> fates) implements Result {}

    /** Chat refused the batch because of one of its members, or its size: try fewer at a time. */
    record TooMany(Map<String, Fate> fates) implements Result {}

    /** The moment between intent and delete had passed: look again, then try again. */
    record TooLate() implements Result {}

    /** Nobody may be removed now. */
    record Fenced(RunBook.Refusal refusal) implements Result {}

    /** The mode says observe, or this is a plan: nothing was sent. */
    record Withheld() implements Result {}
  }
}
