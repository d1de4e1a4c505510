package dev.headroom.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls that change who is in a group, or how many can be. The caller holds the app's lock. */
final class MemberChanges {
  private static final int MOST_DELETED = 100;
  private static final int MOST_ADDED = 300;
  private static final int FAILED = 0;
  private static final int ADDED = 1;
  private static final int MEMBER_ALREADY = 2;

  private final SandboxApp app;

  MemberChanges(SandboxApp app) {
    this.app = app;
  }

  /** {@code delete_group_member} [1047/34949]: success says nothing about anybody. */
  JsonObject delete(Arguments body) throws ChatError {
    body.only("GroupId", "MemberToDel_Account", "Silence", "Reason");
    SandboxGroup group = GroupIds.named(app, body);
    if (!group.type().storesMembers()) {
      throw body.refused(Breach.Rule.GROUP_TYPE, 10004, "an AVChatRoom has no members to delete");
    }
    List<String> accounts = body.ids("MemberToDel_Account", MOST_DELETED);
    boolean silent = body.number("Silence", 0, 1).orElse(0) == 1;
    String reason = body.optionalText("Reason").orElse("");
    for (String account : accounts) {
      noteProtected(body, group, account);
    }
    group.delete(List.copyOf(new LinkedHashSet<>(accounts)), silent, reason, body.callNumber());
    return new JsonObject();
  }

  private void noteProtected(Arguments body, SandboxGroup group, String account) {
    if (account.equals(app.identifier())) {
      body.note(Breach.Rule.PROTECTED_MEMBER, account + " is the app administrator");
    }
    Optional<SandboxMember> member = group.member(account);
    if (member.isPresent() && member.get().role() != MemberRole.MEMBER) {
      body.note(
          Breach.Rule.PROTECTED_MEMBER,
          account + " is " + member.get().role().wireName() + " of " + group.id());
    }
  }

  /** {@code add_group_member} [1047/34921]: all of those who are new, or 10014. */
  JsonObject add(Arguments body) throws ChatError {
    body.only("GroupId", "MemberList", "Silence");
    SandboxGroup group = GroupIds.withMembers(app, body);
    body.number("Silence", 0, 1);
    Map<String, Integer> results = new LinkedHashMap<>();
    List<String> fresh = new ArrayList<>();
    for (Arguments member : body.objects("MemberList", MOST_ADDED)) {
      member.only("Member_Account");
      String account = member.text("Member_Account");
      results.put(account, sort(body, group, account, results, fresh));
    }
    if (fresh.size() > group.freeSeats()) {
      app.callbacks().groupFull(group.id(), "", "RESTAPI");
      throw new ChatError(10014, "the group is full");
    }
    if (!fresh.isEmpty()) {
      group.join(fresh, true, app.identifier());
      if (group.isFull()) {
        app.callbacks().groupFull(group.id(), "", "RESTAPI");
      }
    }
    return listed(results);
  }

  /**
   * {@code import_group_member} [1047/34969]: nobody is told, and JoinTime is kept. The
   * documentation leaves open whether the member limit holds; here it does.
   */
  JsonObject importMembers(Arguments body) throws ChatError {
    body.only("GroupId", "MemberList");
    SandboxGroup group = GroupIds.withMembers(app, body);
    Map<String, Integer> results = new LinkedHashMap<>();
    List<String> fresh = new ArrayList<>();
    List<Arguments> imported = new ArrayList<>();
    for (Arguments member : body.objects("MemberList", MOST_ADDED)) {
      member.only("Member_Account", "Role", "JoinTime", "UnreadMsgNum");
      String account = member.text("Member_Account");
      int result = sort(body, group, account, results, fresh);
      if (result == ADDED && !hasPossibleJoinTime(member, group)) {
        fresh.remove(account);
        result = FAILED;
      }
      if (result == ADDED) {
        imported.add(member);
      }
      results.put(account, result);
    }
    if (imported.size() > group.freeSeats()) {
      throw new ChatError(10014, "the group is full");
    }
    for (Arguments member : imported) {
      importOne(group, member);
    }
    return listed(results);
  }

  private boolean hasPossibleJoinTime(Arguments member, SandboxGroup group) throws ChatError {
    long joinTime = member.number("JoinTime", 0, Long.MAX_VALUE).orElse(app.nowSeconds());
    if (joinTime >= group.createTime() && joinTime <= app.nowSeconds()) {
      return true;
    }
    member.note(Breach.Rule.BAD_VALUE, "JoinTime is not between the making of the group and now");
    return false;
  }

  private void importOne(SandboxGroup group, Arguments member) throws ChatError {
    Optional<String> role = member.optionalText("Role");
    if (role.isPresent() && !role.get().equals("Admin")) {
      throw member.refused(Breach.Rule.BAD_VALUE, 10004, "Role can be Admin only");
    }
    long joinTime = member.number("JoinTime", 0, Long.MAX_VALUE).orElse(app.nowSeconds());
    long unread = member.number("UnreadMsgNum", 0, Integer.MAX_VALUE).orElse(0);
    SandboxMember imported = group.put(member.text("Member_Account"), joinTime);
    imported.msgSeq(Math.max(0, group.messages().newest() - unread));
    if (role.isPresent()) {
      imported.role(MemberRole.ADMIN);
    }
  }

  /** {@code modify_group_base_info} [1047/34962]; of the fields only two are kept. */
  JsonObject modify(Arguments body) throws ChatError {
    body.only(
        "GroupId",
        "Name",
        "Introduction",
        "Notification",
        "FaceUrl",
        "MaxMemberNum",
        "ApplyJoinOption",
        "InviteJoinOption",
        "MuteAllMember",
        "AppDefinedData");
    SandboxGroup group = GroupIds.named(app, body);
    long max = body.number("MaxMemberNum", 1, Integer.MAX_VALUE).orElse(group.maxMemberNum());
    if (group.type().storesMembers()) {
      if (max > app.planMaxFor(group.type())) {
        throw new ChatError(10038, "MaxMemberNum is more than the plan allows");
      }
      group.max((int) max);
    }
    body.optionalText("Name").ifPresent(group::name);
    return new JsonObject();
  }

  private int sort(
      Arguments body,
      SandboxGroup group,
      String account,
      Map<String, Integer> results,
      List<String> fresh) {
    if (results.containsKey(account)) {
      body.note(Breach.Rule.DUPLICATE_ACCOUNT, account + " is named twice");
      return results.get(account);
    }
    if (group.member(account).isPresent()) {
      return MEMBER_ALREADY;
    }
    if (app.presenceOf(account) == Presence.UNKNOWN_ACCOUNT) {
      return FAILED;
    }
    fresh.add(account);
    return ADDED;
  }

  private static JsonObject listed(Map<String, Integer> results) throws ChatError {
    if (results.values().stream().allMatch(result -> result == FAILED)) {
      throw new ChatError(10019, "none of the accounts can be added");
    }
    JsonArray list = new JsonArray();
    results.forEach(
        (account, result) ->
            list.add(new JsonObject().put("Member_Account", account).put("Result", result)));
    return new JsonObject().put("MemberList", list);
  }
}
