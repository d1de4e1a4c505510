package dev.headroom.report;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatException;
import dev.headroom.chat.Group;
import dev.headroom.chat.Member;
import dev.headroom.report.LedgerFigures.Gone;
import dev.headroom.report.LedgerFigures.OfGroup;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * Asks Chat what became of the members in the ledger: who is a member again since when, and who has
 * written. One group after another, one call after another. Lives on the context that is given;
 * used once.
 */
public final class ChatLookup {

  private static final String NOT_MEMBER = "NotMember";

  private final Context context;
  private final LedgerFigures ledger;
  private final LongFunction<ChatApi> chat;
  private final Watcher watcher;
  private final Instant until;
  private final Promise<List<GroupFigures>> end = Promise.promise();
  private final List<GroupFigures> figures = new ArrayList<>();
  private final Iterator<OfGroup> left;
  private volatile String note;

  /** Told how far it has come. */
  @FunctionalInterface
  public interface Watcher {

    /** So many groups of so many were asked for. */
    void reading(long done, long of);
  }

  /** What Chat says of a group: MemberNum, and which of those in the ledger are members. */
  private record Now(Integer members, Map<String, Member> people) {

    static final Now GONE = new Now(null, Map.of());
  }

  /**
   * A lookup that has not begun.
   *
   * @param context where it works; an event loop
   * @param chat by sdkAppId, only for reading; null for an app that cannot be asked
   * @param until the end of the span
   */
  public ChatLookup(
      Context context,
      LedgerFigures ledger,
      LongFunction<ChatApi> chat,
      Watcher watcher,
      Instant until) {
    this.context = context;
    this.ledger = ledger;
    this.chat = chat;
    this.watcher = watcher;
    this.until = until;
    this.left = ledger.groups().iterator();
  }

  /** Asks. Never fails: groups that could not be read are counted as unread. */
  public Future<List<GroupFigures>> run() {
    context.runOnContext(go -> next());
    return end.future();
  }

  /** Asks nothing more: what is left counts as unread. From any thread. */
  public void stop() {
    note = "stopped";
  }

  /** Why Chat was not asked to the end, or null. */
  public String note() {
    return note;
  }

  private void next() {
    watcher.reading(figures.size(), ledger.groups().size());
    if (!left.hasNext()) {
      end.complete(figures);
      return;
    }
    OfGroup group = left.next();
    now(group)
        .onComplete(
            now -> add(figures(group, now, until)),
            failure -> {
              notRead(failure);
              add(figures(group, null, until));
            });
  }

  /** Nothing is nested: a group that is not asked for at all is read at once. */
  private void add(GroupFigures group) {
    figures.add(group);
    context.runOnContext(go -> next());
  }

  private void notRead(Throwable failure) {
    boolean ofGroup = failure instanceof ChatException error && error.kind().sparesOthers();
    if (!ofGroup && note == null) {
      note = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
  }

  /** Null for a group that is not asked for; fails when nothing can be said. */
  private Future<Now> now(OfGroup group) {
    ChatApi api = chat.apply(group.key().sdkAppId());
    if (note != null || api == null || group.key().isTopic()) {
      return Future.succeededFuture(null);
    }
    TreeSet<String> accounts = new TreeSet<>(group.shown().keySet());
    group.gone().forEach(gone -> accounts.add(gone.account()));
    String groupId = group.key().groupId();
    return api.group(groupId, List.of())
        .map(Group::memberNum)
        .compose(
            members ->
                members(api, groupId, new ArrayList<>(accounts), new HashMap<>())
                    .map(people -> new Now(members, people)))
        .recover(
            failure ->
                failure instanceof ChatException error
                        && error.kind() == ChatException.Kind.GROUP_GONE
                    ? Future.succeededFuture(Now.GONE)
                    : Future.failedFuture(failure));
  }

  /** Most are no members: who they are is asked in few large calls, and only of them more. */
  private static Future<Map<String, Member>> members(
      ChatApi api, String groupId, List<String> accounts, Map<String, Member> found) {
    if (accounts.isEmpty()) {
      return Future.succeededFuture(found);
    }
    int part = Math.min(ChatApi.ROLE_LIMIT, accounts.size());
    return api.roles(groupId, accounts.subList(0, part))
        .compose(
            roles ->
                specified(
                    api,
                    groupId,
                    accounts.subList(0, part).stream()
                        .filter(account -> !NOT_MEMBER.equals(roles.get(account)))
                        .toList(),
                    found))
        .compose(read -> members(api, groupId, accounts.subList(part, accounts.size()), found));
  }

  private static Future<Map<String, Member>> specified(
      ChatApi api, String groupId, List<String> accounts, Map<String, Member> found) {
    if (accounts.isEmpty()) {
      return Future.succeededFuture(found);
    }
    int part = Math.min(ChatApi.SPECIFIED_LIMIT, accounts.size());
    return api.specified(groupId, accounts.subList(0, part), List.of())
        .compose(
            members -> {
              members.forEach(member -> found.put(member.account(), member));
              return specified(api, groupId, accounts.subList(part, accounts.size()), found);
            });
  }

  /** The figures of a ledger nobody could ask Chat about. */
  public static List<GroupFigures> ofLedger(LedgerFigures ledger, Instant until) {
    return ledger.groups().stream().map(group -> figures(group, null, until)).toList();
  }

  private static GroupFigures figures(OfGroup group, Now now, Instant until) {
    return group.figures(
        now == null ? null : now.members(), returns(group, now, until), shown(group, now));
  }

  private static GroupFigures.Returns returns(OfGroup group, Now now, Instant until) {
    Map<String, Instant> rejoined = new HashMap<>();
    int back = 0;
    int later = 0;
    int restored = 0;
    int unread = 0;
    int open = 0;
    List<Gone> newestFirst = new ArrayList<>(group.gone());
    Collections.reverse(newestFirst);
    for (Gone gone : newestFirst) {
      // Who was removed again later had come back before that.
      Instant again = rejoined.put(gone.account(), gone.joinTime());
      Member member = now == null ? null : now.people().get(gone.account());
      if (again == null && member != null) {
        again = member.joinTime();
      }
      if (again != null && again.equals(gone.joinTime())) {
        restored++;
      } else if (again != null) {
        if (again.isAfter(gone.at().plus(Report.REGRET))) {
          later++;
        } else {
          back++;
        }
      } else if (now == null) {
        unread++;
      } else if (gone.at().plus(Report.REGRET).isAfter(until)) {
        open++;
      }
    }
    return new GroupFigures.Returns(group.gone().size(), back, later, restored, unread, open);
  }

  private static GroupFigures.Shown shown(OfGroup group, Now now) {
    int people = group.shown().size();
    if (now == null) {
      return new GroupFigures.Shown(people, 0, 0, people);
    }
    int active = 0;
    int gone = 0;
    for (Map.Entry<String, Instant> person : group.shown().entrySet()) {
      Member member = now.people().get(person.getKey());
      if (member == null) {
        gone++;
      } else if (isAfter(member.lastSendMsgTime(), person.getValue())
          || isAfter(member.joinTime(), person.getValue())) {
        active++;
      }
    }
    return new GroupFigures.Shown(people, active, gone, 0);
  }

  private static boolean isAfter(Instant time, Instant shownAt) {
    return time != null && time.isAfter(shownAt);
  }
}
