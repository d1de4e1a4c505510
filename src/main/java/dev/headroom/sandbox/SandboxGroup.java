package dev.headroom.sandbox;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/**
 * One group. First come methods that describe a group, which tell nobody; then what people do in
 * it, which is stamped by the clock and causes tips and callbacks like the real thing.
 *
 * <p>Safe for all threads: guarded by the lock of its app.
 */
public final class SandboxGroup {
  private final SandboxApp app;
  private final String id;
  private final GroupType type;
  private final long order;
  private final Map<String, SandboxMember> members = new LinkedHashMap<>();
  private final Map<String, String> fields = new LinkedHashMap<>();
  private final List<Deletion> deletions = new ArrayList<>();
  private List<SandboxMember> listed;
  private String name;
  private int maxMemberNum = 200;
  private long createTime;
  private long lastMsgTime;
  private long nextMsgSeq = 1;
  private long membersEver;
  private boolean tips;
  private boolean paddedRole;
  private boolean sendTimes;
  private boolean disbanded;

  SandboxGroup(SandboxApp app, String id, GroupType type, long order) {
    this.app = app;
    this.id = Objects.requireNonNull(id);
    this.type = type;
    this.order = order;
    this.name = id;
    this.createTime = app.nowSeconds();
    this.tips = type != GroupType.CHAT_ROOM;
    this.sendTimes = type != GroupType.COMMUNITY;
  }

  // What the group is.

  /** {@code GroupId}. */
  public String id() {
    return id;
  }

  /** {@code Type}. */
  public GroupType type() {
    return type;
  }

  /** Sets {@code MaxMemberNum}, of which 200 is the default; members already in stay. */
  public SandboxGroup max(int members) {
    synchronized (app.lock()) {
      maxMemberNum = members;
      return this;
    }
  }

  /** Sets {@code Name}. */
  public SandboxGroup name(String newName) {
    synchronized (app.lock()) {
      name = Objects.requireNonNull(newName);
      return this;
    }
  }

  /** Sets {@code CreateTime}. */
  public SandboxGroup created(Instant at) {
    synchronized (app.lock()) {
      createTime = at.getEpochSecond();
      return this;
    }
  }

  /** Sets one custom group field ({@code AppDefinedData}). */
  public SandboxGroup field(String key, String value) {
    synchronized (app.lock()) {
      fields.put(Objects.requireNonNull(key), Objects.requireNonNull(value));
      return this;
    }
  }

  /**
   * Whether joins and removals leave a tip that takes a message number. As in Chat they do unless
   * the group is a ChatRoom [1047/33529].
   */
  public SandboxGroup tips(boolean on) {
    synchronized (app.lock()) {
      tips = on;
      return this;
    }
  }

  /** Whether {@code Role} is written with a trailing blank for plain members, as in a sample. */
  public SandboxGroup paddedRole(boolean on) {
    synchronized (app.lock()) {
      paddedRole = on;
      return this;
    }
  }

  /**
   * Whether {@code LastSendMsgTime} is known; if not it is 0 for everyone. On by default but for a
   * Community, of which the documentation does not promise it.
   */
  public SandboxGroup sendTimes(boolean on) {
    synchronized (app.lock()) {
      sendTimes = on;
      return this;
    }
  }

  /** Sets when the newest message was sent, without saying by whom. */
  public SandboxGroup lastMessage(Instant at, long seq) {
    synchronized (app.lock()) {
      lastMsgTime = at.getEpochSecond();
      nextMsgSeq = seq + 1;
      return this;
    }
  }

  /**
   * Puts a person in, past the member limit if need be, telling nobody.
   *
   * @throws IllegalStateException if the person is in it already
   */
  public SandboxMember add(String account) {
    synchronized (app.lock()) {
      if (members.containsKey(account)) {
        throw new IllegalStateException(account + " is in " + id + " already; use member().");
      }
      return put(account, app.nowSeconds());
    }
  }

