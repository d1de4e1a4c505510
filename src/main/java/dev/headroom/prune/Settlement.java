package dev.headroom.prune;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.Member;
import dev.headroom.event.Fate;
import dev.headroom.event.Removal;
import dev.headroom.event.Run;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds out what became of members whose removal was intended, and writes it down. A success of
 * delete_group_member proves nothing: it has no result for each member [1047/34949].
 */
final class Settlement {

  /**
   * How long a call that seemed to fail can still take effect: Tencent's own time-out of 3 s
   * [1047/34620] and a second for the way.
   */
  static final Duration EFFECT_WINDOW = Duration.ofSeconds(4);

  private static final String NOT_MEMBER = "NotMember";

  private final ChatApi chat;
  private final RunBook book;

  Settlement(ChatApi chat, RunBook book) {
    this.chat = chat;
    this.book = book;
  }

  /** Looks at them now and writes down what became of each. */
  Future<Map<String, Fate>> settle(Run run, int batch, List<Removal> removals) {
    return look(run, removals).compose(fates -> write(run, batch, fates));
  }

  /** What became of each as far as it can be seen now; nothing is written. */
  Future<Map<String, Fate>> look(Run run, List<Removal> removals) {
    String groupId = run.key().groupId();
    List<String> accounts = removals.stream().map(Removal::account).toList();
    return chat.roles(groupId, accounts)
        .compose(
            roles -> {
              List<String> there =
                  accounts.stream()
                      .filter(account -> !NOT_MEMBER.equals(roles.get(account)))
                      .toList();
              return specified(chat, groupId, there, List.of());
            })
        .map(members -> fates(removals, members));
  }

  /** Writes down what became of each. */
  Future<Map<String, Fate>> write(Run run, int batch, Map<String, Fate> fates) {
    return book.settle(run, batch, fates).map(fates);
  }

  private static Map<String, Fate> fates(List<Removal> removals, List<Member> stillThere) {
    Map<String, Member> byAccount =
        stillThere.stream()
            .collect(Collectors.toMap(Member::account, Function.identity(), (one, same) -> one));
    Map<String, Fate> fates = new HashMap<>();
    for (Removal removal : removals) {
      Member member = byAccount.get(removal.account());
      if (member == null) {
        fates.put(removal.account(), Fate.REMOVED);
      } else {
        boolean same = removal.joinTime().equals(member.joinTime());
        fates.put(removal.account(), same ? Fate.STAYED : Fate.RETURNED);
      }
    }
    return fates;
  }

  /** get_specified_group_member_info for any number of accounts. */
  static Future<List<Member>> specified(
      ChatApi chat, String groupId, List<String> accounts, List<String> fields) {
    List<Future<List<Member>>> calls = new ArrayList<>();
    for (int from = 0; from < accounts.size(); from += ChatApi.SPECIFIED_LIMIT) {
      int to = Math.min(from + ChatApi.SPECIFIED_LIMIT, accounts.size());
      calls.add(chat.specified(groupId, accounts.subList(from, to), fields));
    }
    return Future.all(calls)
        .map(all -> calls.stream().flatMap(call -> call.result().stream()).toList());
  }
}
