package dev.headroom.chat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A Chat API that can only be read through: whatever changes something at Tencent is refused. */
public final class ReadingChat implements ChatApi {

  private final ChatApi chat;

  /** Reads through that one. */
  public ReadingChat(ChatApi chat) {
    this.chat = Objects.requireNonNull(chat, "chat");
  }

  @Override
  public Future<Group> group(String groupId, List<String> fields) {
    return chat.group(groupId, fields);
  }

  @Override
  public Future<List<Group>> groups(List<String> groupIds) {
    return chat.groups(groupIds);
  }

  @Override
  public Future<MemberPage> members(String groupId, int offset, int limit, List<String> fields) {
    return chat.members(groupId, offset, limit, fields);
  }

  @Override
  public Future<MemberPage> communityMembers(String groupId, String next, List<String> fields) {
    return chat.communityMembers(groupId, next, fields);
  }

  @Override
  public Future<MemberPage> communityMembers(
      String groupId, String next, int limit, List<String> fields) {
    return chat.communityMembers(groupId, next, limit, fields);
  }

  @Override
  public Future<List<Member>> specified(
      String groupId, List<String> accounts, List<String> fields) {
    return chat.specified(groupId, accounts, fields);
  }

  @Override
  public Future<Void> delete(
      String groupId, List<String> accounts, boolean silence, String reason, Deadline latest) {
    return refused(Command.DELETE_GROUP_MEMBER);
  }

  @Override
  public Future<Map<String, String>> roles(String groupId, List<String> accounts) {
    return chat.roles(groupId, accounts);
  }

  @Override
  public Future<Map<String, String>> onlineStatus(List<String> accounts) {
    return chat.onlineStatus(accounts);
  }

  @Override
  public Future<GroupPage> groups(long next, int limit) {
    return chat.groups(next, limit);
  }

  @Override
  public Future<Map<String, Integer>> importMembers(
      String groupId, List<Returning> members, Deadline latest) {
    return refused(Command.IMPORT_GROUP_MEMBER);
  }

  @Override
  public Future<Map<String, Integer>> addMembers(
      String groupId, List<String> accounts, boolean silence, Deadline latest) {
    return refused(Command.ADD_GROUP_MEMBER);
  }

  @Override
  public Future<Boolean> othersAreWell(String groupId) {
    return chat.othersAreWell(groupId);
  }

  @Override
  public boolean answeredSince(long nanoTime) {
    return chat.answeredSince(nanoTime);
  }

  @Override
  public Optional<Duration> clockSkew() {
    return chat.clockSkew();
  }

  private static <T> Future<T> refused(Command command) {
    return Future.failedFuture(
        new IllegalStateException(command.wireName() + " changes something, this one only reads"));
  }
}
