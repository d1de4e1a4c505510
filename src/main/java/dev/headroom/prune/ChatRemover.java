package dev.headroom.prune;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatApi.Deadline;
import dev.headroom.chat.ChatException;
import dev.headroom.chat.Membership;
import dev.headroom.config.PolicySettings.Notice;
import dev.headroom.jobs.Task;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Really removes: intent first, then the delete at once or not at all, then a look at what became
 * of each member, whatever Chat answered. A delete is never repeated blind: it is sent once for an
 * intent, and who is still there afterwards is read and judged anew.
 */
final class ChatRemover implements Remover {

  /** The longest time between the intent's commit and the delete. */
  static final Duration AT_ONCE = Duration.ofSeconds(1);

  private final RunContext tools;
  private final ChatApi chat;
  private final Task task;
  private final Run run;
  private final Notice notice;
  private final RunBook.Terms terms;
  private final Settlement settlement;

  ChatRemover(
      RunContext tools, ChatApi chat, Task task, Run run, Notice notice, RunBook.Terms terms) {
    this.tools = tools;
    this.chat = chat;
    this.task = task;
    this.run = run;
    this.notice = notice;
    this.terms = terms;
    this.settlement = new Settlement(chat, tools.book());
  }

  @Override
  public Future<Result> remove(List<Removal> batch) {
    return tools
        .book()
        .intend(task, run, batch, terms)
        .compose(
            fence ->
                fence instanceof RunBook.Fence.Open open
                    ? delete(batch, open)
                    : Future.succeededFuture(
                        new Result.Fenced(((RunBook.Fence.Closed) fence).refusal())));
  }

  private Future<Result> delete(List<Removal> batch, RunBook.Fence.Open open) {
    List<String> accounts = batch.stream().map(Removal::account).toList();
    Deadline latest = new Deadline(open.nanoTime() + AT_ONCE.toNanos());
    return chat.delete(run.key().groupId(), accounts, notice.silence(), notice.reason(), latest)
        .transform(
            sent ->
                sent.succeeded() ? settle(batch, open) : afterFailure(batch, open, sent.cause()));
  }

  /** Who is still there after a success may be about to go: taking others then is one too many. */
  private Future<Result> settle(List<Removal> batch, RunBook.Fence.Open open) {
    return settlement
        .look(run, batch)
        .compose(
            fates ->
                fates.containsValue(Fate.STAYED)
                    ? tools
                        .after(Membership.EFFECT_WINDOW)
                        .compose(waited -> settlement.settle(run, open.batch(), batch))
                    : settlement.write(run, open.batch(), fates))
        .map(Result.Settled::new);
  }

  private Future<Result> afterFailure(
      List<Removal> batch, RunBook.Fence.Open open, Throwable failure) {
    if (!(failure instanceof ChatException error)) {
      return Future.failedFuture(failure);
    }
    if (error.notSent()) {
      Map<String, Fate> fates =
          batch.stream().collect(Collectors.toMap(Removal::account, removal -> Fate.NOT_SENT));
      return tools.book().settle(run, open.batch(), fates).map(done -> new Result.TooLate());
    }
    Duration wait = error.uncertain() ? Membership.EFFECT_WINDOW : Duration.ZERO;
    return tools
        .after(wait)
        .compose(waited -> settlement.settle(run, open.batch(), batch))
        .compose(fates -> judge(error, fates));
  }

  /** An error whose effect came all the same is none; otherwise it decides how to go on. */
  private static Future<Result> judge(ChatException error, Map<String, Fate> fates) {
    if (fates.values().stream().allMatch(fate -> fate == Fate.REMOVED)) {
      return Future.succeededFuture(new Result.Settled(fates));
    }
    return switch (error.kind()) {
      case ACCOUNT, TOO_LARGE -> Future.succeededFuture(new Result.TooMany(fates));
      default -> Future.failedFuture(error);
    };
  }
}
