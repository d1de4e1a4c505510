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
    return app.locked(() -> role);
  }

  /** {@code JoinTime}, Unix seconds. */
  public long joinTime() {
    return app.locked(() -> joinTime);
  }

  /** {@code LastSendMsgTime}, Unix seconds; 0 if this member never spoke. */
  public long lastSendMsgTime() {
    return app.locked(() -> lastSendMsgTime);
  }

  /** {@code MsgSeq}: number of the newest message that this member has read. */
  public long msgSeq() {
    return app.locked(() -> msgSeq);
  }

  /** Makes this member what it is to be in the group. */
  public SandboxMember role(MemberRole newRole) {
    return change(() -> role = Objects.requireNonNull(newRole));
  }

  /** Sets {@code JoinTime}; a group is never younger than its members. */
  public SandboxMember joined(Instant at) {
    return change(
        () -> {
          joinTime = at.getEpochSecond();
          group.joinedAt(joinTime);
        });
  }

  /**
   * Sets when this member last spoke. The group's {@code LastMsgTime} follows if this is its newest
   * message, which this member has then read, like everyone who is told to have read it later.
   */
  public SandboxMember spoke(Instant at) {
    return change(
        () -> {
          lastSendMsgTime = at.getEpochSecond();
          group.messages().sent(this, lastSendMsgTime);
        });
  }

  /** Sets how far this member has read. */
  public SandboxMember msgSeq(long seq) {
    return change(() -> msgSeq = seq);
  }

  /** This member has read the newest message. */
  public SandboxMember readAll() {
    return change(() -> msgSeq = group.messages().newest());
  }

  /** Sets {@code MsgFlag}, e.g. {@code Discard}. */
  public SandboxMember msgFlag(String flag) {
    return change(() -> msgFlag = Objects.requireNonNull(flag));
  }

  /** Sets {@code MuteUntil}. */
  public SandboxMember mutedUntil(Instant until) {
    return change(() -> muteUntil = until.getEpochSecond());
  }

  /** Sets {@code NameCard}. */
  public SandboxMember nameCard(String name) {
    return change(() -> nameCard = Objects.requireNonNull(name));
  }

  /** Sets one custom member field. */
  public SandboxMember field(String key, String value) {
    return change(() -> fields.put(Objects.requireNonNull(key), Objects.requireNonNull(value)));
  }

  /** Sets whether this person's account is online, in all its groups. */
  public SandboxMember presence(Presence presence) {
    app.setOnline(account, presence);
    return this;
  }

  private SandboxMember change(Runnable what) {
    synchronized (app.lock()) {
      what.run();
      return this;
    }
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
