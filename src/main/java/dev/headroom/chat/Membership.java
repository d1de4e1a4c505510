package dev.headroom.chat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is in a group now, told by two calls: the first knows most outsiders, the second is sure. For
 * whoever wants to know what became of a call; futures complete on the caller's context.
 */
public final class Membership {

  /**
   * How long a call that seemed to fail can still take effect: Tencent's own time-out of 3 s
   * [1047/34620] and a second for the way.
   */
  public static final Duration EFFECT_WINDOW = Duration.ofSeconds(4);

  private static final String NOT_MEMBER = "NotMember";

  private Membership() {}

  /**
   * Those of the accounts who are members, by account.
   *
   * @param accounts at most {@link ChatApi#ROLE_LIMIT}
   */
  public static Future<Map<String, Member>> of(
      ChatApi chat, String groupId, List<String> accounts) {
    return chat.roles(groupId, accounts)
        .compose(
            roles -> {
              List<String> there =
                  accounts.stream()
                      .filter(account -> !NOT_MEMBER.equals(roles.get(account)))
                      .toList();
              return specified(chat, groupId, there, List.of());
            })
        .map(
            found -> {
              Map<String, Member> members = new HashMap<>();
              found.forEach(member -> members.put(member.account(), member));
              return members;
            });
  }

  /** get_specified_group_member_info for any number of accounts. */
  public static Future<List<Member>> specified(
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
