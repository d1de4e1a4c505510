package dev.headroom.sweep;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.Group;
import dev.headroom.chat.GroupPages;
import dev.headroom.config.PolicySettings;
import dev.headroom.config.PruneSettings;
import dev.headroom.config.SweepSettings.Act;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.sweep.SweepBook.Standing;
import dev.headroom.sweep.SweepStatus.Finding;
import dev.headroom.sweep.SweepStatus.State;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One search: reads the list of an app's groups page by page, looks at their seats, some at a time,
 * and asks for room in full ones. One call follows another; in memory is the page in hand. Lives on
 * the context that calls {@link #run()}; used once.
 */
final class SweepPass {

  private static final Logger LOG = LoggerFactory.getLogger(SweepPass.class);

  private final long sdkAppId;
  private final ChatApi chat;
  private final SweepBook book;
  private final PruneSettings policies;
  private final Act act;
  private final Predicate<String> hasCalled;
  private final BooleanSupplier stopping;
  private final Runnable asks;
  private final Clock clock;

  private final Instant startedAt;
  private final List<Finding> findings = new ArrayList<>();
  private long groups;
  private long full;
  private long asked;
  private long lookedAfter;
  private long unknown;
  private long unread;
  private volatile SweepStatus status;

  /**
   * A search that has not begun.
   *
   * @param chat only for this, so that others keep their budget
   * @param hasCalled whether a group is known to have called though the book may not know it
   * @param stopping asked before each call: true ends the search
   * @param asks run each time room has been asked for
   */
  SweepPass(
      long sdkAppId,
      ChatApi chat,
      SweepBook book,
      PruneSettings policies,
      Act act,
      Predicate<String> hasCalled,
      BooleanSupplier stopping,
      Runnable asks,
      Clock clock) {
    this.sdkAppId = sdkAppId;
    this.chat = chat;
    this.book = book;
    this.policies = policies;
    this.act = act;
    this.hasCalled = hasCalled;
    this.stopping = stopping;
    this.asks = asks;
    this.clock = clock;
    this.startedAt = clock.instant();
    this.status = status(State.RUNNING, null, null);
  }

  /** How far it has come. May be asked from any thread. */
  SweepStatus status() {
    return status;
  }

  /** Searches; fails with what ended it early. */
  Future<SweepStatus> run() {
    return GroupPages.read(chat, this::mayBePruned, this::take, stopping)
        .transform(
            ended -> {
              String failure = ended.failed() ? words(ended.cause()) : null;
              status = status(ended.failed() ? State.FAILED : State.DONE, clock.instant(), failure);
              return ended.failed()
                  ? Future.failedFuture(ended.cause())
                  : Future.succeededFuture(status);
            });
  }

  private static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  /** What can be told without a call. */
  private boolean mayBePruned(String groupId) {
    return GroupKey.isValidId(groupId)
        && !groupId.startsWith(Group.COMMUNITY_PREFIX)
        && !policies.isOff(sdkAppId, groupId);
  }

  private Future<Void> take(int asked, List<Group> read) {
    groups += asked;
    unread += asked - read.size();
    List<Group> found = read.stream().filter(this::isFull).toList();
    full += found.size();
    return (found.isEmpty() ? Future.<Void>succeededFuture() : weigh(found))
        .map(
            weighed -> {
              status = status(State.RUNNING, null, null);
              return null;
            });
  }

  private boolean isFull(Group group) {
    if (!group.isOrdinary() || !group.isFull()) {
      return false;
    }
    PolicySettings policy = policies.policyFor(sdkAppId, group.groupId(), group.type());
    return policy.mode() != Mode.OFF && group.maxMemberNum() >= policy.minSeats();
  }

  private Future<Void> weigh(List<Group> found) {
    List<String> ids = found.stream().map(Group::groupId).toList();
    return book.standings(sdkAppId, ids)
        .compose(
            standings -> {
              List<Future<Void>> requests = new ArrayList<>();
              for (Group group : found) {
                if (isToBeAsked(group, standings)) {
                  requests.add(ask(group));
                }
              }
              return Future.join(requests).mapEmpty();
            });
  }

  private boolean isToBeAsked(Group group, Map<String, Standing> standings) {
    Standing standing = standings.getOrDefault(group.groupId(), Standing.UNKNOWN);
    if (standing == Standing.LOOKED_AFTER) {
      lookedAfter++;
      return false;
    }
    boolean called = standing == Standing.CALLED || hasCalled.test(group.groupId());
    if (!called) {
      unknown++;
    }
    if (act == Act.ALL || act == Act.KNOWN && called) {
      return true;
    }
    if (findings.size() < SweepStatus.LIST_LIMIT) {
      findings.add(
          new Finding(
              group.groupId(), group.type(), group.memberNum(), group.maxMemberNum(), called));
    }
    return false;
  }

  private Future<Void> ask(Group group) {
    return book.request(GroupKey.of(sdkAppId, group.groupId()))
        .onSuccess(
            accepted -> {
              asked++;
              asks.run();
              LOG.info(
                  "A full group was found that nobody looked after, app={} group={} members={}",
                  sdkAppId,
                  group.groupId(),
                  group.memberNum());
            });
  }

  private SweepStatus status(State state, Instant finishedAt, String failure) {
    return new SweepStatus(
        sdkAppId,
        state,
        startedAt,
        finishedAt,
        groups,
        full,
        asked,
        lookedAfter,
        unknown,
        unread,
        failure,
        findings);
  }
}
