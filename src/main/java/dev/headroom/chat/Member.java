package dev.headroom.chat;

import java.time.Instant;
import java.util.Map;

/**
 * A member as get_group_member_info and get_specified_group_member_info tell it [1047/34948]. What
 * did not come is null: unknown, never zero.
 *
 * @param account Member_Account
 * @param role Role, trimmed
 * @param joinTime JoinTime
 * @param lastSendMsgTime LastSendMsgTime; {@link #NEVER} = never wrote
 * @param msgSeq MsgSeq: the newest message this member has read
 * @param msgFlag MsgFlag
 * @param fields AppMemberDefinedData asked for, by key
 */
public record Member(
    String account,
    String role,
    Instant joinTime,
    Instant lastSendMsgTime,
    Long msgSeq,
    String msgFlag,
    Map<String, String> fields) {

  /** A LastSendMsgTime of 0: never wrote. It is not a date of 1970. */
  public static final Instant NEVER = Instant.EPOCH;

  /** Role of an ordinary member. */
  public static final String ROLE_MEMBER = "Member";

  /** Role of an administrator of the group. */
  public static final String ROLE_ADMIN = "Admin";

  /** Role of the group's owner. */
  public static final String ROLE_OWNER = "Owner";

  /** Copies the map. */
  public Member {
    fields = Map.copyOf(fields);
  }
}
