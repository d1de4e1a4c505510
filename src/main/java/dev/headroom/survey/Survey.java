package dev.headroom.survey;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatApi.GroupPage;
import dev.headroom.chat.ChatException;
import dev.headroom.chat.Group;
import dev.headroom.event.GroupKey;
import dev.headroom.survey.SurveyReport.FullGroup;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * One look at all groups of an app: first their seats, page by page, then what a run would do in
 * the full ones, one after another. One call follows another. Lives on the context that is given;
 * used once.
 */
public final class Survey {

  /** Half of what Chat would give, so that a reply stays far below its 1 MB [1047/34348]. */
  private static final int PAGE = ChatApi.GROUPS_LIMIT / 2;

  private static final String STOPPED = "stopped";
  private static final Set<String> PRUNABLE = Set.of(Group.PRIVATE, Group.PUBLIC, Group.CHAT_ROOM);

  private final Context context;
  private final long sdkAppId;
  private final ChatApi chat;
  private final Preview preview;
  private final int limit;
  private final Watcher watcher;
  private final Supplier<Map<String, Long>> calls;
  private final Clock clock;

  private final Instant startedAt;
  private final Promise<SurveyReport> end = Promise.promise();
  private final List<Found> full = new ArrayList<>();
  private final Map<String, Long> types = new TreeMap<>();
  private final SeatLimits limits;
  private Iterator<String> page;
  private long next;
  private boolean lastPage;
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
    private Outlook outlook;
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
      Preview preview,
      int limit,
      int planLimit,
      Watcher watcher,
      Supplier<Map<String, Long>> calls,
      Clock clock) {
    this.context = context;
    this.sdkAppId = sdkAppId;
    this.chat = chat;
    this.preview = preview;
    this.limit = limit;
    this.limits = new SeatLimits(planLimit);
    this.watcher = watcher;
    this.calls = calls;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /** Looks. Never fails: what ended it early is in the report, with all that was seen before. */
  public Future<SurveyReport> run() {
    context.runOnContext(go -> nextPage());
    return end.future();
  }

  /** Ends at once with what is known; a call under way is not awaited. From any thread. */
  public void stop() {
    context.runOnContext(go -> end(STOPPED));
  }

  private void nextPage() {
    if (!ended) {
      chat.groups(next, PAGE).onComplete(this::turn, this::failed);
    }
  }

  private void turn(GroupPage read) {
    page = read.groupIds().iterator();
    lastPage = read.next().isEmpty() || read.next().getAsLong() == next;
    next = read.next().orElse(0);
    nextGroups();
  }

  private void nextGroups() {
    if (ended) {
      return;
    }
    watcher.reading(groups, fullCount);
    List<String> ids = new ArrayList<>();
    while (page.hasNext() && ids.size() < ChatApi.GROUP_INFO_LIMIT) {
      String id = page.next();
      if (GroupKey.isValidId(id)) {
        ids.add(id);
      }
    }
    if (!ids.isEmpty()) {
      look(ids).onComplete(looked -> nextGroups(), this::failed);
    } else if (lastPage) {
      judgeNext();
    } else {
      nextPage();
    }
  }

  private Future<Void> look(List<String> ids) {
    return chat.groups(ids)
        .recover(
            failure ->
                isOfGroups(failure)
                    ? Future.succeededFuture(List.of())
                    : Future.failedFuture(failure))
        .map(
            read -> {
              groups += ids.size();
              unread += ids.size() - read.size();
              read.forEach(this::sort);
              return null;
            });
  }

  private static boolean isOfGroups(Throwable failure) {
    return failure instanceof ChatException error
        && error.kind().sparesOthers()
        && !error.notSent();
  }

  private void sort(Group group) {
    types.merge(group.type(), 1L, Long::sum);
    limits.add(group);
    if (PRUNABLE.contains(group.type()) && group.isFull()) {
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
    preview
        .of(found.group.groupId())
        .onComplete(outlook -> judged(found, outlook, null), failure -> notJudged(found, failure));
  }

  private void notJudged(Found found, Throwable failure) {
    if (isOfGroups(failure)) {
      judged(found, null, words(failure));
    } else {
      failed(failure);
    }
  }

  private void judged(Found found, Outlook outlook, String why) {
    if (!ended) {
      found.outlook = outlook;
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
      if (unjudged == null && found.outlook == null) {
        unjudged = i < toJudge() ? "the survey ended before" : "beyond --limit " + limit;
      }
      listed.add(
          new FullGroup(
              group.groupId(),
              group.type(),
              group.memberNum(),
              group.maxMemberNum(),
              limits.isLow(group.maxMemberNum()),
              found.outlook,
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
