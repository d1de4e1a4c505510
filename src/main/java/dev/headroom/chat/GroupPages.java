package dev.headroom.chat;

import dev.headroom.chat.ChatApi.GroupPage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Looks at all groups of an app: reads their list page by page, and their seats some at a time. One
 * call follows another; in memory is the page in hand.
 */
public final class GroupPages {

  /** Half of what Chat would give, so that a reply stays far below its 1 MB [1047/34348]. */
  private static final int PAGE = ChatApi.GROUPS_LIMIT / 2;

  private final ChatApi chat;
  private final Predicate<String> wanted;
  private final Fold fold;
  private final BooleanSupplier stopping;
  private final Promise<Void> end = Promise.promise();
  private Iterator<String> page;
  private long next;
  private boolean isLastPage;

  /** Takes groups that were looked at together. */
  @FunctionalInterface
  public interface Fold {

    /**
     * Takes them; the next are read when the future completes.
     *
     * @param asked how many were asked for
     * @param read those of them that could be read
     */
    Future<Void> fold(int asked, List<Group> read);
  }

  private GroupPages(ChatApi chat, Predicate<String> wanted, Fold fold, BooleanSupplier stopping) {
    this.chat = chat;
    this.wanted = wanted;
    this.fold = fold;
    this.stopping = stopping;
  }

  /**
   * Looks at them all.
   *
   * @param wanted which GroupIds of the list are looked at
   * @param fold takes them, on the context on which the calls of {@code chat} complete
   * @param stopping asked before each call: true ends it
   * @return done when the last were taken; fails with what ended it early
   */
  public static Future<Void> read(
      ChatApi chat, Predicate<String> wanted, Fold fold, BooleanSupplier stopping) {
    GroupPages pages = new GroupPages(chat, wanted, fold, stopping);
    pages.nextPage();
    return pages.end.future();
  }

  /** Whether a failure to read some groups says nothing of others, which may still be read. */
  public static boolean sparesOthers(Throwable failure) {
    return failure instanceof ChatException error
        && error.kind().sparesOthers()
        && !error.notSent();
  }

  private void nextPage() {
    if (stopping.getAsBoolean()) {
      end.fail("stopped");
      return;
    }
    chat.groups(next, PAGE).onComplete(this::turn, end::fail);
  }

  private void turn(GroupPage read) {
    page = read.groupIds().iterator();
    isLastPage = read.next().isEmpty() || read.next().getAsLong() == next;
    next = read.next().orElse(0);
    nextGroups();
  }

  private void nextGroups() {
    List<String> ids = new ArrayList<>();
    while (page.hasNext() && ids.size() < ChatApi.GROUP_INFO_LIMIT) {
      String id = page.next();
      if (wanted.test(id)) {
        ids.add(id);
      }
    }
    if (stopping.getAsBoolean()) {
      end.fail("stopped");
    } else if (!ids.isEmpty()) {
      look(ids).onComplete(looked -> nextGroups(), end::fail);
    } else if (isLastPage) {
      end.complete();
    } else {
      nextPage();
    }
  }

  private Future<Void> look(List<String> ids) {
    return chat.groups(ids)
        .recover(
            failure ->
                sparesOthers(failure)
                    ? Future.succeededFuture(List.of())
                    : Future.failedFuture(failure))
        .compose(read -> fold.fold(ids.size(), read));
  }
}
