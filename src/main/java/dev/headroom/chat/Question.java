package dev.headroom.chat;

import dev.headroom.chat.ChatApi.Deadline;
import dev.headroom.chat.ChatApi.GroupPage;
import dev.headroom.chat.ChatApi.MemberPage;
import dev.headroom.chat.ChatApi.Returning;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * One call as it is wanted: what is asked, and how the reply is read. Here stands what is sent to
 * Chat, in {@link Replies} what comes back.
 *
 * @param groupId the one group that it is about, or null
 * @param count how many groups or members it is for
 * @param errorCode finds the verdict in the reply
 * @param read reads a reply without error
 * @param latest by {@link System#nanoTime()}: later it is not sent any more
 */
record Question<T>(
    Command command,
    String groupId,
    int count,
    JsonObject body,
    ToIntFunction<JsonObject> errorCode,
    Function<JsonObject, T> read,
    OptionalLong latest) {

  private static final JsonArray GROUP_FIELDS =
      JsonArray.of("Type", "MemberNum", "MaxMemberNum", "NextMsgSeq", "LastMsgTime");
  private static final JsonArray SEAT_FIELDS = JsonArray.of("Type", "MemberNum", "MaxMemberNum");
  private static final JsonArray MEMBER_FIELDS =
      JsonArray.of("Role", "JoinTime", "MsgSeq", "MsgFlag", "LastSendMsgTime");

  static Question<Group> group(String groupId, List<String> fields) {
    JsonObject filter = new JsonObject().put("GroupBaseInfoFilter", GROUP_FIELDS);
    if (!fields.isEmpty()) {
      filter.put("AppDefinedDataFilter_Group", new JsonArray(fields));
    }
    JsonObject body =
        new JsonObject().put("GroupIdList", JsonArray.of(groupId)).put("ResponseFilter", filter);
    return of(Command.GET_GROUP_INFO, groupId, 1, body, reply -> Replies.group(reply, groupId))
        .judgedBy(reply -> Replies.groupErrorCode(reply, groupId));
  }

  static Question<List<Group>> groups(List<String> groupIds) {
    String one = groupIds.size() == 1 ? groupIds.get(0) : null;
    JsonObject body =
        new JsonObject()
            .put("GroupIdList", distinct(groupIds))
            .put("ResponseFilter", new JsonObject().put("GroupBaseInfoFilter", SEAT_FIELDS));
    return of(Command.GET_GROUP_INFO, one, groupIds.size(), body, Replies::groups)
        .judgedBy(Replies::groupsErrorCode);
  }

  static Question<MemberPage> members(String groupId, int offset, int limit, List<String> fields) {
    JsonObject body = ofMembers(groupId, fields).put("Limit", limit).put("Offset", offset);
    return of(
        Command.GET_GROUP_MEMBER_INFO,
        groupId,
        limit,
        body,
        reply -> Replies.members(reply, offset));
  }

  static Question<MemberPage> communityMembers(
      String groupId, String next, int limit, List<String> fields) {
    JsonObject body = ofMembers(groupId, fields).put("Limit", limit).put("Next", next);
    return of(Command.GET_GROUP_MEMBER_INFO, groupId, limit, body, Replies::communityMembers);
  }

  static Question<List<Member>> specified(
      String groupId, List<String> accounts, List<String> fields) {
    JsonObject body = ofMembers(groupId, fields).put("Member_List_Account", distinct(accounts));
    return of(
        Command.GET_SPECIFIED_GROUP_MEMBER_INFO,
        groupId,
        accounts.size(),
        body,
        Replies::specified);
  }

  static Question<Void> delete(
      String groupId, List<String> accounts, boolean silence, String reason, Deadline latest) {
    JsonObject body =
        new JsonObject().put("GroupId", groupId).put("MemberToDel_Account", distinct(accounts));
    if (silence) {
      body.put("Silence", 1);
    }
    if (reason != null && !reason.isEmpty()) {
      body.put("Reason", reason);
    }
    Question<Void> question =
        of(Command.DELETE_GROUP_MEMBER, groupId, accounts.size(), body, reply -> null);
    return question.before(latest);
  }

  static Question<Map<String, String>> roles(String groupId, List<String> accounts) {
    JsonObject body =
        new JsonObject().put("GroupId", groupId).put("User_Account", distinct(accounts));
    return of(Command.GET_ROLE_IN_GROUP, groupId, accounts.size(), body, Replies::roles);
  }

  static Question<Map<String, String>> onlineStatus(List<String> accounts) {
    JsonObject body = new JsonObject().put("To_Account", distinct(accounts));
    return of(Command.QUERY_ONLINE_STATUS, null, accounts.size(), body, Replies::onlineStatus);
  }

  static Question<GroupPage> groupPage(long next, int limit) {
    JsonObject body = new JsonObject().put("Limit", limit).put("Next", next);
    return of(Command.GET_APPID_GROUP_LIST, null, limit, body, Replies::groupPage);
  }

  static Question<Map<String, Integer>> importMembers(
      String groupId, List<Returning> members, Deadline latest) {
    JsonArray list = new JsonArray();
    for (Returning member : members) {
      JsonObject item = new JsonObject().put("Member_Account", member.account());
      if (member.joinTime() != null) {
        item.put("JoinTime", member.joinTime().getEpochSecond());
      }
      list.add(item);
    }
    JsonObject body = new JsonObject().put("GroupId", groupId).put("MemberList", list);
    return of(Command.IMPORT_GROUP_MEMBER, groupId, members.size(), body, Replies::results)
        .before(latest);
  }

  static Question<Map<String, Integer>> addMembers(
      String groupId, List<String> accounts, boolean silence, Deadline latest) {
    JsonArray list = new JsonArray();
    accounts.stream()
        .distinct()
        .forEach(account -> list.add(new JsonObject().put("Member_Account", account)));
    JsonObject body =
        new JsonObject()
            .put("GroupId", groupId)
            .put("MemberList", list)
            .put("Silence", silence ? 1 : 0);
    return of(Command.ADD_GROUP_MEMBER, groupId, accounts.size(), body, Replies::results)
        .before(latest);
  }

  /** With the usual verdict and all the time it takes. */
  private static <T> Question<T> of(
      Command command, String groupId, int count, JsonObject body, Function<JsonObject, T> read) {
    return new Question<>(
        command, groupId, count, body, Replies::errorCode, read, OptionalLong.empty());
  }

  private Question<T> judgedBy(ToIntFunction<JsonObject> verdict) {
    return new Question<>(command, groupId, count, body, verdict, read, latest);
  }

  private Question<T> before(Deadline deadline) {
    OptionalLong moment = OptionalLong.of(deadline.nanoTime());
    return new Question<>(command, groupId, count, body, errorCode, read, moment);
  }

  private static JsonObject ofMembers(String groupId, List<String> fields) {
    JsonObject body =
        new JsonObject().put("GroupId", groupId).put("MemberInfoFilter", MEMBER_FIELDS);
    if (!fields.isEmpty()) {
      body.put("AppDefinedDataFilter_GroupMember", new JsonArray(fields));
    }
    return body;
  }

  private static JsonArray distinct(List<String> ids) {
    return new JsonArray(ids.stream().distinct().toList());
  }
}
