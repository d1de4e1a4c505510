package dev.headroom.prune;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.Member;
import dev.headroom.chat.Membership;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Removal;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out what became of members whose removal was intended. A success of delete_group_member
 * proves nothing: it has no result for each member [1047/34949].
 */
final class Settlement {

  private Settlement() {}

  /** What became of each as far as it can be seen now; nothing is written. */
  static Future<Map<String, Fate>> look(ChatApi chat, String groupId, List<Removal> removals) {
    List<String> accounts = removals.stream().map(Removal::account).toList();
    return Membership.of(chat, groupId, accounts).map(members -> fates(removals, members));
  }

  private static Map<String, Fate> fates(List<Removal> removals, Map<String, Member> members) {
    Map<String, Fate> fates = new HashMap<>();
    for (Removal removal : removals) {
      Member member = members.get(removal.account());
      if (member == null) {
        fates.put(removal.account(), Fate.REMOVED);
      } else {
        boolean same = removal.joinTime().equals(member.joinTime());
        fates.put(removal.account(), same ? Fate.STAYED : Fate.RETURNED);
      }
    }
    return fates;
  }
}