  /**
   * Puts in {@code count} people named {@code prefix} and a number from 1.
   *
   * @param each gets every one of them with that number
   */
  public SandboxGroup add(int count, String prefix, ObjIntConsumer<SandboxMember> each) {
    synchronized (app.lock()) {
      for (int i = 1; i <= count; i++) {
        each.accept(add(prefix + i), i);
      }
      return this;
    }
  }

  /** Puts in the owner. */
  public SandboxGroup owner(String account) {
    add(account).role(MemberRole.OWNER);
    return this;
  }

  /** Puts in an admin. */
  public SandboxGroup admin(String account) {
    add(account).role(MemberRole.ADMIN);
    return this;
  }

  /** The member with this account. */
  public Optional<SandboxMember> member(String account) {
    synchronized (app.lock()) {
      return Optional.ofNullable(members.get(account));
    }
  }

  /** True if the person is in the group. */
  public boolean has(String account) {
    return member(account).isPresent();
  }

  /** Accounts of all members in the order they joined. */
  public List<String> accounts() {
    synchronized (app.lock()) {
      return List.copyOf(members.keySet());
    }
  }

  /** {@code MemberNum}. */
  public int memberNum() {
    synchronized (app.lock()) {
      return members.size();
    }
  }

  /** {@code MaxMemberNum}. */
  public int maxMemberNum() {
    synchronized (app.lock()) {
      return maxMemberNum;
    }
  }

  /** Seats nobody has; negative if the limit was lowered under the number of members. */
  public int freeSeats() {
    synchronized (app.lock()) {
      return maxMemberNum - members.size();
    }
  }

  /** True if nobody can join any more. */
  public boolean isFull() {
    synchronized (app.lock()) {
      return type.storesMembers() && members.size() >= maxMemberNum;
    }
  }

  /** Every account named in a deletion that was carried out, in order. */
  public List<Deletion> deletions() {
    synchronized (app.lock()) {
      return List.copyOf(deletions);
    }
  }

  /** The deletions of one person, those while the person was no member included. */
  public List<Deletion> deletionsOf(String account) {
    synchronized (app.lock()) {
      return deletions.stream().filter(each -> each.account().equals(account)).toList();
    }
  }

  /** Accounts that a deletion really took out, in order; one taken out twice is there twice. */
  public List<String> deletedAccounts() {
    synchronized (app.lock()) {
      return deletions.stream().filter(Deletion::wasMember).map(Deletion::account).toList();
    }
  }

  // What people do.

  /** A member sends a message. */
  public void speak(String account) {
    synchronized (app.lock()) {
      require(account).spoke(app.clock().instant());
    }
  }

  /** A member reads everything. */
  public void read(String account) {
    synchronized (app.lock()) {
      require(account).readAll();
    }
  }

  /** A member leaves; nothing happens if the person is not in the group. */
  public void leave(String account) {
    synchronized (app.lock()) {
      if (remove(account)) {
        tip();
        app.sendLeft(this, List.of(account), false, account);
      }
    }
  }

  /** A member leaves, if still there, and tries to come back. */
  public Join rejoin(String account) {
    synchronized (app.lock()) {
      leave(account);
      return tryJoin(account);
    }
  }

  /** A member is made an admin. */
  public void promote(String account) {
    synchronized (app.lock()) {
      require(account).role(MemberRole.ADMIN);
    }
  }

  /** An admin is made a plain member. */
  public void demote(String account) {
    synchronized (app.lock()) {
      require(account).role(MemberRole.MEMBER);
    }
  }

  /** The group is no more. */
  public void disband() {
    synchronized (app.lock()) {
      disbanded = true;
      members.clear();
      listed = null;
    }
  }

  /** A person tries to join with a phone. */
  public Join tryJoin(String account) {
    return tryJoin(account, "Android");
  }

