package dev.headroom.prune;

import dev.headroom.chat.ChatApi.MemberPage;
import dev.headroom.chat.Group;
import dev.headroom.chat.Member;
import dev.headroom.jobs.TaskTime;
import dev.headroom.ledger.Removal;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The members of a run's group, read and ranked: all of them, or those whom a braked run has shown.
 * Lives on the run's context.
 */
final class RankedMembers {

  private final GroupCalls calls;
  private final Group firstLook;
  private final EarlierTries earlier;
  private final Function<List<Group>, Judge> judges;
  private final Spared spared;
  private final TaskTime time;
  private Ranking ranking;

  /**
   * Nobody was read yet.
   *
   * @param firstLook the group as the run has seen it first
   * @param judges make a judge who knows these looks at the group
   * @param capacity of the ranking
   */
  RankedMembers(
      GroupCalls calls,
      Group firstLook,
      EarlierTries earlier,
      Function<List<Group>, Judge> judges,
      int capacity,
      Spared spared,
      TaskTime time) {
    this.calls = calls;
    this.firstLook = firstLook;
    this.earlier = earlier;
    this.judges = judges;
    this.spared = spared;
    this.time = time;
    this.ranking = new Ranking(judges.apply(List.of(firstLook)), capacity, spared);
  }

  Group firstLook() {
    return firstLook;
  }

  Ranking ranking() {
    return ranking;
  }

  /** Who judges the members again after another look at the group. */
  Judge judgeAfter(Group secondLook) {
    return judges.apply(List.of(firstLook, secondLook));
  }

  /**
   * Reads all of them.
   *
   * @param first the first page, if it has been read already
   * @return fails as {@link TaskTime#whyOver} says when the time is over
   */
  Future<Void> readAll(Optional<MemberPage> first) {
    return orWhyOver(
        calls.members(firstLook, first, this::foldPage, () -> time.whyOver().isPresent()));
  }

  /** Reads those whom a braked run has shown, and nobody else. */
  Future<Void> readShown(List<Removal> shown) {
    return orWhyOver(
        calls
            .those(shown.stream().map(Removal::account).toList())
            .map(
                read -> {
                  foldShown(shown, read);
                  return null;
                }));
  }

  /**
   * Reads on when all who were ranked have dropped out: whom there was no room for.
   *
   * @param target how many are still to go
   */
  Future<Void> readOn(int target) {
    // Those whom the judge spares have been counted.
    ranking =
        new Ranking(
            judges.apply(List.of(firstLook)),
            Ranking.capacityFor(target),
            new Spared(spared.names()),
            ranking.firstBeyond());
    return readAll(Optional.empty());
  }

  private Future<Void> orWhyOver(Future<Void> reading) {
    return reading.recover(
        error -> Future.failedFuture(time.whyOver().<Throwable>map(why -> why).orElse(error)));
  }

  private void foldPage(List<Member> page) {
    ranking.fold(page.stream().filter(member -> !isSparedByEarlierTry(member)).toList());
  }

  private boolean isSparedByEarlierTry(Member member) {
    boolean hasRead = earlier.haveMeantReader(member);
    if (hasRead) {
      spared.add(SparingRule.ACTIVE_AGAIN, member.account());
    }
    return hasRead || earlier.haveSeenBack(member.account());
  }

  /** Who was shown, left and came back is somebody else than was shown. */
  private void foldShown(List<Removal> all, List<Member> read) {
    Map<String, Member> there = new HashMap<>();
    read.forEach(member -> there.put(member.account(), member));
    List<Member> same = new ArrayList<>();
    for (Removal shown : all) {
      Member member = there.get(shown.account());
      if (member == null) {
        spared.add(SparingRule.LEFT, shown.account());
      } else if (!shown.joinTime().equals(member.joinTime())
          || earlier.haveSeenBack(shown.account())) {
        spared.add(SparingRule.REJOINED, shown.account());
      } else if (shown.hasReadSince(member.msgSeq())) {
        spared.add(SparingRule.ACTIVE_AGAIN, shown.account());
      } else {
        same.add(member);
      }
    }
    ranking.fold(same);
  }
}
