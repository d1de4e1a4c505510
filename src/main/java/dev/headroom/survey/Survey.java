package dev.headroom.survey;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.Group;
import dev.headroom.chat.GroupPages;
import dev.headroom.event.GroupKey;
import dev.headroom.prune.Plan;
import dev.headroom.prune.Planner;
import dev.headroom.survey.SurveyReport.FullGroup;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * One look at all groups of an app: first their seats, page by page, then what a run would do in
 * the full ones, one after another. One call follows another. Lives on the context that is given;
 * used once.
 */
public final class Survey {

  private static final String STOPPED = "stopped";

  private final Context context;
  private final long sdkAppId;
  private final ChatApi chat;
  private final Planner planner;
  private final int limit;
  private final Watcher watcher;
  private final Supplier<Map<String, Long>> calls;
  private final Clock clock;

  private final Instant startedAt;
  private final Promise<SurveyReport> end = Promise.promise();
  private final List<Found> full = new ArrayList<>();
  private final Map<String, Long> types = new TreeMap<>();
  private final SeatLimits limits;
  private long fullCount;
  private long groups;
  private long unread;
  private int judged;
  private boolean ended;

  /** Told how far it has come, on the survey's context. */
  public interface Watcher {

    /** Groups whose seats were read, and full ones among them; how many there are is not known. */
    void reading(long groups, long full);

    /** Full groups that were judged, of those that are to be. */
    void judging(long judged, long of);
  }

  /** A full group, and what was found about it until now. */
  private static final class Found {
    private final Group group;
    private Plan plan;
    private String unjudged;

    Found(Group group) {
      this.group = group;
    }
  }

  /**
   * A survey that has not begun.
   *
   * @param context where it works; an event loop
   * @param chat only for reading, and within a share of the budget
   * @param limit full groups to judge at most; 0 = all
   * @param planLimit what the plan gives an ordinary group, or 0 when that is not known
   * @param calls how many calls were made so far, by name
   */
  public Survey(
      Context context,
      long sdkAppId,
      ChatApi chat,
      Planner planner,
      int limit,
      int planLimit,
      Watcher watcher,
      Supplier<Map<String, Long>> calls,
      Clock clock) {
    this.context = context;
    this.sdkAppId = sdkAppId;
    this.chat = chat;
    this.planner = planner;
    this.limit = limit;
    this.limits = new SeatLimits(planLimit);
    this.watcher = watcher;
    this.calls = calls;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /** Looks. Never fails: what ended it early is in the report, with all that was seen before. */
  public Future<SurveyReport> run() {
    context.runOnContext(go -> look());
    return end.future();
  }

  /** Ends at once with what is known; a call under way is not awaited. From any thread. */
  public void stop() {
    context.runOnContext(go -> end(STOPPED));
  }

  private void look() {
    watcher.reading(groups, fullCount);
    GroupPages.read(chat, GroupKey::isValidId, this::take, () -> ended)
        .onComplete(done -> judgeNext(), this::failed);
  }

  private Future<Void> take(int asked, List<Group> read) {
    groups += asked;
    unread += asked - read.size();
    read.forEach(this::sort);
    if (!ended) {
      watcher.reading(groups, fullCount);
    }
    return Future.succeededFuture();
  }

  private void sort(Group group) {
    types.merge(group.type(), 1L, Long::sum);
    limits.add(group);
    if (group.isOrdinary() && group.isFull()) {
      fullCount++;
      if (full.size() < SurveyReport.LIST_LIMIT) {
        full.add(new Found(group));
      }
    }
  }

  private int toJudge() {
    return limit == 0 ? full.size() : Math.min(limit, full.size());
  }

  private void judgeNext() {
    if (ended) {
      return;
    }
    watcher.judging(judged, toJudge());
    if (judged == toJudge()) {
      end(null);
      return;
    }
    Found found = full.get(judged);
    planner
        .plan(GroupKey.of(sdkAppId, found.group.groupId()), null)
        .onComplete(plan -> judged(found, plan, null), failure -> notJudged(found, failure));
  }

  private void notJudged(Found found, Throwable failure) {
    if (GroupPages.sparesOthers(failure)) {
      judged(found, null, words(failure));
    } else {
      failed(failure);
    }
  }

  private void judged(Found found, Plan plan, String why) {
    if (!ended) {
      found.plan = plan;
      found.unjudged = why;
      judged++;
      judgeNext();
    }
  }

  private void failed(Throwable failure) {
    end(words(failure));
  }

  private static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private void end(String why) {
    if (!ended) {
      ended = true;
      end.complete(report(why));
    }
  }

  private SurveyReport report(String why) {
    List<FullGroup> listed = new ArrayList<>();
    for (int i = 0; i < full.size(); i++) {
      Found found = full.get(i);
      Group group = found.group;
      String unjudged = found.unjudged;
      if (unjudged == null && found.plan == null) {
        unjudged = i < toJudge() ? "the survey ended before" : "beyond --limit " + limit;
      }
      listed.add(
          new FullGroup(
              group.groupId(),
              group.type(),
              group.memberNum(),
              group.maxMemberNum(),
              limits.isLow(group.maxMemberNum()),
              found.plan,
              unjudged));
    }
    return new SurveyReport(
        sdkAppId,
        startedAt,
        clock.instant(),
        why,
        groups,
        unread,
        types,
        fullCount,
        listed,
        limits.found(),
        calls.get());
  }
}
