package dev.headroom.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatException;
import dev.headroom.chat.Group;
import dev.headroom.chat.Member;
import dev.headroom.config.Amount;
import dev.headroom.config.PolicySettings;
import dev.headroom.config.PolicySettings.GroupField;
import dev.headroom.config.PruneSettings;
import dev.headroom.event.Cause;
import dev.headroom.event.Fate;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.OpenRun;
import dev.headroom.event.Outcome;
import dev.headroom.event.Reason;
import dev.headroom.event.Removal;
import dev.headroom.event.Run;
import dev.headroom.event.RunEnd;
import dev.headroom.event.Task;
import dev.headroom.event.TaskEnd;
import dev.headroom.event.Unavailable;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
    Tools tools =
        new Tools(
            app -> chat.api(),
            app -> Facts.ADMINISTRATOR,
            book,
            () -> settings,
            10,
            Duration.ofSeconds(5),
            () -> false,
            impatient(vertx),
            Clock.fixed(Facts.NOW, ZoneOffset.UTC));
    return new Pruner(tools, new SimpleMeterRegistry()).prune(task).await(60, TimeUnit.SECONDS);
  }

  private static PruneSettings settings(PolicySettings policy) {
    return new PruneSettings(1, 1, policy, List.of());
  }

  /** Its timers fire at once. */
  private static Vertx impatient(Vertx vertx) {
    return (Vertx)
        Proxy.newProxyInstance(
            Vertx.class.getClassLoader(),
            new Class<?>[] {Vertx.class},
            (proxy, method, arguments) ->
                method.getName().equals("timer")
                    ? vertx.timer(1, TimeUnit.MILLISECONDS)
                    : method.invoke(vertx, arguments));
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

  @Test
  @DisplayName("A clock that goes wrong in the middle of a run stops the removals")
  void watchesTheClockDuringTheRun() throws Exception {
    chat.members(300, 300);
    policy.freeSeats = Amount.count(120);
    policy.maxPerDayGroup = Optional.empty();
    chat.afterDelete = () -> chat.skew = Duration.ofHours(1);

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
    book.taken = Future.failedFuture(new Unavailable(new IOException("disk full")));
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
    assertThat(book.end.spared()).doesNotContainKey(Rule.LEFT.wire());
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
    return new PolicySettings(
        from.mode(),
        from.enforceFrom(),
        runDeadline,
        from.inactiveFor(),
        from.newcomer(),
        from.neverSpoke(),
        from.freeSeats(),
        from.maxPerRun(),
        from.maxPerDayGroup(),
        from.maxPerDayApp(),
        from.brake(),
        from.cooldown(),
        from.maxRest(),
        from.protect(),
        from.consent(),
        from.notice(),
        from.hash());
  }

  /** One group whose members were all inactive for long and are offline. */
  private static final class FakeChat {
    private final Map<String, Member> members = new HashMap<>();
    private final List<String> deleted = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private Map<String, String> fields = Map.of();
    private Duration skew = Duration.ZERO;
    private Runnable afterDelete = () -> {};
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
      return switch (call) {
        case "group" -> Future.succeededFuture(group());
        case "members" -> Future.succeededFuture(page((int) arguments[1]));
        case "specified" -> Future.succeededFuture(those(list(arguments[1])));
        case "roles" -> Future.succeededFuture(roles(list(arguments[1])));
        case "onlineStatus" -> Future.succeededFuture(offline(list(arguments[0])));
        case "delete" -> delete(list(arguments[1]));
        case "clockSkew" -> skew;
        default -> throw new UnsupportedOperationException(call);
      };
    }

    private static List<String> list(Object argument) {
      return ((List<?>) argument).stream().map(String.class::cast).toList();
    }

    private Group group() {
      return new Group("g", Group.PUBLIC, members.size(), seats, 501L, Facts.daysAgo(1), fields);
    }

    private ChatApi.MemberPage page(int offset) {
      List<Member> page = members.values().stream().skip(offset).limit(ChatApi.PAGE_LIMIT).toList();
      return new ChatApi.MemberPage(members.size(), page, "");
    }

    private List<Member> those(List<String> accounts) {
      return accounts.stream().filter(members::containsKey).map(members::get).toList();
    }

    private Map<String, String> roles(List<String> accounts) {
      Map<String, String> roles = new HashMap<>();
      accounts.forEach(
          account -> roles.put(account, members.containsKey(account) ? "Member" : "NotMember"));
      return roles;
    }

    private Map<String, String> offline(List<String> accounts) {
      Map<String, String> status = new HashMap<>();
      accounts.forEach(account -> status.put(account, "Offline"));
      return status;
    }

    private Future<Void> delete(List<String> accounts) {
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
  private static final class FakeBook implements RunBook {
    private final Map<String, Fate> fates = new HashMap<>();
    private Optional<OpenRun> open = Optional.empty();
    private Future<Taken> taken = Future.succeededFuture(new Taken(0, 0));
    private Map<String, Instant> restored = Map.of();
    private boolean restoreWaits;
    private boolean counted;
    private RunEnd end;

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
      return Future.succeededFuture(new Fence.Open(1, System.nanoTime()));
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
        Task task, RunEnd runEnd, long seqSeen, Duration rest, int restLevel) {
      end = runEnd;
      return Future.succeededFuture(true);
    }

    @Override
    public Future<Boolean> retry(Task task, boolean counts, Duration pause, String cause) {
      counted = counts;
      return Future.succeededFuture(true);
    }

    @Override
    public Future<Boolean> dead(Task task, RunEnd runEnd) {
      end = runEnd;
      return Future.succeededFuture(true);
    }
  }
}
