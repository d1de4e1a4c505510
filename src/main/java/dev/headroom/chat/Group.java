package dev.headroom.chat;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A group as get_group_info tells it [1047/34961].
 *
 * @param groupId its GroupId
 * @param type Type by its old name: Private, Public, ChatRoom, AVChatRoom, Community
 * @param memberNum MemberNum
 * @param maxMemberNum MaxMemberNum
 * @param nextMsgSeq NextMsgSeq, or null when it did not come
 * @param lastMsgTime LastMsgTime; {@link #NEVER} = no message yet, null when it did not come
 * @param fields AppDefinedData asked for, by key
 */
public record Group(
    String groupId,
    String type,
    int memberNum,
    int maxMemberNum,
    Long nextMsgSeq,
    Instant lastMsgTime,
    Map<String, String> fields) {

  /** A LastMsgTime of 0: nobody wrote yet. It is not a date of 1970. */
  public static final Instant NEVER = Instant.EPOCH;

  /** Work groups of the SDK. */
  public static final String PRIVATE = "Private";

  /** Ordinary public groups. */
  public static final String PUBLIC = "Public";

  /** Meeting groups of the SDK. */
  public static final String CHAT_ROOM = "ChatRoom";

  /** Live rooms: no member limit, no member list [1047/33529]. */
  public static final String AV_CHAT_ROOM = "AVChatRoom";

  /** Communities, of up to 1,000,000 members. */
  public static final String COMMUNITY = "Community";

  /** The prefix of a Community's GroupId [1047/33529]. */
  public static final String COMMUNITY_PREFIX = "@TGS#_";

  private static final Set<String> ORDINARY = Set.of(PRIVATE, PUBLIC, CHAT_ROOM);

  /** Copies the map. */
  public Group {
    fields = Map.copyOf(fields);
  }

  /** The old name of a type, which is the one on the wire; newer SDKs say Work and Meeting. */
  public static String typeOf(String name) {
    return switch (name) {
      case "Work" -> PRIVATE;
      case "Meeting" -> CHAT_ROOM;
      default -> name;
    };
  }

  /** Whether its members are read by Next and not by Offset: by Type, or by GroupId. */
  public boolean isCommunity() {
    return COMMUNITY.equals(type) || groupId.startsWith(COMMUNITY_PREFIX);
  }

  /** Whether it has a limit of members that matters, and tells of each whether they are active. */
  public boolean isOrdinary() {
    return ORDINARY.contains(type);
  }

  /** Whether no seat is free. */
  public boolean isFull() {
    return memberNum >= maxMemberNum;
  }
}
