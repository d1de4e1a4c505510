package dev.headroom.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Calls that read groups. The caller holds the app's lock. */
final class GroupReads {
  private static final int MOST_GROUPS = 50;
  private static final int MOST_SPECIFIED = 50;
  private static final int MOST_ROLES = 500;
  private static final int PAGE = 100;
  private static final int MOST_LIMIT = 6000;
  private static final int MOST_LISTED_GROUPS = 10_000;

  /** Makes {@code Next} of members larger than 2^53, as in the samples. */
  private static final long MEMBER_CURSOR = 144_115_265_000_000_000L;

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
  private static final Set<String> MEMBER_FIELDS =
      Set.of(
          "Role",
          "JoinTime",
          "MsgSeq",
          "MsgFlag",
          "LastSendMsgTime",
          "MuteUntil",
          "NameCard",
          "OnlineStatus");
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
  private static final Set<String> ROLES = Set.of("Owner", "Admin", "Member");

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
        SandboxGroup group = group(id);
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
            .put("Owner_Account", group.ownerAccount())
            .put("CreateTime", group.createTime())
            .put("InfoSeq", 1)
            .put("LastInfoTime", group.createTime())
            .put("LastMsgTime", group.lastMsgTime())
            .put("NextMsgSeq", group.nextMsgSeq())
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
      JsonArray members = new JsonArray();
      group.listed().forEach(member -> members.add(wanted.members().show(app, group, member)));
      info.put("MemberList", members);
    }
  }

  /** {@code get_group_member_info} [1047/34948]. */
  JsonObject memberInfo(Arguments body) throws ChatError {
    body.only(
        "GroupId",
        "MemberInfoFilter",
        "MemberRoleFilter",
        "AppDefinedDataFilter_GroupMember",
        "Limit",
        "Offset",
        "Next");
    SandboxGroup group = groupWithMembers(body);
    MemberFilter shown = memberFilter(body);
    Optional<Set<String>> roles = body.filter("MemberRoleFilter", ROLES);
    List<SandboxMember> all =
        roles.isEmpty()
            ? group.listed()
            : group.listed().stream()
                .filter(member -> roles.get().contains(member.role().wireName()))
                .toList();
    OptionalLong limit = body.number("Limit", 0, MOST_LIMIT);
    if (limit.orElse(0) > PAGE) {
      body.note(Breach.Rule.LIMIT, "Limit is " + limit.getAsLong() + ", more than 100");
    }
    JsonObject answer = new JsonObject().put("MemberNum", group.memberNum());
    JsonArray page = new JsonArray();
    if (group.type() == GroupType.COMMUNITY) {
      answer.put("Next", communityPage(body, group, all, limit, shown, page));
    } else {
      offsetPage(body, group, all, limit, shown, page);
    }
    return answer.put("MemberList", page);
  }

  private void offsetPage(
      Arguments body,
      SandboxGroup group,
      List<SandboxMember> all,
      OptionalLong limit,
      MemberFilter shown,
      JsonArray page)
      throws ChatError {
    if (body.has("Next")) {
      body.note(Breach.Rule.NEXT_ELSEWHERE, "Next is for Communities only");
    }
    long offset = body.number("Offset", 0, Integer.MAX_VALUE).orElse(0);
    long end = limit.isEmpty() ? all.size() : Math.min(all.size(), offset + limit.getAsLong());
    for (long i = offset; i < end; i++) {
      page.add(shown.show(app, group, all.get((int) i)));
    }
  }

  private String communityPage(
      Arguments body,
      SandboxGroup group,
      List<SandboxMember> all,
      OptionalLong limit,
      MemberFilter shown,
      JsonArray page)
      throws ChatError {
    if (body.has("Offset")) {
      body.note(Breach.Rule.OFFSET_ON_COMMUNITY, "a Community has no Offset");
    }
    if (limit.orElse(0) > PAGE) {
      throw new ChatError(10004, "Limit of a Community is 100 at most");
    }
    long size = limit.isPresent() && limit.getAsLong() > 0 ? limit.getAsLong() : PAGE;
    long after = memberCursor(body);
    // The cursor is the place of the last one shown in the order of joining, so that nobody is
    // skipped when others go in between.
    for (SandboxMember member : all) {
      if (member.order() > after) {
        if (page.size() == size) {
          return Long.toString(MEMBER_CURSOR + after);
        }
        page.add(shown.show(app, group, member));
        after = member.order();
      }
    }
    return "";
  }

  private static long memberCursor(Arguments body) throws ChatError {
    String next = body.optionalText("Next").orElse("");
    if (next.isEmpty()) {
      return 0;
    }
    try {
      long after = Long.parseLong(next) - MEMBER_CURSOR;
      if (after > 0) {
        return after;
      }
    } catch (NumberFormatException noNumber) {
      // Refused below like a number that we never gave.
    }
    throw body.refused(Breach.Rule.BAD_VALUE, 10004, "Next was not given by this backend");
  }

  /** {@code get_specified_group_member_info} [1047/64897]; who is no member is left out. */
  JsonObject specifiedMemberInfo(Arguments body) throws ChatError {
    body.only(
        "GroupId", "Member_List_Account", "MemberInfoFilter", "AppDefinedDataFilter_GroupMember");
    SandboxGroup group = groupWithMembers(body);
    List<String> accounts = body.ids("Member_List_Account", MOST_SPECIFIED);
    MemberFilter shown = memberFilter(body);
    JsonArray list = new JsonArray();
    for (String account : accounts) {
      group.member(account).ifPresent(member -> list.add(shown.show(app, group, member)));
    }
    return new JsonObject().put("MemberNum", group.memberNum()).put("MemberList", list);
  }

  private static MemberFilter memberFilter(Arguments body) throws ChatError {
    Optional<Set<String>> names = body.filter("MemberInfoFilter", MEMBER_FIELDS);
    Optional<Set<String>> fields = body.filter("AppDefinedDataFilter_GroupMember", Set.of());
    return names.isEmpty() && fields.isEmpty()
        ? MemberFilter.everything()
        : MemberFilter.of(names.orElse(MEMBER_FIELDS), fields);
  }

  /** {@code get_role_in_group} [1047/34963]. */
  JsonObject roles(Arguments body) throws ChatError {
    body.only("GroupId", "User_Account");
    SandboxGroup group = groupWithMembers(body);
    JsonArray list = new JsonArray();
    for (String account : body.ids("User_Account", MOST_ROLES)) {
      String role =
          group.member(account).map(member -> member.role().wireName()).orElse("NotMember");
      list.add(new JsonObject().put("Member_Account", account).put("Role", role));
    }
    return new JsonObject().put("UserIdList", list);
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

  /** The group that {@code GroupId} names, of a type that stores members. */
  private SandboxGroup groupWithMembers(Arguments body) throws ChatError {
    SandboxGroup group = group(body.text("GroupId"));
    if (!group.type().storesMembers()) {
      throw body.refused(Breach.Rule.GROUP_TYPE, 10007, "an AVChatRoom stores no members");
    }
    return group;
  }

  private SandboxGroup group(String id) throws ChatError {
    return GroupIds.find(app, id);
  }
}
