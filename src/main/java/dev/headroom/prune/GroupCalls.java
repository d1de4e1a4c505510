package dev.headroom.prune;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatApi.MemberPage;
import dev.headroom.chat.Group;
import dev.headroom.chat.Member;
import dev.headroom.chat.MemberPages;
import dev.headroom.chat.Membership;
import dev.headroom.config.PruneSettings;
import dev.headroom.event.GroupKey;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Removal;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What a run asks Chat of its group, with the fields that the policies need. Only reads. */
final class GroupCalls {

  private final ChatApi chat;
  private final String groupId;
  private final List<String> groupFields;
  private final List<String> memberFields;

  GroupCalls(ChatApi chat, GroupKey key, PruneSettings settings) {
    this.chat = chat;
    this.groupId = key.groupId();
    this.groupFields = settings.groupFields(key.sdkAppId());
    this.memberFields = settings.memberFields(key.sdkAppId());
  }

  /** The group with its fields. */
  Future<Group> group() {
    return chat.group(groupId, groupFields);
  }

  /** The group without them: how many seats are taken. */
  Future<Group> seats() {
    return chat.group(groupId, List.of());
  }

  /**
   * The first page of its members. One that fails is read again by the paging, which reports it.
   */
  Future<Optional<MemberPage>> firstPage() {
    return chat.members(groupId, 0, ChatApi.PAGE_LIMIT, memberFields)
        .map(Optional::of)
        .otherwise(Optional.empty());
  }

  /** All members, page by page: see {@link MemberPages#read}. */
  Future<Void> members(
      Group group,
      Optional<MemberPage> first,
      Consumer<List<Member>> fold,
      BooleanSupplier cancelled) {
    return MemberPages.read(chat, group, first, memberFields, fold, cancelled);
  }

  /** Those of the accounts who are members, as they are now. */
  Future<List<Member>> those(List<String> accounts) {
    return Membership.specified(chat, groupId, accounts, memberFields);
  }

  /** Status by account. */
  Future<Map<String, String>> onlineStatus(List<String> accounts) {
    return chat.onlineStatus(accounts);
  }

  /** What became of members whose removal was intended. */
  Future<Map<String, Fate>> fates(List<Removal> removals) {
    return Settlement.look(chat, groupId, removals);
  }

  /** How far our clock is from Chat's; empty when that is not known. */
  Optional<Duration> clockSkew() {
    return chat.clockSkew();
  }
}
