package dev.headroom.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.chat.ChatApi.MemberPage;
import dev.headroom.chat.ChatException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemberPagesTest {

  private final List<String> seen = new ArrayList<>();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final Pages pages = new Pages();

  @ParameterizedTest(name = "{0} members, {1} calls")
  @CsvSource({"0, 1", "1, 1", "99, 1", "100, 2", "101, 2", "250, 3", "2000, 21"})
  @DisplayName("reads every member once, and looks beyond a last page that is full")
  void everybody(int members, int calls) {
    pages.fill(members);

    Future<Void> read = read(group(members), Optional.empty());

    assertThat(read.succeeded()).isTrue();
    assertThat(seen).doesNotHaveDuplicates().hasSize(members);
    assertThat(pages.asked).hasSize(calls);
  }

  @Test
  @DisplayName("does not read again the page that the caller has")
  void firstPageThere() {
    pages.fill(250);
    MemberPage first = pages.members(0, 100).result();
    pages.asked.clear();

    read(group(250), Optional.of(first));

    assertThat(seen).hasSize(250);
    assertThat(pages.asked).containsExactly("100+100", "200+100");
  }

  @Test
  @DisplayName("has eight pages on their way at most, and folds them as they come")
  void sideBySide() {
    pages.fill(2_000);
    pages.answersLater = true;

    Future<Void> read = read(group(2_000), Optional.empty());
    int most = 0;
    while (!pages.open.isEmpty()) {
      most = Math.max(most, pages.open.size());
      pages.open.removeLast().run();
    }

    assertThat(most).isEqualTo(8);
    assertThat(read.succeeded()).isTrue();
    assertThat(new HashSet<>(seen)).hasSize(2_000);
  }

  @Test
  @DisplayName("goes on beyond the number of members while full pages come")
  void moreThanSaid() {
    pages.fill(430);
    pages.memberNum = 100;

    read(group(100), Optional.empty());

    assertThat(seen).hasSize(430);
  }

  @Test
  @DisplayName("ends when the group has shrunk meanwhile")
  void shrunk() {
    pages.fill(30);

    Future<Void> read = read(group(5_000), Optional.empty());

    assertThat(read.succeeded()).isTrue();
    assertThat(seen).hasSize(30);
    assertThat(pages.asked.size()).isLessThanOrEqualTo(8);
  }

  @Test
  @DisplayName("does not read a list for ever that has no end")
  void endless() {
    pages.fill(50_000);
    pages.memberNum = 100;

    Future<Void> read = read(group(100), Optional.empty());

    assertThat(((ChatException) read.cause()).kind()).isEqualTo(Kind.NO_ANSWER);
    assertThat(seen.size()).isLessThan(11_000);
  }

  @ParameterizedTest(name = "{0} from {1} to {2}")
  @CsvSource({
    "group, 300, 400", "group, 330, 360", "group, 0, 100", "group, 900, 1000", "group, 0, 1000",
    "chain, 300, 400", "chain, 330, 360", "chain, 0, 100", "chain, 900, 1000", "chain, 0, 1000"
  })
  @DisplayName("a list with a hole is not complete, wherever the hole is, and is told as such")
  void hole(String kind, int from, int to) {
    pages.fill(1_000);
    pages.hole(from, to);

    Future<Void> read =
        read(kind.equals("group") ? group(1_000) : aCommunity(1_000), Optional.empty());

    ChatException cause = (ChatException) read.cause();
    assertThat(cause.kind()).isEqualTo(Kind.NO_ANSWER);
    assertThat(cause).hasMessageContaining("not complete");
  }

  @ParameterizedTest
  @CsvSource({"300, true", "1000, false"})
  @DisplayName("a Next that names its own page ends a Community's list, complete or not")
  void sameNext(int memberNum, boolean complete) {
    pages.fill(1_000);
    pages.memberNum = memberNum;
    pages.endsAt = 300;

    assertThat(read(aCommunity(memberNum), Optional.empty()).succeeded()).isEqualTo(complete);
  }

  @ParameterizedTest
  @ValueSource(strings = {"group", "chain"})
  @DisplayName("somebody who left between the list and the count does not make it incomplete")
  void leftMeanwhile(String kind) {
    pages.fill(1_000);
    pages.memberNum = 1_005;

    Future<Void> read =
        read(kind.equals("group") ? group(1_005) : aCommunity(1_005), Optional.empty());

    assertThat(read.succeeded()).isTrue();
    assertThat(seen).hasSize(1_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 50, 99})
  @DisplayName("halves the pages until their replies are small enough, and misses nobody")
  void halves(int fits) {
    pages.fill(333);
    pages.fits = fits;

    Future<Void> read = read(group(333), Optional.empty());

    assertThat(read.succeeded()).isTrue();
    assertThat(seen).doesNotHaveDuplicates().hasSize(333);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 30, 100})
  @DisplayName("reads a Community as a chain of Next, in smaller pages where it must")
  void community(int fits) {
    pages.fill(333);
    pages.fits = fits;

    Future<Void> read = read(aCommunity(333), Optional.empty());

    assertThat(read.succeeded()).isTrue();
    assertThat(seen).doesNotHaveDuplicates().hasSize(333);
    assertThat(pages.asked).allMatch(ask -> ask.startsWith("next"));
    assertThat(pages.asked.get(0)).isEqualTo("next:+100");
  }

  @Test
  @DisplayName("reads a large Community, whose pages come at once, without running out of stack")
  void largeCommunity() {
    pages.fill(100_000);

    Future<Void> read = read(aCommunity(100_000), Optional.empty());

    assertThat(read.succeeded()).isTrue();
    assertThat(seen).hasSize(100_000);
  }

  @Test
  @DisplayName("goes on from the first page of a Community that the caller has")
  void communityFirstPageThere() {
    pages.fill(250);
    MemberPage first = pages.communityMembers("", 100).result();
    pages.asked.clear();

    read(aCommunity(250), Optional.of(first));

    assertThat(seen).hasSize(250);
    assertThat(pages.asked).hasSize(2);
  }

  @Test
  @DisplayName("gives up on one member whose reply is too large")
  void oneTooLarge() {
    pages.fill(5);
    pages.fits = 0;

    Future<Void> read = read(group(5), Optional.empty());

    assertThat(((ChatException) read.cause()).kind()).isEqualTo(Kind.TOO_LARGE);
  }

  @Test
  @DisplayName("fails with the page that failed, and folds nothing after it")
  void failure() {
    pages.fill(2_000);
    pages.answersLater = true;
    Future<Void> read = read(group(2_000), Optional.empty());
    pages.open.removeFirst().run();
    pages.broken = new ChatException(Kind.UNREACHABLE, "get_group_member_info", 0, true, "gone");

    pages.open.removeFirst().run();
    pages.broken = null;
    while (!pages.open.isEmpty()) {
      pages.open.removeFirst().run();
    }

    assertThat(((ChatException) read.cause()).kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(seen).hasSize(100);
  }

  @Test
  @DisplayName("stops when cancelled, which is not a success")
  void cancels() {
    pages.fill(2_000);
    pages.answersLater = true;
    Future<Void> read = read(group(2_000), Optional.empty());
    pages.open.removeFirst().run();

    cancelled.set(true);
    while (!pages.open.isEmpty()) {
      pages.open.removeFirst().run();
    }

    assertThat(((ChatException) read.cause()).notSent()).isTrue();
    assertThat(seen).hasSize(100);
    assertThat(pages.asked).hasSizeLessThanOrEqualTo(9);
  }

  @Test
  @DisplayName("fails with what the consumer threw")
  void foldThrows() {
    pages.fill(250);

    Future<Void> read =
        MemberPages.read(
            pages.api(),
            group(250),
            Optional.empty(),
            List.of(),
            page -> {
              throw new IllegalStateException("no room");
            },
            cancelled::get);

    assertThatThrownBy(() -> read.await()).hasMessage("no room");
  }

  private Future<Void> read(Group group, Optional<MemberPage> first) {
    return MemberPages.read(
        pages.api(),
        group,
        first,
        List.of(),
        page -> page.forEach(member -> seen.add(member.account())),
        cancelled::get);
  }

  private static Group group(int members) {
    return new Group("g", Group.PUBLIC, members, members, null, null, Map.of());
  }

  private static Group aCommunity(int members) {
    return new Group("@TGS#_1", Group.COMMUNITY, members, members, null, null, Map.of());
  }

  /** The member list of one group. */
  private static final class Pages {
    private final List<String> asked = new ArrayList<>();
    private final Deque<Runnable> open = new ArrayDeque<>();
    private List<Member> all = List.of();
    private int memberNum;
    private int fits = 100;
    private int holeFrom;
    private int holeTo;
    private int endsAt = Integer.MAX_VALUE;
    private boolean answersLater;
    private ChatException broken;

    void fill(int members) {
      memberNum = members;
      all =
          IntStream.range(0, members)
              .mapToObj(i -> new Member("m" + i, "Member", null, null, null, null, Map.of()))
              .toList();
    }

    /** These are counted, and never come. */
    void hole(int from, int to) {
      holeFrom = from;
      holeTo = to;
    }

    Future<MemberPage> members(int offset, int limit) {
      asked.add(offset + "+" + limit);
      return answer(offset, limit, false);
    }

    Future<MemberPage> communityMembers(String next, int limit) {
      asked.add("next:" + next + "+" + limit);
      return answer(next.isEmpty() ? 0 : Integer.parseInt(next.substring(1)), limit, true);
    }

    private Future<MemberPage> answer(int offset, int limit, boolean chain) {
      Promise<MemberPage> promise = Promise.promise();
      Runnable answer = () -> promise.handle(page(offset, limit, chain));
      if (answersLater) {
        open.addLast(answer);
      } else {
        answer.run();
      }
      return promise.future();
    }

    private Future<MemberPage> page(int offset, int limit, boolean chain) {
      if (broken != null) {
        return Future.failedFuture(broken);
      }
      int from = Math.min(offset, all.size());
      int to = Math.min(all.size(), from + limit);
      if (to - from > fits) {
        return Future.failedFuture(
            new ChatException(Kind.TOO_LARGE, "get_group_member_info", 10018, true, "too large"));
      }
      if (chain && from >= endsAt) {
        return Future.succeededFuture(new MemberPage(memberNum, List.of(), "n" + from));
      }
      String next = chain && to < all.size() ? "n" + to : "";
      List<Member> page =
          IntStream.range(from, to)
              .filter(i -> i < holeFrom || i >= holeTo)
              .mapToObj(all::get)
              .toList();
      return Future.succeededFuture(new MemberPage(memberNum, page, next));
    }

    ChatApi api() {
      return (ChatApi)
          Proxy.newProxyInstance(
              ChatApi.class.getClassLoader(),
              new Class<?>[] {ChatApi.class},
              (proxy, method, args) ->
                  switch (method.getName()) {
                    case "members" -> members((int) args[1], (int) args[2]);
                    case "communityMembers" -> communityMembers((String) args[1], (int) args[2]);
                    default -> throw new AssertionError(method + " is not for reading pages");
                  });
    }
  }
}
