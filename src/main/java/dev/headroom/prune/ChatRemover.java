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

  private final RunContext context;
  private final RunBook book;
  private final Task task;
  private final ChatApi chat;
  private final String groupId;

  /** The Chat API is asked for at once, like the run's own: who watches knows whose it is. */
  ChatRemover(RunContext context, RunBook book, Task task) {
    this.context = context;
    this.book = book;
    this.task = task;
    this.chat = context.chat().apply(task.key().sdkAppId());
    this.groupId = task.key().groupId();
  }

  @Override
  public boolean withholds() {
    return false;
  }

  @Override
  public Future<Void> settle(Run run, int batch, Map<String, Fate> fates) {
    return book.settle(run, batch, fates);
  }

  @Override
  public Future<Result> remove(Run run, List<Removal> batch, Notice notice, RunBook.Terms terms) {
    return book.intend(task, run, batch, terms)
        .compose(
            fence ->
                fence instanceof RunBook.Fence.Open open
                    ? delete(new Intent(run, batch, open), notice)
                    : Future.succeededFuture(
                        new Result.Fenced(((RunBook.Fence.Closed) fence).refusal())));
  }

  /** A batch whose removal is committed to. */
  private record Intent(Run run, List<Removal> batch, RunBook.Fence.Open open) {}

  private Future<Result> delete(Intent intent, Notice notice) {
    List<String> accounts = intent.batch().stream().map(Removal::account).toList();
    Deadline latest = new Deadline(intent.open().nanoTime() + AT_ONCE.toNanos());
    return chat.delete(groupId, accounts, notice.silence(), notice.reason(), latest)
        .transform(
            sent -> sent.succeeded() ? afterSuccess(intent) : afterFailure(intent, sent.cause()));
  }

  /** Who is still there after a success may be about to go: taking others then is one too many. */
  private Future<Result> afterSuccess(Intent intent) {
    return look(intent)
        .compose(
            fates ->
                fates.containsValue(Fate.STAYED)
                    ? lookLater(intent, Membership.EFFECT_WINDOW)
                    : write(intent, fates))
        .map(Result.Settled::new);
  }

  private Future<Result> afterFailure(Intent intent, Throwable failure) {
    if (!(failure instanceof ChatException error)) {
      return Future.failedFuture(failure);
    }
    if (error.notSent()) {
      Map<String, Fate> fates =
          intent.batch().stream()
              .collect(Collectors.toMap(Removal::account, removal -> Fate.NOT_SENT));
      return write(intent, fates).map(done -> new Result.TooLate());
    }
    return lookLater(intent, error.uncertain() ? Membership.EFFECT_WINDOW : Duration.ZERO)
        .compose(fates -> judge(error, fates));
  }

  private Future<Map<String, Fate>> look(Intent intent) {
    return Settlement.look(chat, groupId, intent.batch());
  }

  private Future<Map<String, Fate>> lookLater(Intent intent, Duration wait) {
    return context
        .tasks()
        .after(wait)
        .compose(waited -> look(intent))
        .compose(fates -> write(intent, fates));
  }

  private Future<Map<String, Fate>> write(Intent intent, Map<String, Fate> fates) {
    return settle(intent.run(), intent.open().batch(), fates).map(fates);
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
