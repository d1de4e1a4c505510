package dev.headroom.chat;

import dev.headroom.chat.ChatApi.MemberPage;
import dev.headroom.chat.ChatException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Reads all members of a group, page by page, and keeps none of them. Pages by Offset are read side
 * by side; those of a Community are a chain, each naming the next [1047/34948]. A page whose reply
 * would be too large is read again in halves.
 *
 * <p>Members who come and go meanwhile can make others appear twice, or not at all: whoever acts on
 * somebody must read that one again. A list that is short of what its replies themselves count, by
 * more than that, is no list of the members: who is missing may be who has been silent longest.
 */
public final class MemberPages {

  private static final int SIDE_BY_SIDE = 8;

  /** More than twice the members and so many: then the replies make no sense. */
  private static final long SPARE_MEMBERS = 10_000;

  /** One in so many may have left between the list and the count, and so many at most. */
  private static final int MISSING_SHARE = 100;

  private static final int MISSING_MOST = 20;

  private final ChatApi api;
  private final Group group;
  private final List<String> fields;
  private final Consumer<List<Member>> fold;
  private final BooleanSupplier cancelled;
  private final Promise<Void> promise = Promise.promise();

  private final Deque<Step> again = new ArrayDeque<>();
  private int limit = ChatApi.PAGE_LIMIT;
  private int memberNum;
  private int nextOffset;
  private String next;
  private boolean goOn = true;
  private long seen;
  private long listed;
  private long missing;
  private int inFlight;
  private boolean pumping;
  private boolean ended;

  /** A page to read: by Offset, or by Next, which is null then. */
  private record Step(int offset, String next, int limit) {}

  private MemberPages(
      ChatApi api,
      Group group,
      List<String> fields,
      Consumer<List<Member>> fold,
      BooleanSupplier cancelled) {
    this.api = api;
    this.group = group;
    this.fields = fields;
    this.fold = fold;
    this.cancelled = cancelled;
    this.memberNum = group.memberNum();
    this.next = group.isCommunity() ? "" : null;
  }

  /**
   * Reads them all.
   *
   * @param first the first page, if it has been read already with {@link ChatApi#PAGE_LIMIT}
   * @param fields custom member fields to read, may be empty
   * @param fold gets each page, never two at a time, on the context on which the calls of {@code
   *     api} complete, which is the caller's; by Offset the pages come in any order
   * @param cancelled asked before each page: true ends the reading
   * @return done when the last page is folded; fails with the {@link ChatException} of the page
   *     that could not be read, with one of the list as a whole when it has no end or is not
   *     complete, with one that is {@link ChatException#notSent()} when cancelled, or with what
   *     {@code fold} threw. After a failure nothing more is folded.
   */
  public static Future<Void> read(
      ChatApi api,
      Group group,
      Optional<MemberPage> first,
      List<String> fields,
      Consumer<List<Member>> fold,
      BooleanSupplier cancelled) {
    MemberPages pages = new MemberPages(api, group, List.copyOf(fields), fold, cancelled);
    pages.begin(first);
    return pages.promise.future();
  }

  private synchronized void begin(Optional<MemberPage> first) {
    if (first.isPresent()) {
      Step step = nextStep();
      take(step, first.get());
    }
    pump();
  }

