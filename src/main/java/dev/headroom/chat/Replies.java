package dev.headroom.chat;

import dev.headroom.chat.ChatApi.GroupPage;
import dev.headroom.chat.ChatApi.MemberPage;
import dev.headroom.chat.ChatException.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Reads what Chat replies. Numbers may be written as texts, and what is missing or has no sense is
 * unknown; but a reply that lacks what it exists for is {@link Malformed}.
 */
final class Replies {

  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");

  /** The last second of the year 9999: no time of a group is later. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private Replies() {}

  /** Not a reply of Chat. Tells nothing of what was in it. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  static JsonObject object(Buffer body) {
    try {
      if (Json.decodeValue(body) instanceof JsonObject object) {
        return object;
      }
    } catch (DecodeException e) {
      throw new Malformed("no JSON");
    }
    throw new Malformed("no JSON object");
  }

  /** ErrorCode, the only verdict: ActionStatus can say OK or not, whatever happened. */
  static int errorCode(JsonObject reply) {
    Long code = number(reply.getValue("ErrorCode"));
    if (code == null || code != code.intValue()) {
      throw new Malformed("no ErrorCode");
    }
    return code.intValue();
  }

  /** The ErrorCode of get_group_info: that of the group, if it is there [1047/34961]. */
  static int groupErrorCode(JsonObject reply, String groupId) {
    JsonObject item = groupItem(reply, groupId);
    if (item != null) {
      return errorCode(item);
    }
    int code = errorCode(reply);
    if (code == 0) {
      throw new Malformed("no GroupInfo of the group");
    }
    return code;
  }

  /**
   * The ErrorCode of get_group_info of several groups: that of the reply if there are no groups in
   * it; that of the first group if all have one and it may not be the group's own.
   */
  static int groupsErrorCode(JsonObject reply) {
    List<JsonObject> items = list(reply, "GroupInfo", false);
    if (items.isEmpty()) {
      int code = errorCode(reply);
      if (code == 0) {
        throw new Malformed("no GroupInfo");
      }
      return code;
    }
    int first = 0;
    for (JsonObject item : items) {
      Long code = number(item.getValue("ErrorCode"));
      if (code != null && code == 0) {
        return 0;
      }
      if (code != null && first == 0 && mayPass(ErrorCodes.of(code.intValue()).kind())) {
        first = code.intValue();
      }
    }
    return first;
  }

  private static boolean mayPass(Kind kind) {
    return kind.isOfApp() || kind.isUnclear();
  }

  /** The groups without an ErrorCode of their own; one that cannot be read spoils no other. */
  static List<Group> groups(JsonObject reply) {
    List<Group> groups = new ArrayList<>();
    for (JsonObject item : list(reply, "GroupInfo", true)) {
      String groupId = text(item, "GroupId");
      try {
        if (groupId != null && errorCode(item) == 0) {
          groups.add(group(groupId, item));
        }
      } catch (Malformed unreadable) {
        continue;
      }
    }
    return List.copyOf(groups);
  }

  static Group group(JsonObject reply, String groupId) {
    return group(groupId, groupItem(reply, groupId));
  }

  private static Group group(String groupId, JsonObject item) {
    String type = item == null ? null : text(item, "Type");
    if (type == null || type.isBlank()) {
      throw new Malformed("no Type");
    }
    type = Group.typeOf(type.trim());
    // Nobody counts the members of a live room [1047/33529].
    boolean counted = !Group.AV_CHAT_ROOM.equals(type);
    return new Group(
        groupId,
        type,
        count(item, "MemberNum", counted),
        count(item, "MaxMemberNum", counted),
        number(item.getValue("NextMsgSeq")),
        time(item.getValue("LastMsgTime")),
        fields(item, "AppDefinedData"));
  }

  static MemberPage members(JsonObject reply, int offset) {
    int memberNum = count(reply, "MemberNum", true);
    return new MemberPage(memberNum, memberList(reply, offset < memberNum), "");
  }

  static MemberPage communityMembers(JsonObject reply) {
    String next = nextText(reply.getValue("Next"));
    return new MemberPage(count(reply, "MemberNum", true), memberList(reply, true), next);
  }

  /** Who is no member is left out; when nobody is one, the list may be left out too. */
  static List<Member> specified(JsonObject reply) {
    return memberList(reply, false);
  }

  static Map<String, String> roles(JsonObject reply) {
    Map<String, String> roles = new HashMap<>();
    for (JsonObject item : list(reply, "UserIdList", true)) {
      String role = text(item, "Role");
      if (role != null) {
        roles.put(account(item, "Member_Account"), role.trim());
      }
    }
    return Map.copyOf(roles);
  }

