package dev.headroom.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which fields of a member are shown.
 *
 * @param names built-in fields, empty for all
 * @param fields custom fields, empty for all
 */
record MemberFilter(Optional<Set<String>> names, Optional<Set<String>> fields) {

  static MemberFilter everything() {
    return new MemberFilter(Optional.empty(), Optional.empty());
  }

  /** Custom fields that nobody named stay out. */
  static MemberFilter of(Set<String> names, Optional<Set<String>> fields) {
    return new MemberFilter(Optional.of(names), Optional.of(fields.orElse(Set.of())));
  }

  /** The members as the wire shows them. The caller holds the app's lock. */
  JsonArray show(SandboxApp app, SandboxGroup group, List<SandboxMember> members) {
    JsonArray list = new JsonArray();
    members.forEach(member -> list.add(show(app, group, member)));
    return list;
  }

  private JsonObject show(SandboxApp app, SandboxGroup group, SandboxMember member) {
    JsonObject shown = new JsonObject().put("Member_Account", member.account());
    put(shown, "Role", role(group, member));
    put(shown, "JoinTime", member.joinTime());
    put(shown, "MsgSeq", member.msgSeq());
    put(shown, "MsgFlag", member.msgFlag());
    put(shown, "LastSendMsgTime", group.hasSendTimes() ? member.lastSendMsgTime() : 0L);
    put(shown, "MuteUntil", member.muteUntil());
    put(shown, "NameCard", member.nameCard());
    if (app.hasOnlineStatusInMemberList()) {
      put(shown, "OnlineStatus", app.presenceOf(member.account()).wireName());
    }
    JsonArray custom = KeyValues.of(member.fields(), fields);
    if (!custom.isEmpty()) {
      shown.put("AppMemberDefinedData", custom);
    }
    return shown;
  }

  private static String role(SandboxGroup group, SandboxMember member) {
    boolean padded = group.hasPaddedRole() && member.role() == MemberRole.MEMBER;
    return padded ? "Member " : member.role().wireName();
  }

  private void put(JsonObject shown, String name, Object value) {
    if (names.isEmpty() || names.get().contains(name)) {
      shown.put(name, value);
    }
  }
}
