package dev.headroom.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Calls that read the members of one group. The caller holds the app's lock. */
final class MemberReads {
  private static final int MOST_SPECIFIED = 50;
  private static final int MOST_ROLES = 500;
  private static final int PAGE = 100;
  private static final int MOST_LIMIT = 6000;

  /** Makes {@code Next} larger than 2^53, as in the samples. */
  private static final long CURSOR = 144_115_265_000_000_000L;

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
  private static final Set<String> ROLES = Set.of("Owner", "Admin", "Member");

  private final SandboxApp app;

  MemberReads(SandboxApp app) {
    this.app = app;
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
    SandboxGroup group = GroupIds.withMembers(app, body);
    MemberFilter shown = memberFilter(body);
    Optional<Set<String>> roles = body.filter("MemberRoleFilter", ROLES);
    List<SandboxMember> all =
        roles.isEmpty()
            ? group.members().listed()
            : group.members().listed().stream()
                .filter(member -> roles.get().contains(member.role().wireName()))
                .toList();
    OptionalLong limit = body.number("Limit", 0, MOST_LIMIT);
    if (limit.orElse(0) > PAGE) {
      body.note(Breach.Rule.LIMIT, "Limit is " + limit.getAsLong() + ", more than 100");
    }
    JsonObject answer = new JsonObject().put("MemberNum", group.memberNum());
    List<SandboxMember> page;
    if (group.type() == GroupType.COMMUNITY) {
      page = communityPage(body, all, limit);
      answer.put("Next", next(all, page));
    } else {
      page = offsetPage(body, all, limit);
    }
    return answer.put("MemberList", shown.show(app, group, page));
  }

  private static List<SandboxMember> offsetPage(
      Arguments body, List<SandboxMember> all, OptionalLong limit) throws ChatError {
    if (body.has("Next")) {
      body.note(Breach.Rule.NEXT_ELSEWHERE, "Next is for Communities only");
    }
    long offset = body.number("Offset", 0, Integer.MAX_VALUE).orElse(0);
    return all.stream().skip(offset).limit(limit.orElse(all.size())).toList();
  }

  private static List<SandboxMember> communityPage(
      Arguments body, List<SandboxMember> all, OptionalLong limit) throws ChatError {
    if (body.has("Offset")) {
      body.note(Breach.Rule.OFFSET_ON_COMMUNITY, "a Community has no Offset");
    }
    if (limit.orElse(0) > PAGE) {
      throw new ChatError(10004, "Limit of a Community is 100 at most");
    }
    long size = limit.orElse(0) > 0 ? limit.getAsLong() : PAGE;
    long after = cursor(body);
    return all.stream().filter(member -> member.order() > after).limit(size).toList();
  }

  /**
   * The place of the last one shown in the order of joining, so that nobody is skipped when others
   * go in between; empty after the last one.
   */
  private static String next(List<SandboxMember> all, List<SandboxMember> page) {
    if (page.isEmpty()) {
      return "";
    }
    long last = page.get(page.size() - 1).order();
    return all.get(all.size() - 1).order() == last ? "" : Long.toString(CURSOR + last);
  }

  private static long cursor(Arguments body) throws ChatError {
    String next = body.optionalText("Next").orElse("");
    if (next.isEmpty()) {
      return 0;
    }
    try {
      long after = Long.parseLong(next) - CURSOR;
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
    SandboxGroup group = GroupIds.withMembers(app, body);
    List<String> accounts = body.ids("Member_List_Account", MOST_SPECIFIED);
    MemberFilter shown = memberFilter(body);
    List<SandboxMember> found =
        accounts.stream().map(group::member).flatMap(Optional::stream).toList();
    return new JsonObject()
        .put("MemberNum", group.memberNum())
        .put("MemberList", shown.show(app, group, found));
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
    SandboxGroup group = GroupIds.withMembers(app, body);
    JsonArray list = new JsonArray();
    for (String account : body.ids("User_Account", MOST_ROLES)) {
      String role =
          group.member(account).map(member -> member.role().wireName()).orElse("NotMember");
      list.add(new JsonObject().put("Member_Account", account).put("Role", role));
    }
    return new JsonObject().put("UserIdList", list);
  }
}
