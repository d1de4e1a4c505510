package dev.headroom.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatException;
import dev.headroom.chat.Group;
import dev.headroom.chat.Member;
import dev.headroom.config.PolicySettings;
import dev.headroom.config.PolicySettings.GroupField;
import dev.headroom.config.PruneSettings;
import dev.headroom.config.TestPolicy;
import dev.headroom.config.yaml.Amount;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.event.Reason;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskContext;
import dev.headroom.jobs.TaskEnd;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.OpenRun;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunEnd;
import dev.headroom.ledger.Taken;
import dev.headroom.store.StoreException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PruneRunTest {

  private static final GroupKey KEY = GroupKey.of(1, "g");
  private static Vertx vertx;

  private final FakeChat chat = new FakeChat();
  private final FakeBook book = new FakeBook();
  private final Facts.PolicyBuilder policy = new Facts.PolicyBuilder();
  private Task task = task(false);

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() {
    vertx.close().await();
  }

  private static Task task(boolean resumed) {
    return new Task(7, "lease", "run", KEY, Cause.CALLBACK, 1, 0, 0, false, resumed, 0);
  }

  private TaskEnd prune(PruneSettings settings) throws Exception {
    return new Pruner(context(settings), book, new SimpleMeterRegistry())
        .prune(task)
        .await(60, TimeUnit.SECONDS);
  }

  private Plan plan(PruneSettings settings) throws Exception {
    return new Planner(context(settings)).plan(KEY, "run").await(60, TimeUnit.SECONDS);
  }

  private RunContext context(PruneSettings settings) {
    return new RunContext(
        app -> chat.api(),
        app -> Facts.ADMINISTRATOR,
        book,
        () -> settings,
        new TaskContext(10, Duration.ofSeconds(5), () -> false, delay -> vertx.timer(1)),
        Clock.fixed(Facts.NOW, ZoneOffset.UTC));
  }

  /** A run that was stopped after it had meant to remove somebody. */
  private static OpenRun stopped(String policy, int planned) {
    Run run =
        new Run(
            "run",
            KEY,
            Group.PUBLIC,
            Cause.CALLBACK,
            Mode.ENFORCE,
            policy,
            planned,
            10,
            10,
            Facts.NOW);
    return new OpenRun(run, List.of(), 0, Set.of());
  }

  @Test
  @DisplayName("A plan of a stopped run says the mode that holds now, not the one it began with")
  void plansByTheModeOfNow() throws Exception {
    chat.members(100, 100);
    policy.consent = new GroupField("prune", false);
    book.open = Optional.of(stopped(policy.build().hash(), 5));
    assertThat(plan(settings(policy.build())).outcome()).isEqualTo(Outcome.PRUNED);

    chat.fields = Map.of("prune", "observe");
    Plan plan = plan(settings(policy.build()));

    assertThat(plan.bounds().mode()).isEqualTo(Mode.OBSERVE);
    assertThat(plan.outcome()).isEqualTo(Outcome.OBSERVED);
    task = task(true);
    prune(settings(policy.build()));
    assertThat(chat.deleted).isEmpty();
    assertThat(book.end.outcome()).isEqualTo(Outcome.OBSERVED);
  }

  @Test
  @DisplayName("A plan of a run that a changed policy ends is that of the run that follows at once")
  void plansTheRunThatFollows() throws Exception {
    chat.members(100, 100);
    book.open = Optional.of(stopped("another policy", 5));
    Plan plan = plan(settings(policy.build()));
    assertThat(plan.outcome()).isEqualTo(Outcome.PRUNED);
    List<String> foretold = plan.removed().stream().map(Removal::account).toList();

    task = task(true);
    prune(settings(policy.build()));
    assertThat(chat.deleted).isEmpty();
    assertThat(book.waits).isTrue();
    task = task(false);
    prune(settings(policy.build()));
    assertThat(chat.deleted).isNotEmpty().isEqualTo(foretold);
  }

  private static PruneSettings settings(PolicySettings policy) {
    return new PruneSettings(1, 1, policy, List.of());
  }

  @Test
  @DisplayName("A small group is full on purpose: left alone after the first call, nobody is read")
  void tooSmall() throws Exception {
    chat.members(5, 5);
    policy.minSeats = 6;

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.TOO_SMALL);
    assertThat(book.end.note()).isEqualTo("MaxMemberNum is 5, below minSeats 6");
    assertThat(book.waits).isFalse();
    assertThat(chat.calls).containsExactly("group");
  }

  @Test
  @DisplayName("A group of just so many seats is pruned, and so is any without minSeats")
  void largeEnough() throws Exception {
    chat.members(6, 6);
    policy.minSeats = 6;

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.PRUNED);
    assertThat(chat.deleted).hasSize(1);
  }

  @Test
  @DisplayName("A small group is left alone whoever asks: by hand, by a release, in observe")
  void tooSmallWhoeverAsks() throws Exception {
    chat.members(5, 5);
    policy.minSeats = 6;
    Removal shown =
        new Removal("user-1", Facts.daysAgo(400), Facts.daysAgo(200), Reason.INACTIVE, "evidence");
    for (OperatorRequest request :
        List.of(new OperatorRequest(true, null), new OperatorRequest(true, List.of(shown)))) {
      book.request = Optional.of(request);
      task = task(true);
      prune(settings(policy.build()));
      assertThat(book.end.outcome()).isEqualTo(Outcome.TOO_SMALL);
    }
    book.request = Optional.empty();
    task = task(false);
    policy.mode = Mode.OBSERVE;
    prune(settings(policy.build()));
    assertThat(book.end.outcome()).isEqualTo(Outcome.TOO_SMALL);
    assertThat(book.end.wouldRemove()).isEmpty();
    assertThat(chat.deleted).isEmpty();
  }

  @Test
  @DisplayName("A group whose limit is lowered below minSeats during the run loses nobody more")
  void becomesTooSmall() throws Exception {
    chat.members(60, 60);
    policy.minSeats = 50;
    chat.afterCall =
        call -> {
          if (call.equals("members")) {
            while (chat.members.size() > 49) {
              chat.members.remove(chat.members.keySet().iterator().next());
            }
            chat.seats = 49;
          }
        };

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.TOO_SMALL);
    assertThat(chat.deleted).isEmpty();
  }

  @Test
  @DisplayName("An intent left open is settled even when the group is switched off meanwhile")
  void settlesBeforeSwitchedOff() throws Exception {
    chat.members(10, 10);
    Removal gone =
        new Removal("gone", Facts.daysAgo(400), Facts.daysAgo(400), Reason.INACTIVE, "evidence");
    Run run =
        new Run(
            "run", KEY, Group.PUBLIC, Cause.CALLBACK, Mode.ENFORCE, "hash", 1, 10, 10, Facts.NOW);
    book.open =
        Optional.of(new OpenRun(run, List.of(new OpenRun.Batch(1, List.of(gone), 0)), 0, Set.of()));
    task = task(true);
    policy.mode = Mode.OFF;

    prune(settings(policy.build()));

    assertThat(book.fates).containsExactly(Map.entry("gone", Fate.REMOVED));
    assertThat(book.end.outcome()).isEqualTo(Outcome.PRUNED);
    assertThat(chat.deleted).isEmpty();
  }

  @Test
  @DisplayName("A run that is gone on with ends at once when members wait to be brought back")
  void yieldsToARestore() throws Exception {
    chat.members(10, 10);
    Run run =
        new Run(
            "run", KEY, Group.PUBLIC, Cause.CALLBACK, Mode.ENFORCE, "hash", 5, 10, 10, Facts.NOW);
    book.open = Optional.of(new OpenRun(run, List.of(), 1, Set.of()));
    book.restoreWaits = true;
    task = task(true);

    prune(settings(policy.build()));

    assertThat(chat.deleted).isEmpty();
    assertThat(book.end.outcome()).isEqualTo(Outcome.PRUNED);
    assertThat(book.end.note()).contains("brought back");
  }

  @Test
  @DisplayName("Who was brought back is spared, and the next in order go instead")
  void sparesTheRestored() throws Exception {
    chat.members(300, 300);
    prune(settings(policy.build()));
    List<String> first = List.copyOf(chat.deleted);
    chat.deleted.clear();
    chat.members(300, 300);
    book.restored = first.stream().collect(Collectors.toMap(a -> a, a -> Facts.NOW.plusSeconds(1)));

    prune(settings(policy.build()));

    assertThat(chat.deleted).hasSize(first.size()).doesNotContainAnyElementsOf(first);
  }

  @Test
  @DisplayName("A group whose field says off in the middle of a run loses nobody more")
  void obeysTheFieldDuringTheRun() throws Exception {
    chat.members(300, 300);
    policy.consent = new GroupField("prune", false);
    policy.freeSeats = Amount.count(120);
    policy.maxPerDayGroup = Optional.empty();
    chat.afterDelete = () -> chat.fields = Map.of("prune", "off");

    prune(settings(policy.build()));

    assertThat(chat.deleted).hasSize(ChatApi.DELETE_LIMIT);
    assertThat(book.end.outcome()).isEqualTo(Outcome.PRUNED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"OBSERVE", "ENFORCE"})
  @DisplayName("That a group observes by its own word is told, whatever the mode is besides")
  void ownWord(Mode mode) throws Exception {
    chat.members(300, 300);
    policy.mode = mode;
    policy.consent = new GroupField("prune", false);
    chat.fields = Map.of("prune", "observe");
    prune(settings(policy.build()));
    assertThat(book.end.outcome()).isEqualTo(Outcome.OBSERVED);
    assertThat(book.end.note()).isEqualTo(RunEnd.OWN_WORD);

    policy.mode = Mode.OBSERVE;
    chat.fields = Map.of("prune", "on");
    prune(settings(policy.build()));
    assertThat(book.end.note()).isNotEqualTo(RunEnd.OWN_WORD);
  }

  @Test
  @DisplayName("A clock that goes wrong in the middle of a run stops the removals")
  void watchesTheClockDuringTheRun() throws Exception {
    chat.members(300, 300);
    policy.freeSeats = Amount.count(120);
    policy.maxPerDayGroup = Optional.empty();
    chat.afterDelete = () -> chat.skew = Optional.of(Duration.ofHours(1));

    prune(settings(policy.build()));

    assertThat(chat.deleted).hasSize(ChatApi.DELETE_LIMIT);
    assertThat(book.end.note()).contains("clock");
  }

  @Test
  @DisplayName("The chosen are read again last of all before they are deleted")
  void readsTheChosenLast() throws Exception {
    chat.members(10, 10);

    prune(settings(policy.build()));

    int delete = chat.calls.indexOf("delete");
    assertThat(chat.calls.subList(delete - 3, delete))
        .contains("group", "onlineStatus")
        .endsWith("specified");
  }

  @Test
  @DisplayName("A store that fails costs the job no attempt")
  void storeFailsForNobodysFault() throws Exception {
    chat.members(10, 10);
    book.taken = Future.failedFuture(new StoreException(new IOException("disk full")));
    task = new Task(7, "lease", "run", KEY, Cause.CALLBACK, 1, 9, 0, false, false, 0);

    TaskEnd end = prune(settings(policy.build()));

    assertThat(end.end()).isEqualTo(TaskEnd.End.RETRY);
    assertThat(end.cause()).contains("disk full");
    assertThat(book.counted).isFalse();
  }

  @Test
  @DisplayName("A run ends with its lease, whatever the policy of the group's type allows it")
  void endsWithItsLease() throws Exception {
    chat.members(10, 10);
    PolicySettings longer = policy.build();
    PruneSettings settings =
        new PruneSettings(
            1,
            1,
            withRunDeadline(longer, Duration.ofNanos(1)),
            List.of(new PruneSettings.GroupOverride(null, Group.PUBLIC, null, longer)));

    TaskEnd end = prune(settings);

    assertThat(end.end()).isEqualTo(TaskEnd.End.RETRY);
    assertThat(end.cause()).contains("runDeadline");
    assertThat(chat.deleted).isEmpty();
  }

  @Test
  @DisplayName("Whoever went although the call was refused is told as removed, and as nothing else")
  void countsAnEffectInPart() throws Exception {
    chat.members(10, 10);
    policy.freeSeats = Amount.count(4);
    policy.maxPerDayGroup = Optional.empty();
    chat.refusesAfter = 1;

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.PRUNED);
    assertThat(book.fates).hasSize(4).containsValue(Fate.REMOVED);
    assertThat(chat.members).hasSize(6);
    assertThat(book.end.spared()).doesNotContainKey(SparingRule.LEFT.wire());
  }

  @Test
  @DisplayName("A run of thousands of batches comes to its end")
  void manyBatches() throws Exception {
    chat.members(4_000, 4_000);
    policy.freeSeats = Amount.count(3_000);
    policy.maxPerRun = 3_000;
    policy.maxPerDayGroup = Optional.empty();
    policy.brake = Amount.percent(100);
    chat.refusesAfter = 1;

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.PRUNED);
    assertThat(chat.members).hasSize(1_000);
  }

  private static PolicySettings withRunDeadline(PolicySettings from, Duration runDeadline) {
    return TestPolicy.like(from).with("runDeadline", runDeadline).build();
  }

  private Removal shown(String account) {
    Member member = chat.members.get(account);
    return new Removal(
        account, member.joinTime(), member.lastSendMsgTime(), Reason.INACTIVE, "evidence");
  }

  @Test
  @DisplayName("A last look that finds the group full again leaves the job waiting")
  void fullAgain() throws Exception {
    chat.members(100, 100);
    chat.afterDelete =
        () ->
            chat.deleted.forEach(
                gone -> chat.members.put("new " + gone, Facts.member("new " + gone, 1, 1)));

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.PRUNED);
    assertThat(book.end.after()).isEqualTo(100);
    assertThat(book.waits).isTrue();
  }

  @Test
  @DisplayName("A run that is gone on with and finds its share done leaves a full group waiting")
  void shareIsDone() throws Exception {
    chat.members(100, 100);
    Run run =
        new Run(
            "run",
            KEY,
            Group.PUBLIC,
            Cause.CALLBACK,
            Mode.ENFORCE,
            policy.build().hash(),
            5,
            100,
            100,
            Facts.NOW);
    book.open = Optional.of(new OpenRun(run, List.of(), 5, Set.of()));
    task = task(true);

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.PRUNED);
    assertThat(book.waits).isTrue();
  }

  @Test
  @DisplayName("A last look that finds a free seat lets the job rest")
  void roomAtLast() throws Exception {
    chat.members(100, 100);

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.PRUNED);
    assertThat(book.waits).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = RunBook.Refusal.class,
      names = {"RESTORE", "MODE", "LIMIT"})
  @DisplayName("A run that is cut short before it removed anybody leaves the job waiting")
  void cutShort(RunBook.Refusal refusal) throws Exception {
    chat.members(100, 100);
    book.fence = new RunBook.Fence.Closed(refusal);

    prune(settings(policy.build()));

    assertThat(book.waits).isTrue();
  }

  @Test
  @DisplayName("A run that a restore cut short does not lengthen the rests")
  void cutShortRests() throws Exception {
    chat.members(100, 100);
    book.fence = new RunBook.Fence.Closed(RunBook.Refusal.RESTORE);

    prune(settings(policy.build()));

    assertThat(book.rest).isEqualTo(policy.build().cooldown());
    assertThat(book.restLevel).isZero();
  }

  @Test
  @DisplayName("At the limit of 24 hours the job waits until enough of them have rolled by")
  void untilTheLimitLeavesRoom() throws Exception {
    chat.members(100, 100);
    policy.maxPerDayGroup = Optional.of(Amount.count(3));
    book.taken = Future.succeededFuture(new Taken(3, 3));
    book.untilRoom = Optional.of(Duration.ofHours(17));

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.DAILY_LIMIT);
    assertThat(book.waits).isTrue();
    assertThat(book.rest).isEqualTo(Duration.ofHours(17));
  }

  @Test
  @DisplayName("A run that the limit of 24 hours stopped half-way is followed by another")
  void partlyWithinTheLimit() throws Exception {
    chat.members(100, 100);
    policy.maxPerDayGroup = Optional.of(Amount.count(3));
    book.untilRoom = Optional.of(Duration.ofHours(24));

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.PRUNED);
    assertThat(chat.deleted).hasSize(3);
    assertThat(book.waits).isTrue();
    assertThat(book.rest).isEqualTo(policy.build().cooldown());
  }

  @Test
  @DisplayName("A limit of 0 lets the group rest: no time makes room")
  void limitOfNone() throws Exception {
    chat.members(100, 100);
    policy.maxPerDayGroup = Optional.of(Amount.count(0));
    book.untilRoom = Optional.empty();

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.DAILY_LIMIT);
    assertThat(book.waits).isFalse();
  }

  @Test
  @DisplayName("A release that leaves the group full leaves what was asked before it waiting")
  void releaseOfNobody() throws Exception {
    chat.members(100, 100);
    book.request = Optional.of(new OperatorRequest(true, List.of(shown("user-1"))));
    chat.online = true;
    task = task(true);

    prune(settings(policy.build()));

    assertThat(chat.deleted).isEmpty();
    assertThat(book.waits).isTrue();
  }

  @Test
  @DisplayName("A release that makes room lets the job rest")
  void releaseOfSome() throws Exception {
    chat.members(100, 100);
    book.request = Optional.of(new OperatorRequest(true, List.of(shown("user-1"))));
    task = task(true);

    prune(settings(policy.build()));

    assertThat(chat.deleted).containsExactly("user-1");
    assertThat(book.waits).isFalse();
  }

  @Test
  @DisplayName("Where the inactive are online for the moment the group is looked at again soon")
  void onlineForTheMoment() throws Exception {
    chat.members(100, 100);
    chat.members.put("active", Facts.member("active", 400, 1));
    chat.seats = 101;
    chat.online = true;

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.NOTHING_TO_PRUNE);
    assertThat(book.rest).isEqualTo(policy.build().cooldown());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"MsgSeq", "NextMsgSeq", "LastMsgTime", "LastSendMsgTime", "JoinTime", "Role"})
  @DisplayName("A field that nobody has brakes the run: that is no group of inactive people")
  void missingForAll(String field) throws Exception {
    chat.members(100, 100);
    chat.without = field;

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.BRAKED);
    assertThat(book.end.note()).contains(field);
    assertThat(chat.deleted).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"MsgSeq", "NextMsgSeq", "LastMsgTime", "LastSendMsgTime", "JoinTime", "Role"})
  @DisplayName("A field that is missing at the second look removes nobody")
  void missingLater(String field) throws Exception {
    chat.members(100, 100);
    chat.afterCall = call -> chat.without = call.equals("members") ? field : chat.without;

    prune(settings(policy.build()));

    assertThat(chat.deleted).isEmpty();
  }

  @Test
  @DisplayName("Replies without a Date remove nobody")
  void noDate() throws Exception {
    chat.members(100, 100);
    chat.skew = Optional.empty();

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.BRAKED);
    assertThat(book.end.note()).contains("Date");
  }

  @Test
  @DisplayName("A database whose clock is far off removes nobody")
  void databaseClock() throws Exception {
    chat.members(100, 100);
    book.fence = new RunBook.Fence.Closed(RunBook.Refusal.CLOCK);

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.BRAKED);
    assertThat(book.end.note()).contains("database");
  }

  @Test
  @DisplayName("Who has read on since a braked run showed them is not removed by its release")
  void releaseSparesReaders() throws Exception {
    chat.members(100, 100);
    Removal shown = shown("user-1");
    Removal behind =
        new Removal(
            shown.account(),
            shown.joinTime(),
            shown.lastActivity(),
            shown.reason(),
            "evidence",
            9L);
    book.request = Optional.of(new OperatorRequest(true, List.of(behind, shown("user-2"))));
    task = task(true);

    prune(settings(policy.build()));

    assertThat(chat.deleted).containsExactly("user-2");
  }

  @Test
  @DisplayName("Who has read on since an earlier try meant them is spared by the next one")
  void resumeSparesReaders() throws Exception {
    chat.members(100, 100);
    Member one = chat.members.get("user-1");
    Removal meant =
        new Removal("user-1", one.joinTime(), one.lastSendMsgTime(), Reason.INACTIVE, "e", 9L);
    String hash = policy.build().hash();
    Run run =
        new Run(
            "run", KEY, Group.PUBLIC, Cause.CALLBACK, Mode.ENFORCE, hash, 5, 100, 100, Facts.NOW);
    book.open =
        Optional.of(
            new OpenRun(run, List.of(new OpenRun.Batch(1, List.of(meant), 0)), 0, Set.of()));
    task = task(true);

    prune(settings(policy.build()));

    assertThat(chat.deleted).hasSize(5).doesNotContain("user-1");
  }

  @Test
  @DisplayName("When all who were ranked have come online, those beyond them are read again")
  void readsOnBeyondTheRanking() throws Exception {
    chat.members(1000, 1000);
    policy.freeSeats = Amount.count(10);
    chat.onlineUpTo = 700;

    prune(settings(policy.build()));

    assertThat(book.end.outcome()).isEqualTo(Outcome.PRUNED);
    assertThat(chat.deleted).hasSize(10);
  }

  @ParameterizedTest
  @EnumSource(
      value = RunBook.Refusal.class,
      names = {"LEASE"})
  @DisplayName("A fence that is closed for the lease again and again is counted")
  void leaseIsCounted(RunBook.Refusal refusal) throws Exception {
    chat.members(100, 100);
    book.fence = new RunBook.Fence.Closed(refusal);

    TaskEnd end = prune(settings(policy.build()));

    assertThat(book.counted).isTrue();
    assertThat(end.cause()).contains("runDeadline");
  }

  @Test
  @DisplayName("Deletes that always come too late are counted")
  void lateDeletesAreCounted() throws Exception {
    chat.members(100, 100);
    chat.deleteFails =
        new ChatException(ChatException.Kind.NOT_SENT, "delete_group_member", 0, false, "too late");

    TaskEnd end = prune(settings(policy.build()));

    assertThat(book.counted).isTrue();
    assertThat(end.cause()).contains("database").contains("budget");
  }

  @Test
  @DisplayName("A run whose end the database does not take is counted, and its job dies at last")
  void endIsNotTaken() throws Exception {
    chat.members(100, 100);
    book.finishFails = new IOException("not this row");
    assertThat(prune(settings(policy.build())).end()).isEqualTo(TaskEnd.End.RETRY);
    assertThat(book.counted).isTrue();

    task = new Task(7, "lease", "run", KEY, Cause.CALLBACK, 1, 9, 0, false, false, 0);
    book.deadFails = new IOException("nor that");
    assertThat(prune(settings(policy.build())).end()).isEqualTo(TaskEnd.End.DEAD);
    assertThat(book.deadWithout).contains("IOException");
  }

  @Test
  @DisplayName("A database that is away is nobody's fault: the lease is left")
  void storeIsAway() throws Exception {
    chat.members(100, 100);
    book.finishFails = new StoreException(new IOException("gone"));
    assertThat(prune(settings(policy.build())).end()).isEqualTo(TaskEnd.End.LOST);
    assertThat(book.counted).isFalse();
  }

  /** One group whose members were all inactive for long and are offline. */
  private static final class FakeChat {
    private final Map<String, Member> members = new HashMap<>();
    private final List<String> deleted = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private Map<String, String> fields = Map.of();
    private Optional<Duration> skew = Optional.of(Duration.ZERO);
    private Runnable afterDelete = () -> {};
    private boolean online;
    private ChatException deleteFails;
    private int onlineUpTo;
    private int asked;
    private String without = "";
    private Consumer<String> afterCall = call -> {};
    private int seats;

    /** A call that names more has its effect on so many, and is refused. */
    private int refusesAfter = Integer.MAX_VALUE;

    void members(int count, int seats) {
      this.seats = seats;
      IntStream.range(0, count)
          .mapToObj(i -> Facts.member("user-" + i, 400, 200))
          .forEach(member -> members.put(member.account(), member));
    }

    ChatApi api() {
      return (ChatApi)
          Proxy.newProxyInstance(
              ChatApi.class.getClassLoader(),
              new Class<?>[] {ChatApi.class},
              (proxy, method, arguments) -> answer(method.getName(), arguments));
    }

    private Object answer(String call, Object[] arguments) {
      if (!call.equals("clockSkew")) {
        calls.add(call);
      }
      Object answer = answerTo(call, arguments);
      afterCall.accept(call);
      return answer;
    }

    private Object answerTo(String call, Object[] arguments) {
      return switch (call) {
        case "group" -> Future.succeededFuture(group());
        case "members" -> Future.succeededFuture(page((int) arguments[1]));
        case "specified" -> Future.succeededFuture(those(list(arguments[1])));
        case "roles" -> Future.succeededFuture(roles(list(arguments[1])));
        case "onlineStatus" -> Future.succeededFuture(status(list(arguments[0])));
        case "delete" -> delete(list(arguments[1]));
        case "clockSkew" -> skew;
        default -> throw new UnsupportedOperationException(call);
      };
    }

    private static List<String> list(Object argument) {
      return ((List<?>) argument).stream().map(String.class::cast).toList();
    }

    private Group group() {
      return new Group(
          "g",
          Group.PUBLIC,
          members.size(),
          seats,
          without.equals("NextMsgSeq") ? null : (Long) 501L,
          without.equals("LastMsgTime") ? null : Facts.daysAgo(1),
          fields);
    }

    private ChatApi.MemberPage page(int offset) {
      List<Member> page =
          members.values().stream().skip(offset).limit(ChatApi.PAGE_LIMIT).map(this::cut).toList();
      return new ChatApi.MemberPage(members.size(), page, "");
    }

    private List<Member> those(List<String> accounts) {
      return accounts.stream()
          .filter(members::containsKey)
          .map(members::get)
          .map(this::cut)
          .toList();
    }

    private Member cut(Member member) {
      return new Member(
          member.account(),
          without.equals("Role") ? null : member.role(),
          without.equals("JoinTime") ? null : member.joinTime(),
          without.equals("LastSendMsgTime") ? null : member.lastSendMsgTime(),
          without.equals("MsgSeq") ? null : member.msgSeq(),
          member.msgFlag(),
          member.fields());
    }

    private Map<String, String> roles(List<String> accounts) {
      Map<String, String> roles = new HashMap<>();
      accounts.forEach(
          account -> roles.put(account, members.containsKey(account) ? "Member" : "NotMember"));
      return roles;
    }

    private Map<String, String> status(List<String> accounts) {
      Map<String, String> status = new HashMap<>();
      accounts.forEach(
          account -> status.put(account, online || asked++ < onlineUpTo ? "Online" : "Offline"));
      return status;
    }

    private Future<Void> delete(List<String> accounts) {
      if (deleteFails != null) {
        return Future.failedFuture(deleteFails);
      }
      if (accounts.size() > refusesAfter) {
        accounts.subList(0, refusesAfter).forEach(members::remove);
        return Future.failedFuture(
            new ChatException(
                ChatException.Kind.ACCOUNT, "delete_group_member", 10019, false, "one is gone"));
      }
      accounts.forEach(members::remove);
      deleted.addAll(accounts);
      afterDelete.run();
      return Future.succeededFuture();
    }
  }

  /** A ledger and a lease that refuse nothing. */
  private static final class FakeBook implements RunFacts, RunBook {
    private final Map<String, Fate> fates = new HashMap<>();
    private Optional<OpenRun> open = Optional.empty();
    private Future<Taken> taken = Future.succeededFuture(new Taken(0, 0));
    private Map<String, Instant> restored = Map.of();
    private boolean restoreWaits;
    private boolean counted;
    private Optional<Duration> untilRoom = Optional.of(Duration.ZERO);
    private Optional<OperatorRequest> request = Optional.empty();
    private Fence fence = new Fence.Open(1, System.nanoTime());
    private RunEnd end;
    private String deadWithout;
    private Throwable deadFails;
    private Throwable finishFails;
    private boolean waits;
    private Duration rest;
    private int restLevel;

    @Override
    public Future<Optional<OperatorRequest>> request(Task task) {
      return Future.succeededFuture(request);
    }

    @Override
    public Future<Optional<Duration>> untilRoom(Task task, DayLimits limits) {
      return Future.succeededFuture(untilRoom);
    }

    @Override
    public Future<Optional<OpenRun>> resume(Task task) {
      return Future.succeededFuture(open);
    }

    @Override
    public Future<Taken> taken(Task task) {
      return taken;
    }

    @Override
    public Future<Boolean> restoreWaits(Task task) {
      return Future.succeededFuture(restoreWaits);
    }

    @Override
    public Future<Map<String, Instant>> restored(Task task, Duration protection) {
      return Future.succeededFuture(restored);
    }

    @Override
    public Future<Fence> intend(Task task, Run run, List<Removal> removals, Terms terms) {
      return Future.succeededFuture(
          fence instanceof Fence.Open ? new Fence.Open(1, System.nanoTime()) : fence);
    }

    @Override
    public Future<Void> settle(Run run, int batch, Map<String, Fate> settled) {
      fates.putAll(settled);
      return Future.succeededFuture();
    }

    @Override
    public Future<Long> seq(Task task) {
      return Future.succeededFuture(1L);
    }

    @Override
    public Future<Boolean> finish(
        Task task, RunEnd runEnd, long seqSeen, Duration time, int level) {
      if (finishFails != null) {
        return Future.failedFuture(finishFails);
      }
      end = runEnd;
      waits = seqSeen != 1;
      rest = time;
      restLevel = level;
      return Future.succeededFuture(true);
    }

    @Override
    public Future<Boolean> retry(Task task, boolean counts, Duration pause, String cause) {
      counted = counts;
      return Future.succeededFuture(true);
    }

    @Override
    public Future<Boolean> deadWithoutRun(Task task, String cause) {
      deadWithout = cause;
      return Future.succeededFuture(true);
    }

    @Override
    public Future<Boolean> dead(Task task, RunEnd runEnd) {
      if (deadFails != null) {
        return Future.failedFuture(deadFails);
      }
      end = runEnd;
      return Future.succeededFuture(true);
    }
  }
}
