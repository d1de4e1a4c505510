package dev.headroom.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Calls that read groups as a whole. The caller holds the app's lock. */
final class GroupReads {
  private static final int MOST_GROUPS = 50;
  private static final int MOST_LISTED_GROUPS = 10_000;

  private static final long GROUP_CURSOR = 4_454_000_000L;

  private static final Set<String> BASE_FIELDS =
      Set.of(
          "Type",
          "Name",
          "Appid",
          "Introduction",
          "Notification",
          "FaceUrl",
          "Owner_Account",
          "CreateTime",
          "InfoSeq",
          "LastInfoTime",
          "LastMsgTime",
          "NextMsgSeq",
          "MemberNum",
          "MaxMemberNum",
          "ApplyJoinOption",
          "InviteJoinOption",
          "MuteAllMember");
  private static final Set<String> MEMBER_FIELDS_OF_INFO =
      Set.of(
          "Account",
          "Member_Account",
          "Role",
          "JoinTime",
          "MsgSeq",
          "MsgFlag",
          "LastSendMsgTime",
          "MuteUntil",
          "NameCard");

  private final SandboxApp app;

  GroupReads(SandboxApp app) {
    this.app = app;
  }

  /** {@code get_group_info} [1047/34961]: every group has its own verdict. */
  JsonObject groupInfo(Arguments body) throws ChatError {
    body.only("GroupIdList", "ResponseFilter");
    List<String> ids = body.ids("GroupIdList", MOST_GROUPS);
    Optional<Arguments> filter = body.object("ResponseFilter");
    InfoFilter wanted = infoFilter(body, filter);
    JsonArray infos = new JsonArray();
    for (String id : ids) {
      JsonObject info = new JsonObject().put("GroupId", id);
      try {
        SandboxGroup group = GroupIds.find(app, id);
        info.put("ErrorCode", 0).put("ErrorInfo", "");
        describe(group, wanted, info);
      } catch (ChatError unknown) {
        info.put("ErrorCode", unknown.code()).put("ErrorInfo", unknown.getMessage());
      }
      infos.add(info);
    }
    return new JsonObject().put("GroupInfo", infos);
  }

  private record InfoFilter(
      Optional<Set<String>> base, Optional<Set<String>> groupFields, MemberFilter members) {}

  private InfoFilter infoFilter(Arguments body, Optional<Arguments> filter) throws ChatError {
    if (filter.isEmpty()) {
      body.note(Breach.Rule.NO_FILTER, "without ResponseFilter every member is listed");
      return new InfoFilter(Optional.empty(), Optional.empty(), MemberFilter.everything());
    }
    Arguments given = filter.get();
    given.only(
        "GroupBaseInfoFilter",
        "MemberInfoFilter",
        "AppDefinedDataFilter_Group",
        "AppDefinedDataFilter_GroupMember");
    Optional<Set<String>> members = given.filter("MemberInfoFilter", MEMBER_FIELDS_OF_INFO);
    Optional<Set<String>> memberFields = given.filter("AppDefinedDataFilter_GroupMember", Set.of());
    return new InfoFilter(
        given.filter("GroupBaseInfoFilter", BASE_FIELDS),
        Optional.of(given.filter("AppDefinedDataFilter_Group", Set.of()).orElse(Set.of())),
        members.map(names -> MemberFilter.of(names, memberFields)).orElse(null));
  }

  private void describe(SandboxGroup group, InfoFilter wanted, JsonObject info) {
    JsonObject base =
        new JsonObject()
            .put("Type", group.type().wireName())
            .put("Name", group.name())
            .put("Appid", app.sdkAppId())
            .put("Introduction", "")
            .put("Notification", "")
            .put("FaceUrl", "")
            .put("Owner_Account", group.members().ownerAccount())
            .put("CreateTime", group.createTime())
            .put("InfoSeq", 1)
            .put("LastInfoTime", group.createTime())
            .put("LastMsgTime", group.messages().lastTime())
            .put("NextMsgSeq", group.messages().next())
            .put("MaxMemberNum", group.maxMemberNum())
            .put("ApplyJoinOption", "FreeAccess")
            .put("InviteJoinOption", "FreeAccess")
            .put("MuteAllMember", "Off");
    if (group.type().storesMembers()) {
      base.put("MemberNum", group.memberNum());
    }
    for (String field : base.fieldNames()) {
      if (wanted.base().isEmpty() || wanted.base().get().contains(field)) {
        info.put(field, base.getValue(field));
      }
    }
    JsonArray fields = KeyValues.of(group.fields(), wanted.groupFields());
    if (!fields.isEmpty()) {
      info.put("AppDefinedData", fields);
    }
    if (wanted.members() != null && group.type().storesMembers()) {
      info.put("MemberList", wanted.members().show(app, group, group.members().listed()));
    }
  }

  /** {@code get_appid_group_list} [1047/34960]. */
  JsonObject groupList(Arguments body) throws ChatError {
    body.only("Limit", "Next", "GroupType");
    long limit = body.number("Limit", 1, MOST_LISTED_GROUPS).orElse(MOST_LISTED_GROUPS);
    long next = body.number("Next", 0, Long.MAX_VALUE).orElse(0);
    long after = next == 0 ? 0 : next - GROUP_CURSOR;
    Optional<String> type = body.optionalText("GroupType");
    List<SandboxGroup> fitting =
        app.groups().stream()
            .filter(group -> !group.isDisbanded())
            .filter(group -> type.isEmpty() || type.get().equals(group.type().wireName()))
            .sorted(Comparator.comparingLong(SandboxGroup::order))
            .toList();
    JsonArray list = new JsonArray();
    long last = after;
    boolean more = false;
    for (SandboxGroup group : fitting) {
      if (group.order() > after) {
        if (list.size() == limit) {
          more = true;
          break;
        }
        list.add(new JsonObject().put("GroupId", group.id()));
        last = group.order();
      }
    }
    return new JsonObject()
        .put("TotalCount", fitting.size())
        .put("GroupIdList", list)
        .put("Next", more ? GROUP_CURSOR + last : 0);
  }
}
