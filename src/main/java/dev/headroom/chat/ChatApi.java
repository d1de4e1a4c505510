package dev.headroom.chat;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The Chat REST API of one app. Calls never block; they wait for the call budget, sign themselves
 * and repeat what may be repeated. Futures fail with {@link ChatException} only, and complete on
 * the caller's context. A delete is sent at most once a call. Empty lists are answered at once,
 * without a call; a list over its limit is the caller's mistake: {@link IllegalArgumentException}.
 */
public interface ChatApi {

  /** The most accounts of one delete [1047/34949]. */
  int DELETE_LIMIT = 100;

  /** The most accounts of one get_specified_group_member_info [1047/64897]. */
  int SPECIFIED_LIMIT = 50;

  /** The most accounts of one get_role_in_group [1047/34963]. */
  int ROLE_LIMIT = 500;

  /** The most accounts of one query_online_status [1047/35477]. */
  int ONLINE_LIMIT = 500;

  /** The most people of one import_group_member [1047/34969]. */
  int IMPORT_LIMIT = 300;

  /** The most people of one add_group_member, by Tencent's page of limits [1047/34381]. */
  int ADD_LIMIT = 100;

  /** The most groups of one get_group_info [1047/34961]. */
  int GROUP_INFO_LIMIT = 50;

  /** The most groups of one get_appid_group_list [1047/34960]. */
  int GROUPS_LIMIT = 10_000;

  /** Members asked for at once: Limit [1047/34948]. */
  int PAGE_LIMIT = 100;

  /**
   * get_group_info of one group.
   *
   * @param fields custom group fields to read, may be empty
   */
  Future<Group> group(String groupId, List<String> fields);

  /**
   * get_group_info of several groups, for their seats only: NextMsgSeq, LastMsgTime and custom
   * fields do not come.
   *
   * @return groups that have an ErrorCode of their own, or cannot be read, are missing; fails when
   *     not one can be told, for a reason that is not the groups'
   */
  Future<List<Group>> groups(List<String> groupIds);

  /**
   * get_group_member_info by Offset; not for a Community.
   *
   * @param fields custom member fields to read, may be empty
   */
  Future<MemberPage> members(String groupId, int offset, int limit, List<String> fields);

  /**
   * get_group_member_info by Next; only for a Community.
   *
   * @param next an empty text at first, then {@link MemberPage#next}
   */
  Future<MemberPage> communityMembers(String groupId, String next, List<String> fields);

  /**
   * get_group_member_info by Next with a smaller page, for when {@link #PAGE_LIMIT} members are too
   * much for one reply. Without an own way to do it, the page is as large as always.
   *
   * @param limit members at most, 1 to {@link #PAGE_LIMIT}
   */
  default Future<MemberPage> communityMembers(
      String groupId, String next, int limit, List<String> fields) {
    return communityMembers(groupId, next, fields);
  }

  /** get_specified_group_member_info; who is not a member any more is missing. */
  Future<List<Member>> specified(String groupId, List<String> accounts, List<String> fields);

  /**
   * delete_group_member, sent once, after a wait for the budget.
   *
   * @param latest when this passes before the call is on its way, it is not sent, and the future
   *     fails with {@link ChatException#notSent()}
   */
  Future<Void> delete(
      String groupId, List<String> accounts, boolean silence, String reason, Deadline latest);

  /** get_role_in_group: roles by account, trimmed; NotMember for outsiders. */
  Future<Map<String, String>> roles(String groupId, List<String> accounts);

  /** query_online_status: Status by account; accounts with an error or no answer are missing. */
  Future<Map<String, String>> onlineStatus(List<String> accounts);

  /** get_appid_group_list: a page of all groups; next 0 at first. */
  Future<GroupPage> groups(long next, int limit);

  /**
   * import_group_member: brings people back quietly; Result by account [1047/34969].
   *
   * @param latest as for a delete
   */
  Future<Map<String, Integer>> importMembers(
      String groupId, List<Returning> members, Deadline latest);

  /**
   * add_group_member: brings people back, with callbacks; Result by account [1047/34921].
   *
   * @param latest as for a delete
   */
  Future<Map<String, Integer>> addMembers(
      String groupId, List<String> accounts, boolean silence, Deadline latest);

  /**
   * Whether other groups of the app are answered, after a failure that {@link
   * ChatException.Kind#isUnclear() may be the group's or the app's}: true = it is the group's own.
   * May take a look at another group. Never fails.
   */
  default Future<Boolean> othersAreWell(String groupId) {
    return Future.succeededFuture(true);
  }

  /**
   * Whether a failure is the whole app's: then none of its groups can be helped for a while. It is
   * the group's own otherwise. Never fails.
   */
  static Future<Boolean> isOfApp(ChatApi chat, String groupId, ChatException error) {
    return error.kind().isUnclear()
        ? chat.othersAreWell(groupId).map(areWell -> !areWell)
        : Future.succeededFuture(error.kind().isOfApp());
  }

  /** Whether any call that was sent after that moment of monotonic time was answered well. */
  default boolean answeredSince(long nanoTime) {
    return false;
  }

  /**
   * How far our clock is ahead of Chat's, by the Date of the newest replies; empty when they do not
   * tell, or none has come yet.
   */
  Optional<Duration> clockSkew();

  /**
   * A page of members.
   *
   * @param memberNum MemberNum: of the whole group
   * @param members the page
   * @param next Community only: where to go on, empty at the end
   */
  record MemberPage(int memberNum, List<Member> members, String next) {}

  /**
   * A page of groups.
   *
   * @param groupIds the page
   * @param next where to go on; empty at the end
   */
  record GroupPage(List<String> groupIds, OptionalLong next) {}

  /** A member who comes back with the JoinTime of old. */
  record Returning(String account, Instant joinTime) {}

  /** A moment of monotonic time. */
  record Deadline(long nanoTime) {

    /** So far from now. */
    public static Deadline in(Duration time) {
      return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Whether it has passed. */
    public boolean hasPassed() {
      return System.nanoTime() - nanoTime > 0;
    }
  }
}
