package dev.headroom.sandbox;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One member of a group. Setters return the member, so that a test can describe a person in one
 * line. Safe for all threads: guarded by the lock of its app.
 */
public final class SandboxMember {
  private final SandboxApp app;
  private final SandboxGroup group;
  private final String account;
  private final long order;
  private MemberRole role = MemberRole.MEMBER;
  private long joinTime;
  private long lastSendMsgTime;
  private long msgSeq;
  private long muteUntil;
  private String msgFlag = "AcceptAndNotify";
  private String nameCard = "";
  private final Map<String, String> fields = new LinkedHashMap<>();

  SandboxMember(SandboxApp app, SandboxGroup group, String account, long order, long joinTime) {
    this.app = app;
    this.group = group;
    this.account = account;
    this.order = order;
    this.joinTime = joinTime;
  }

  /** The account; never changes. */
  public String account() {
    return account;
  }

  /** {@code Role}. */
  public MemberRole role() {
    synchronized (app.lock()) {
      return role;
    }
  }

  /** {@code JoinTime}, Unix seconds. */
  public long joinTime() {
    synchronized (app.lock()) {
      return joinTime;
    }
  }

  /** {@code LastSendMsgTime}, Unix seconds; 0 if this member never spoke. */
  public long lastSendMsgTime() {
    synchronized (app.lock()) {
      return lastSendMsgTime;
    }
  }

  /** {@code MsgSeq}: number of the newest message that this member has read. */
  public long msgSeq() {
    synchronized (app.lock()) {
      return msgSeq;
    }
  }

  /** Makes this member what it is to be in the group. */
  public SandboxMember role(MemberRole newRole) {
    synchronized (app.lock()) {
      role = Objects.requireNonNull(newRole);
      return this;
    }
  }

  /** Sets {@code JoinTime}; a group is never younger than its members. */
  public SandboxMember joined(Instant at) {
    synchronized (app.lock()) {
      joinTime = at.getEpochSecond();
      group.joinedAt(joinTime);
      return this;
    }
  }

  /**
   * Sets when this member last spoke. The group's {@code LastMsgTime} follows if this is its newest
   * message, which this member has then read, like everyone who is told to have read it later.
   */
  public SandboxMember spoke(Instant at) {
    synchronized (app.lock()) {
      lastSendMsgTime = at.getEpochSecond();
      group.messageSent(this, lastSendMsgTime);
      return this;
    }
  }

  /** Sets how far this member has read. */
  public SandboxMember msgSeq(long seq) {
    synchronized (app.lock()) {
      msgSeq = seq;
      return this;
    }
  }

  /** This member has read the newest message. */
  public SandboxMember readAll() {
    synchronized (app.lock()) {
      msgSeq = group.newestSeq();
      return this;
    }
  }

  /** Sets {@code MsgFlag}, e.g. {@code Discard}. */
  public SandboxMember msgFlag(String flag) {
    synchronized (app.lock()) {
      msgFlag = Objects.requireNonNull(flag);
      return this;
    }
  }

  /** Sets {@code MuteUntil}. */
  public SandboxMember mutedUntil(Instant until) {
    synchronized (app.lock()) {
      muteUntil = until.getEpochSecond();
      return this;
    }
  }

  /** Sets {@code NameCard}. */
  public SandboxMember nameCard(String name) {
    synchronized (app.lock()) {
      nameCard = Objects.requireNonNull(name);
      return this;
    }
  }

  /** Sets one custom member field. */
  public SandboxMember field(String key, String value) {
    synchronized (app.lock()) {
      fields.put(Objects.requireNonNull(key), Objects.requireNonNull(value));
      return this;
    }
  }

  /** Sets whether this person's account is online, in all its groups. */
  public SandboxMember presence(Presence presence) {
    app.setOnline(account, presence);
    return this;
  }

  long order() {
    return order;
  }

  long muteUntil() {
    return muteUntil;
  }

  String msgFlag() {
    return msgFlag;
  }

  String nameCard() {
    return nameCard;
  }

  Map<String, String> fields() {
    return fields;
  }

  @Override
  public String toString() {
    return account + " (" + role() + " of " + group.id() + ")";
  }
}
