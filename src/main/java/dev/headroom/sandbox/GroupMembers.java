package dev.headroom.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members of one group in the order they joined, and who was deleted from it. The caller holds
 * the app's lock.
 */
final class GroupMembers {

  private final Map<String, SandboxMember> members = new LinkedHashMap<>();
  private final List<Deletion> deletions = new ArrayList<>();
  private List<SandboxMember> listed;
  private long ever;

  Optional<SandboxMember> find(String account) {
    return Optional.ofNullable(members.get(account));
  }

  boolean has(String account) {
    return members.containsKey(account);
  }

  int size() {
    return members.size();
  }

  List<String> accounts() {
    return List.copyOf(members.keySet());
  }

  /** In the order they joined; not to be changed. */
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

  /** The place of the next one who joins: one more than anybody ever had. */
  long nextOrder() {
    return ever + 1;
  }

  void put(SandboxMember member) {
    ever = member.order();
    members.put(member.account(), member);
    listed = null;
  }

  /** Whether the person was a member. */
  boolean remove(String account) {
    listed = null;
    return members.remove(account) != null;
  }

  void clear() {
    listed = null;
    members.clear();
  }

  /**
   * Deletes accounts as the REST call does: who is no member counts as deleted; owners stay.
   *
   * @return who was a member and is none any more
   */
  List<String> delete(List<String> accounts, Instant at, boolean silent, String reason, long call) {
    List<String> gone = new ArrayList<>();
    for (String account : accounts) {
      SandboxMember member = members.get(account);
      boolean goes = member != null && member.role() != MemberRole.OWNER;
      if (goes) {
        remove(account);
        gone.add(account);
      }
      if (goes || member == null) {
        deletions.add(new Deletion(account, at, goes, silent, reason, call));
      }
    }
    return gone;
  }

  /** Every account named in a deletion that was carried out, in order. */
  List<Deletion> deletions() {
    return List.copyOf(deletions);
  }

  /** Those of one person, those while the person was no member included. */
  List<Deletion> deletionsOf(String account) {
    return deletions.stream().filter(each -> each.account().equals(account)).toList();
  }

  /** Accounts that a deletion really took out, in order; one taken out twice is there twice. */
  List<String> deletedAccounts() {
    return deletions.stream().filter(Deletion::wasMember).map(Deletion::account).toList();
  }
}
