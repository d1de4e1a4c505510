package dev.headroom.restore;

import dev.headroom.chat.ChatException;
import dev.headroom.chat.ChatException.Kind;
import dev.headroom.ledger.RestoreResult;
import dev.headroom.restore.RestoreBook.Verdict;
import java.util.Set;

/** What Chat's refusals mean for people who are to come back [1047/34348]. */
final class ChatRefusal {

  /** No permission or wrong type of group; switched off for the app; not in the plan. */
  private static final Set<Integer> NO_COMMAND = Set.of(10007, 10026, 10059);

  private static final Set<Integer> NO_ACCOUNT = Set.of(10019, 70107, 90048);
  private static final int TOO_MANY_GROUPS = 10037;

  private static final int ADDED = 1;
  private static final int MEMBER_ALREADY = 2;
  private static final int WAITS_FOR_APPROVAL = 3;

  private ChatRefusal() {}

  /** Whether the command cannot be had for this group: another one perhaps can. */
  static boolean isOfCommand(ChatException error) {
    return NO_COMMAND.contains(error.code());
  }

  /** Whether some of the members may be to blame: fewer at a time will tell. */
  static boolean isOfMembers(ChatException error) {
    return error.kind() == Kind.ACCOUNT
        || error.kind() == Kind.TOO_LARGE
        || error.kind() == Kind.REFUSED
        || error.kind() == Kind.UNDOCUMENTED;
  }

  /** Whether the Result of a member says that they are in the group [1047/34921]. */
  static boolean isIn(Integer result) {
    return result != null && (result == ADDED || result == MEMBER_ALREADY);
  }

  /** What an error means for the one member it is about. */
  static Verdict verdict(ChatException error) {
    return new Verdict(result(error), error.getMessage());
  }

  private static RestoreResult result(ChatException error) {
    if (NO_ACCOUNT.contains(error.code())) {
      return RestoreResult.ACCOUNT_GONE;
    }
    if (error.code() == TOO_MANY_GROUPS) {
      return RestoreResult.TOO_MANY_GROUPS;
    }
    return switch (error.kind()) {
      case GROUP_FULL -> RestoreResult.GROUP_FULL;
      case GROUP_GONE -> RestoreResult.GROUP_GONE;
      default -> RestoreResult.REFUSED;
    };
  }

  /** What the Result means for a member who is not in the group all the same. */
  static Verdict verdict(Integer result) {
    String detail = "Chat gave no reason";
    if (isIn(result)) {
      detail = "Chat said that the member was added, but the group does not have them";
    } else if (result != null && result == WAITS_FOR_APPROVAL) {
      detail = "waits for the member's or an administrator's approval";
    }
    return new Verdict(RestoreResult.REFUSED, detail);
  }
}
