package dev.headroom.sandbox;

import io.vertx.core.Future;
import java.time.Instant;
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
  private final GroupMembers members = new GroupMembers();
  private final MessageNumbers messages;
  private final Map<String, String> fields = new LinkedHashMap<>();
  private String name;
  private int maxMemberNum = 200;
  private long createTime;
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
    this.messages = new MessageNumbers(type != GroupType.CHAT_ROOM);
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
    return change(() -> maxMemberNum = members);
  }

  /** Sets {@code Name}. */
  public SandboxGroup name(String newName) {
    return change(() -> name = Objects.requireNonNull(newName));
  }

  /** Sets {@code CreateTime}. */
  public SandboxGroup created(Instant at) {
    return change(() -> createTime = at.getEpochSecond());
  }

  /** Sets one custom group field ({@code AppDefinedData}). */
  public SandboxGroup field(String key, String value) {
    return change(() -> fields.put(Objects.requireNonNull(key), Objects.requireNonNull(value)));
  }

  /**
   * Whether joins and removals leave a tip that takes a message number. As in Chat they do unless
   * the group is a ChatRoom [1047/33529].
   */
  public SandboxGroup tips(boolean on) {
    return change(() -> messages.tips(on));
  }

  /** Whether {@code Role} is written with a trailing blank for plain members, as in a sample. */
  public SandboxGroup paddedRole(boolean on) {
    return change(() -> paddedRole = on);
  }

  /**
   * Whether {@code LastSendMsgTime} is known; if not it is 0 for everyone. On by default but for a
   * Community, of which the documentation does not promise it.
   */
  public SandboxGroup sendTimes(boolean on) {
    return change(() -> sendTimes = on);
  }

  /** Sets when the newest message was sent, without saying by whom. */
  public SandboxGroup lastMessage(Instant at, long seq) {
    return change(() -> messages.newest(at, seq));
  }

  /**
   * Puts a person in, past the member limit if need be, telling nobody.
   *
   * @throws IllegalStateException if the person is in it already
   */
  public SandboxMember add(String account) {
    synchronized (app.lock()) {
      if (members.has(account)) {
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
    return change(
        () -> {
          for (int i = 1; i <= count; i++) {
            each.accept(add(prefix + i), i);
          }
        });
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
    return app.locked(() -> members.find(account));
  }

  /** True if the person is in the group. */
  public boolean has(String account) {
    return member(account).isPresent();
  }

  /** Accounts of all members in the order they joined. */
  public List<String> accounts() {
    return app.locked(members::accounts);
  }

  /** {@code MemberNum}. */
  public int memberNum() {
    return app.locked(members::size);
  }

  /** {@code MaxMemberNum}. */
  public int maxMemberNum() {
    return app.locked(() -> maxMemberNum);
  }

  /** Seats nobody has; negative if the limit was lowered under the number of members. */
  public int freeSeats() {
    return app.locked(() -> maxMemberNum - members.size());
  }

  /** True if nobody can join any more. */
  public boolean isFull() {
    return app.locked(() -> type.storesMembers() && members.size() >= maxMemberNum);
  }

  /** Every account named in a deletion that was carried out, in order. */
  public List<Deletion> deletions() {
    return app.locked(members::deletions);
  }

  /** The deletions of one person, those while the person was no member included. */
  public List<Deletion> deletionsOf(String account) {
    return app.locked(() -> members.deletionsOf(account));
  }

  /** Accounts that a deletion really took out, in order; one taken out twice is there twice. */
  public List<String> deletedAccounts() {
    return app.locked(members::deletedAccounts);
  }

  // What people do.

  /** A member sends a message. */
  public void speak(String account) {
    change(() -> require(account).spoke(app.clock().instant()));
  }

  /** A member reads everything. */
  public void read(String account) {
    change(() -> require(account).readAll());
  }

  /** A member leaves; nothing happens if the person is not in the group. */
  public void leave(String account) {
    synchronized (app.lock()) {
      if (members.remove(account)) {
        messages.tip();
        app.callbacks().left(this, List.of(account), false, account);
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
    change(() -> require(account).role(MemberRole.ADMIN));
  }

  /** An admin is made a plain member. */
  public void demote(String account) {
    change(() -> require(account).role(MemberRole.MEMBER));
  }

  /** The group is no more. */
  public void disband() {
    change(
        () -> {
          disbanded = true;
          members.clear();
        });
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
      if (members.has(account)) {
        return new Join(Join.Outcome.ALREADY_MEMBER, Optional.empty());
      }
      boolean isIn = !isFull();
      if (isIn && type.storesMembers()) {
        join(List.of(account), false, account);
      }
      return new Join(
          isIn ? Join.Outcome.JOINED : Join.Outcome.REFUSED,
          isFull() ? app.callbacks().groupFull(id, "", platform) : Optional.empty());
    }
  }

  /**
   * Somebody was refused by a full private topic of this Community, which the callback tells by
   * {@code TopicId}.
   */
  public Optional<Future<CallbackReply>> topicFull(String topicId) {
    return app.callbacks().groupFull(id, topicId, "Android");
  }

  // For the rest of the sandbox; the caller holds the lock.

  void join(List<String> accounts, boolean invited, String operator) {
    for (String account : accounts) {
      put(account, app.nowSeconds());
    }
    messages.tip();
    accounts.forEach(account -> require(account).readAll());
    app.callbacks().joined(this, accounts, invited, operator);
  }

  SandboxMember put(String account, long joinTime) {
    app.ensureAccount(account);
    SandboxMember member = new SandboxMember(app, this, account, members.nextOrder(), joinTime);
    members.put(member);
    return member;
  }

  /** Deletes accounts as the REST call does: who is no member counts as deleted; owners stay. */
  void delete(List<String> accounts, boolean silent, String reason, long call) {
    List<String> gone = members.delete(accounts, app.clock().instant(), silent, reason, call);
    if (!gone.isEmpty()) {
      if (!silent) {
        messages.tip();
      }
      app.callbacks().left(this, gone, true, app.identifier());
    }
  }

  void joinedAt(long joinTime) {
    createTime = Math.min(createTime, joinTime);
  }

  GroupMembers members() {
    return members;
  }

  MessageNumbers messages() {
    return messages;
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

  private SandboxGroup change(Runnable what) {
    synchronized (app.lock()) {
      what.run();
      return this;
    }
  }

  private SandboxMember require(String account) {
    return members
        .find(account)
        .orElseThrow(() -> new IllegalStateException(account + " is not in " + id));
  }

  @Override
  public String toString() {
    return type.wireName() + " " + id + " " + memberNum() + "/" + maxMemberNum();
  }
}