  /** Starts what may be started. A reply that is there at once does not nest. */
  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    while (!ended && inFlight < SIDE_BY_SIDE) {
      if (cancelled.getAsBoolean()) {
        end(stopped());
      } else if (hasStep()) {
        start(nextStep());
      } else {
        break;
      }
    }
    pumping = false;
    if (!ended && inFlight == 0) {
      end(null);
    }
  }

  private boolean hasStep() {
    if (!again.isEmpty()) {
      return true;
    }
    if (next != null) {
      return goOn && inFlight == 0;
    }
    return nextOffset < memberNum || (goOn && inFlight == 0);
  }

  private Step nextStep() {
    if (!again.isEmpty()) {
      return again.removeFirst();
    }
    // Set again by the page, if it is one that others can follow.
    goOn = false;
    if (next != null) {
      return new Step(0, next, limit);
    }
    Step step = new Step(nextOffset, null, limit);
    nextOffset += limit;
    return step;
  }

  private void start(Step step) {
    inFlight++;
    Future<MemberPage> page =
        step.next() == null
            ? api.members(group.groupId(), step.offset(), step.limit(), fields)
            : api.communityMembers(group.groupId(), step.next(), step.limit(), fields);
    page.onComplete(read -> came(step, read), cause -> failed(step, cause));
  }

  private synchronized void came(Step step, MemberPage page) {
    inFlight--;
    if (ended) {
      return;
    }
    if (cancelled.getAsBoolean()) {
      end(stopped());
      return;
    }
    take(step, page);
    pump();
  }

  private void take(Step step, MemberPage page) {
    memberNum = page.memberNum();
    listed += page.members().size();
    seen += Math.max(1, page.members().size());
    if (seen > 2L * memberNum + SPARE_MEMBERS) {
      end(endless());
      return;
    }
    if (!page.members().isEmpty()) {
      try {
        fold.accept(page.members());
      } catch (RuntimeException e) {
        end(e);
        return;
      }
    }
    if (step.next() != null) {
      takeLink(step, page);
      return;
    }
    // By what this very reply says: the group may grow and shrink from one to the next.
    missing +=
        Math.max(0, Math.min(step.limit(), memberNum - step.offset()) - page.members().size());
    if (isTooMuch(missing)) {
      end(incomplete());
    } else if (page.members().isEmpty()) {
      // Nobody is there, and nobody further on.
      nextOffset = Integer.MAX_VALUE;
      goOn = false;
    } else if (step.offset() + step.limit() >= nextOffset) {
      goOn = page.members().size() >= step.limit();
    }
  }

  /** Of a chain only the whole can be counted, where it ends: at no Next, or one that it was. */
  private void takeLink(Step step, MemberPage page) {
    next = page.next();
    goOn = !next.isEmpty() && !next.equals(step.next());
    missing = memberNum - listed;
    if (!goOn && isTooMuch(missing)) {
      end(incomplete());
    }
  }

  private boolean isTooMuch(long missing) {
    return missing > Math.min(MISSING_MOST, Math.max(1, memberNum / MISSING_SHARE));
  }

  private synchronized void failed(Step step, Throwable cause) {
    inFlight--;
    if (ended) {
      return;
    }
    boolean tooLarge = cause instanceof ChatException e && e.kind() == Kind.TOO_LARGE;
    if (tooLarge && step.limit() > 1) {
      halve(step);
      pump();
    } else {
      end(cause);
    }
  }

  private void halve(Step step) {
    int half = step.limit() / 2;
    limit = Math.min(limit, half);
    again.addLast(new Step(step.offset(), step.next(), half));
    if (step.next() == null) {
      again.addLast(new Step(step.offset() + half, null, step.limit() - half));
    }
  }

  private static ChatException endless() {
    return new ChatException(
        Kind.NO_ANSWER,
        Command.GET_GROUP_MEMBER_INFO.wireName(),
        0,
        false,
        "The member list of the group has no end, so what was read cannot be trusted.");
  }

  private ChatException incomplete() {
    return new ChatException(
        Kind.NO_ANSWER,
        Command.GET_GROUP_MEMBER_INFO.wireName(),
        0,
        false,
        "The member list of the group is not complete, "
            + missing
            + " of its "
            + memberNum
            + " members did not come: who has been silent longest cannot be told.");
  }

  private static ChatException stopped() {
    return new ChatException(
        Kind.NOT_SENT,
        Command.GET_GROUP_MEMBER_INFO.wireName(),
        0,
        false,
        ChatTexts.notSent(Command.GET_GROUP_MEMBER_INFO, "the reading was cancelled"));
  }

  private void end(Throwable cause) {
    ended = true;
    if (cause == null) {
      promise.complete();
    } else {
      promise.fail(cause);
    }
  }
}