  /**
   * A person tries to join. The callback about a full group follows if this took the last seat, or
   * if there was none left.
   *
   * @param platform {@code OptPlatform} of the callback
   */
  public Join tryJoin(String account, String platform) {
    synchronized (app.lock()) {
      if (members.containsKey(account)) {
        return new Join(Join.Outcome.ALREADY_MEMBER, Optional.empty());
      }
      if (isFull()) {
        return new Join(Join.Outcome.REFUSED, app.sendGroupFull(id, "", platform));
      }
      if (type.storesMembers()) {
        join(List.of(account), false, account);
      }
      return new Join(
          Join.Outcome.JOINED, isFull() ? app.sendGroupFull(id, "", platform) : Optional.empty());
    }
  }

  /**
   * Somebody was refused by a full private topic of this Community, which the callback tells by
   * {@code TopicId}.
   */
  public Optional<Future<CallbackReply>> topicFull(String topicId) {
    return app.sendGroupFull(id, topicId, "Android");
  }

  // For the rest of the sandbox; the caller holds the lock.

  void join(List<String> accounts, boolean invited, String operator) {
    for (String account : accounts) {
      put(account, app.nowSeconds());
    }
    tip();
    accounts.forEach(account -> members.get(account).readAll());
    app.sendJoined(this, accounts, invited, operator);
  }

  SandboxMember put(String account, long joinTime) {
    app.ensureAccount(account);
    SandboxMember member = new SandboxMember(app, this, account, ++membersEver, joinTime);
    members.put(account, member);
    listed = null;
    return member;
  }

  /** Deletes accounts as the REST call does: who is no member counts as deleted; owners stay. */
  void delete(List<String> accounts, boolean silent, String reason, long call) {
    List<String> gone = new ArrayList<>();
    Instant now = app.clock().instant();
    for (String account : accounts) {
      SandboxMember member = members.get(account);
      boolean goes = member != null && member.role() != MemberRole.OWNER;
      if (goes) {
        remove(account);
        gone.add(account);
      }
      if (goes || member == null) {
        deletions.add(new Deletion(account, now, goes, silent, reason, call));
      }
    }
    if (!gone.isEmpty()) {
      if (!silent) {
        tip();
      }
      app.sendLeft(this, gone, true, app.identifier());
    }
  }

  void messageSent(SandboxMember by, long atSeconds) {
    if (atSeconds >= lastMsgTime) {
      lastMsgTime = atSeconds;
      by.msgSeq(nextMsgSeq++);
    }
  }

  void joinedAt(long joinTime) {
    createTime = Math.min(createTime, joinTime);
  }

  /** Members in the order they joined; not to be changed. */
  List<SandboxMember> listed() {
    if (listed == null) {
      listed = List.copyOf(members.values());
    }
    return listed;
  }

  String ownerAccount() {
    return members.values().stream()
        .filter(member -> member.role() == MemberRole.OWNER)
        .map(SandboxMember::account)
        .findFirst()
        .orElse("");
  }

  long newestSeq() {
    return nextMsgSeq - 1;
  }

  long nextMsgSeq() {
    return nextMsgSeq;
  }

  long lastMsgTime() {
    return lastMsgTime;
  }

  long createTime() {
    return createTime;
  }

  String name() {
    return name;
  }

  Map<String, String> fields() {
    return fields;
  }

  long order() {
    return order;
  }

  boolean hasPaddedRole() {
    return paddedRole;
  }

  boolean hasSendTimes() {
    return sendTimes;
  }

  boolean isDisbanded() {
    return disbanded;
  }

  private boolean remove(String account) {
    listed = null;
    return members.remove(account) != null;
  }

  private void tip() {
    if (tips) {
      nextMsgSeq++;
    }
  }

  private SandboxMember require(String account) {
    SandboxMember member = members.get(account);
    if (member == null) {
      throw new IllegalStateException(account + " is not in " + id);
    }
    return member;
  }

  @Override
  public String toString() {
    return type.wireName() + " " + id + " " + memberNum() + "/" + maxMemberNum();
  }
}
