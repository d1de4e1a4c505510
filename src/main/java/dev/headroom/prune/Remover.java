package dev.headroom.prune;

import dev.headroom.config.PolicySettings.Notice;
import dev.headroom.jobs.Task;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Takes members out of the group, or holds that back: the one difference between the modes. */
interface Remover {

  /** Holds every removal back. */
  Remover WITHHOLD = batch -> Future.succeededFuture(new Result.Withheld());

  /** Where a run that may remove members gets its hands from. */
  interface Source {

    /** Hands for that run, which has been read and weighed. */
    Remover of(Task task, Run run, Notice notice, RunBook.Terms terms);
  }

  /** Carries out one batch of at most {@link dev.headroom.chat.ChatApi#DELETE_LIMIT}. */
  Future<Result> remove(List<Removal> batch);

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
