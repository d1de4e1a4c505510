package dev.headroom.prune;

import dev.headroom.chat.Member;
import dev.headroom.chat.Membership;
import dev.headroom.jobs.TaskContext;
import dev.headroom.ledger.OpenRun;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What earlier tries of a run have left that the next one minds. */
final class EarlierTries {

  /** Of a run that begins, or never meant to remove anybody. */
  static final EarlierTries NONE = new EarlierTries(Optional.empty());

  private final Optional<OpenRun> left;
  private final Map<String, Removal> meant;

  EarlierTries(OpenRun left) {
    this(Optional.of(left));
  }

  private EarlierTries(Optional<OpenRun> left) {
    this.left = left;
    this.meant =
        left.stream()
            .flatMap(run -> run.open().stream())
            .flatMap(batch -> batch.removals().stream())
            .collect(Collectors.toMap(Removal::account, each -> each, (first, second) -> first));
  }

  /** Whether there were any. */
  boolean exist() {
    return left.isPresent();
  }

  /** Looks what became of intents whose delete may or may not have been sent. */
  Future<Void> settle(
      Run run, GroupCalls calls, Remover remover, Progress progress, TaskContext tasks) {
    List<OpenRun.Batch> open = left.map(OpenRun::open).orElse(List.of());
    if (open.isEmpty()) {
      return Future.succeededFuture();
    }
    Future<Void> settled = tasks.after(ChatRemover.AT_ONCE.plus(Membership.EFFECT_WINDOW));
    for (OpenRun.Batch batch : open) {
      settled =
          settled
              .compose(done -> calls.fates(batch.removals()))
              .compose(
                  fates ->
                      remover
                          .settle(run, batch.number(), fates)
                          .map(written -> progress.count(fates)))
              .mapEmpty();
    }
    return settled;
  }

  /** Whether they went by another policy. */
  boolean wentByOther(String policyHash) {
    return left.isPresent() && !left.get().run().policy().equals(policyHash);
  }

  /** How many members the run meant to remove altogether. */
  Optional<Integer> planned() {
    return left.map(run -> run.run().planned());
  }

  /** Whether they removed this account, and it came back: then it is somebody else. */
  boolean haveSeenBack(String account) {
    return left.isPresent() && left.get().returned().contains(account);
  }

  /** Whether they meant to remove this member, who has read on since: then the member is here. */
  boolean haveMeantReader(Member member) {
    Removal removal = meant.get(member.account());
    return removal != null && removal.hasReadSince(member.msgSeq());
  }
}
