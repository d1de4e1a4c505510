package dev.headroom.restore;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatApi.Deadline;
import dev.headroom.chat.ChatApi.Returning;
import dev.headroom.chat.ChatException;
import dev.headroom.chat.ChatException.Kind;
import dev.headroom.chat.Group;
import dev.headroom.chat.Member;
import dev.headroom.chat.Membership;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskStopped;
import dev.headroom.jobs.TaskTime;
import dev.headroom.ledger.RestoreResult;
import dev.headroom.ledger.Returnee;
import dev.headroom.ledger.Returnee.Way;
import dev.headroom.restore.RestoreBook.Verdict;
import dev.headroom.store.Steps;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One try to bring everybody back who waits for a group: some at a time, each call noted before it
 * is sent, and whoever it was about looked at afterwards. So a try that ends anywhere is gone on
 * with by the next, and nobody is counted twice. Lives on the context that calls {@link #run()};
 * used once.
 */
final class RestoreRun {

  /** The longest time between the note of a call and the call: later the lease may be lost. */
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  /** What both ways take in one call. */
  private static final int MOST = Math.min(ChatApi.ADD_LIMIT, ChatApi.IMPORT_LIMIT);

  private static final int MOST_FULL = 5;

  private final RestoreContext context;
  private final Task task;
  private final ChatApi chat;
  private final String groupId;
  private final TaskTime time;
  private final Map<RestoreResult, Integer> counts = new EnumMap<>(RestoreResult.class);
  private Way way = Way.IMPORT;
  private int most = MOST;
  private int timesFull;
  private boolean isFirst = true;

  RestoreRun(RestoreContext context, Task task) {
    this.context = context;
    this.task = task;
    this.chat = context.chat().apply(task.key().sdkAppId());
    this.groupId = task.key().groupId();
    this.time = context.tasks().begin(() -> context.deadline().apply(task.key()));
  }

  /** How many came to which end so far. */
  Map<RestoreResult, Integer> counts() {
    return counts;
  }

  /** Completes when nobody waits any more; fails with what stopped it before. */
  Future<Void> run() {
    return Steps.whileMore(this::round);
  }

  /** False when nobody waits any more. */
  private Future<Boolean> round() {
    time.check();
    return context
        .book()
        .waiting(task, most)
        .compose(
            who ->
                who.isEmpty()
                    ? Future.succeededFuture(false)
                    : round(oncePerAccount(who)).map(done -> true));
  }

  /** Two requests may name one member: whoever comes second is back already, in another round. */
  private static List<Returnee> oncePerAccount(List<Returnee> who) {
    Map<String, Returnee> first = new LinkedHashMap<>();
    who.forEach(each -> first.putIfAbsent(each.account(), each));
    return List.copyOf(first.values());
  }

  /** A call of an earlier try may only now have its effect. */
  private Future<Void> round(List<Returnee> who) {
    boolean wait = isFirst && who.stream().anyMatch(each -> each.way() != null);
    isFirst = false;
    return context
        .tasks()
        .after(wait ? Membership.EFFECT_WINDOW : Duration.ZERO)
        .compose(waited -> settleWhoIsThere(who))
        .compose(absent -> absent.isEmpty() ? Future.succeededFuture() : seat(absent));
  }

  /** Only as many as there are seats: whether an import minds the limit is not documented. */
  private Future<Void> seat(List<Returnee> absent) {
    return chat.group(groupId, List.of())
        .compose(
            group -> {
              int free = free(group);
              return free <= 0
                  ? settle(absent, Verdict.of(RestoreResult.GROUP_FULL))
                  : send(absent.subList(0, Math.min(free, absent.size())));
            });
  }

  private static int free(Group group) {
    return group.maxMemberNum() - group.memberNum();
  }

  private Future<Void> send(List<Returnee> chosen) {
    Way by = way;
    List<Returnee> tried = chosen.stream().map(each -> each.by(by)).toList();
    return call(tried, by)
        .transform(
            sent ->
                sent.succeeded()
                    ? afterAnswer(tried, sent.result())
                    : afterFailure(tried, by, sent.cause()));
  }

  private Future<Map<String, Integer>> call(List<Returnee> tried, Way by) {
    return context
        .book()
        .intend(task, tried, by, context.tasks().timeout())
        .compose(
            noted ->
                noted.isEmpty()
                    ? leaseLost()
                    : call(tried, by, new Deadline(noted.getAsLong() + AT_ONCE.toNanos())));
  }

  private Future<Map<String, Integer>> call(List<Returnee> tried, Way by, Deadline latest) {
    return by == Way.IMPORT
        ? chat.importMembers(
            groupId,
            tried.stream().map(each -> new Returning(each.account(), each.joinTime())).toList(),
            latest)
        : chat.addMembers(groupId, tried.stream().map(Returnee::account).toList(), true, latest);
  }

  private Future<Void> afterAnswer(List<Returnee> tried, Map<String, Integer> results) {
    most = Math.min(MOST, 2 * most);
    return settleWhoIsThere(tried)
        .compose(absent -> settleLate(absent, results))
        .compose(absent -> oneByOne(absent, tried.size() == 1, results));
  }

  /** Who is said to be in, but is not seen yet, gets another moment. */
  private Future<List<Returnee>> settleLate(List<Returnee> absent, Map<String, Integer> results) {
    return absent.stream().anyMatch(each -> ChatRefusal.isIn(results.get(each.account())))
        ? context
            .tasks()
            .after(Membership.EFFECT_WINDOW)
            .compose(waited -> settleWhoIsThere(absent))
        : Future.succeededFuture(absent);
  }

  private Future<Void> oneByOne(
      List<Returnee> absent, boolean wereAlone, Map<String, Integer> results) {
    Future<Void> done = Future.succeededFuture();
    for (Returnee each : absent) {
      Integer result = results.get(each.account());
      boolean isLast = ChatRefusal.isIn(result) || (wereAlone && each.way() == Way.ADD);
      Way next = wereAlone ? Way.ADD : each.way();
      done =
          done.compose(
              before ->
                  isLast ? settle(List.of(each), ChatRefusal.verdict(result)) : alone(each, next));
    }
    return done;
  }

  /** An answer that refuses has no effect later, but may have had some of it. */
  private Future<Void> afterFailure(List<Returnee> tried, Way by, Throwable failure) {
    if (!(failure instanceof ChatException error) || error.notSent()) {
      return Future.failedFuture(failure);
    }
    if (ChatRefusal.isOfCommand(error)) {
      return commandRefused(tried, by, error);
    }
    if (error.kind() == Kind.GROUP_FULL) {
      return full(tried);
    }
    if (!ChatRefusal.isOfMembers(error)) {
      return Future.failedFuture(error);
    }
    most = Math.max(1, tried.size() / 2);
    return settleWhoIsThere(tried)
        .compose(
            absent ->
                tried.size() > 1 || absent.isEmpty()
                    ? Future.succeededFuture()
                    : judgeAlone(absent.get(0), by, ChatRefusal.verdict(error)));
  }

  private Future<Void> commandRefused(List<Returnee> tried, Way by, ChatException error) {
    if (by == Way.IMPORT) {
      way = Way.ADD;
      return Future.succeededFuture();
    }
    return settleWhoIsThere(tried).compose(absent -> settle(absent, ChatRefusal.verdict(error)));
  }

  /** Somebody else may have taken the seats meanwhile; or the plan's limit is below the group's. */
  private Future<Void> full(List<Returnee> tried) {
    return settleWhoIsThere(tried)
        .compose(
            absent ->
                chat.group(groupId, List.of())
                    .compose(
                        group ->
                            free(group) < absent.size() && ++timesFull <= MOST_FULL
                                ? Future.succeededFuture()
                                : settle(absent, Verdict.of(RestoreResult.GROUP_FULL))));
  }

  /** One member by one call, so that a refusal is theirs. */
  private Future<Void> alone(Returnee returnee, Way by) {
    time.check();
    List<Returnee> one = List.of(returnee.by(by));
    return call(one, by)
        .transform(
            sent -> {
              if (sent.succeeded()) {
                Integer result = sent.result().get(returnee.account());
                return settleWhoIsThere(one)
                    .compose(absent -> settleLate(absent, sent.result()))
                    .compose(absent -> judgeIfAbsent(absent, by, ChatRefusal.verdict(result)));
              }
              if (sent.cause() instanceof ChatException error
                  && (ChatRefusal.isOfCommand(error)
                      || ChatRefusal.isOfMembers(error)
                      || error.kind() == Kind.GROUP_FULL)) {
                return settleWhoIsThere(one)
                    .compose(absent -> judgeIfAbsent(absent, by, ChatRefusal.verdict(error)));
              }
              return Future.failedFuture(sent.cause());
            });
  }

  private Future<Void> judgeIfAbsent(List<Returnee> absent, Way by, Verdict verdict) {
    return absent.isEmpty() ? Future.succeededFuture() : judgeAlone(absent.get(0), by, verdict);
  }

  /** An import may be refused for its JoinTime: then the member is added without. */
  private Future<Void> judgeAlone(Returnee returnee, Way by, Verdict verdict) {
    boolean mayAdd =
        by == Way.IMPORT
            && (verdict.result() == RestoreResult.ACCOUNT_GONE
                || verdict.result() == RestoreResult.REFUSED);
    return mayAdd ? alone(returnee, Way.ADD) : settle(List.of(returnee), verdict);
  }

  /** Writes down who is a member now, and returns the others. */
  private Future<List<Returnee>> settleWhoIsThere(List<Returnee> who) {
    return Membership.of(chat, groupId, who.stream().map(Returnee::account).toList())
        .compose(
            there -> {
              Map<Returnee, Verdict> verdicts = new LinkedHashMap<>();
              List<Returnee> absent = new ArrayList<>();
              for (Returnee each : who) {
                Member member = there.get(each.account());
                if (member == null) {
                  absent.add(each);
                } else {
                  verdicts.put(each, Verdict.of(isOurs(each, member)));
                }
              }
              return write(verdicts).map(absent);
            });
  }

  /** Nobody but an import gives the JoinTime of old. */
  private static RestoreResult isOurs(Returnee returnee, Member member) {
    boolean ours =
        returnee.way() == Way.ADD
            || (returnee.way() == Way.IMPORT && returnee.joinTime().equals(member.joinTime()));
    return ours ? RestoreResult.RESTORED : RestoreResult.ALREADY_BACK;
  }

  private Future<Void> settle(List<Returnee> who, Verdict verdict) {
    Map<Returnee, Verdict> verdicts = new LinkedHashMap<>();
    who.forEach(each -> verdicts.put(each, verdict));
    return write(verdicts);
  }

  private Future<Void> write(Map<Returnee, Verdict> verdicts) {
    if (verdicts.isEmpty()) {
      return Future.succeededFuture();
    }
    return context
        .book()
        .settle(task, verdicts)
        .compose(held -> held ? Future.<Void>succeededFuture() : leaseLost())
        .onSuccess(
            written ->
                verdicts.values().forEach(each -> counts.merge(each.result(), 1, Integer::sum)));
  }

  private static <T> Future<T> leaseLost() {
    return Future.failedFuture(
        new TaskStopped(TaskStopped.Why.LEASE_LOST, "the lease is lost or short"));
  }
}