  static Map<String, String> onlineStatus(JsonObject reply) {
    Map<String, String> status = new HashMap<>();
    for (JsonObject item : list(reply, "QueryResult", false)) {
      String value = text(item, "Status");
      // The name of old.
      String known = value == null ? text(item, "State") : value;
      if (known != null) {
        status.put(account(item, "To_Account"), known.trim());
      }
    }
    for (JsonObject item : list(reply, "ErrorList", false)) {
      status.remove(account(item, "To_Account"));
    }
    return Map.copyOf(status);
  }

  static GroupPage groupPage(JsonObject reply) {
    List<String> ids = new ArrayList<>();
    for (JsonObject item : list(reply, "GroupIdList", true)) {
      ids.add(account(item, "GroupId"));
    }
    Long next = number(reply.getValue("Next"));
    boolean more = next != null && next != 0;
    return new GroupPage(List.copyOf(ids), more ? OptionalLong.of(next) : OptionalLong.empty());
  }

  static Map<String, Integer> results(JsonObject reply) {
    Map<String, Integer> results = new HashMap<>();
    for (JsonObject item : list(reply, "MemberList", true)) {
      Long result = number(item.getValue("Result"));
      if (result != null) {
        results.put(account(item, "Member_Account"), result.intValue());
      }
    }
    return Map.copyOf(results);
  }

  private static JsonObject groupItem(JsonObject reply, String groupId) {
    for (JsonObject item : list(reply, "GroupInfo", false)) {
      if (groupId.equals(item.getValue("GroupId"))) {
        return item;
      }
    }
    return null;
  }

  private static List<Member> memberList(JsonObject reply, boolean required) {
    List<Member> members = new ArrayList<>();
    for (JsonObject item : list(reply, "MemberList", required)) {
      String role = text(item, "Role");
      members.add(
          new Member(
              account(item, "Member_Account"),
              role == null ? null : role.trim(),
              timeUnlessZero(item.getValue("JoinTime")),
              time(item.getValue("LastSendMsgTime")),
              number(item.getValue("MsgSeq")),
              text(item, "MsgFlag"),
              fields(item, "AppMemberDefinedData")));
    }
    return List.copyOf(members);
  }

  private static Map<String, String> fields(JsonObject item, String name) {
    Map<String, String> fields = new HashMap<>();
    for (JsonObject field : list(item, name, false)) {
      String key = text(field, "Key");
      Object value = field.getValue("Value");
      if (key != null && value != null) {
        // A text by the documents; dropping another value would drop the protection it stands for.
        fields.put(key, value.toString());
      }
    }
    return fields;
  }

  private static List<JsonObject> list(JsonObject from, String name, boolean required) {
    Object value = from.getValue(name);
    if (value == null && !required) {
      return List.of();
    }
    if (!(value instanceof JsonArray array)) {
      throw new Malformed("no " + name);
    }
    List<JsonObject> items = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      if (!(array.getValue(i) instanceof JsonObject item)) {
        throw new Malformed("something else in " + name);
      }
      items.add(item);
    }
    return items;
  }

  private static String account(JsonObject item, String name) {
    String account = text(item, name);
    if (account == null || account.isEmpty()) {
      throw new Malformed("no " + name);
    }
    return account;
  }

  private static int count(JsonObject from, String name, boolean required) {
    Long value = number(from.getValue(name));
    if (value == null && !required) {
      return 0;
    }
    if (value == null || value < 0 || value > Integer.MAX_VALUE) {
      throw new Malformed("no " + name);
    }
    return value.intValue();
  }

  private static String text(JsonObject from, String name) {
    return from.getValue(name) instanceof String text ? text : null;
  }

  /** An opaque text of up to 18 digits, never to be read as a number; 0 is an end too. */
  private static String nextText(Object value) {
    if (value instanceof String text) {
      return "0".equals(text) ? "" : text;
    }
    Long number = number(value);
    return number == null || number == 0 ? "" : Long.toString(number);
  }

  private static Instant time(Object value) {
    Long seconds = number(value);
    return seconds == null || seconds < 0 || seconds > LAST_SECOND
        ? null
        : Instant.ofEpochSecond(seconds);
  }

  private static Instant timeUnlessZero(Object value) {
    Instant time = time(value);
    return Instant.EPOCH.equals(time) ? null : time;
  }

  /** A whole number, however it is written; null for anything else. */
  private static Long number(Object value) {
    if (value instanceof BigInteger big) {
      return big.bitLength() < Long.SIZE ? big.longValue() : null;
    }
    if (value instanceof Double || value instanceof Float) {
      double real = ((Number) value).doubleValue();
      return real == Math.rint(real) && Math.abs(real) < 1L << 53 ? (Long) (long) real : null;
    }
    if (value instanceof Number number) {
      return number.longValue();
    }
    if (value instanceof String text && WHOLE_NUMBER.matcher(text.trim()).matches()) {
      return Long.parseLong(text.trim());
    }
    return null;
  }
}
