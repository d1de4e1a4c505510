package dev.headroom.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatClient;
import dev.headroom.config.AccountPatterns;
import dev.headroom.config.AppSettings;
import dev.headroom.config.ChatSettings;
import dev.headroom.config.PolicySettings;
import dev.headroom.config.PolicySettings.NeverSpoke;
import dev.headroom.config.PolicySettings.Protect;
import dev.headroom.config.PruneSettings;
import dev.headroom.config.TestPolicy;
import dev.headroom.config.yaml.Amount;
import dev.headroom.config.yaml.Secret;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.jobs.Claims;
import dev.headroom.jobs.JobTable;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskContext;
import dev.headroom.jobs.TaskEnd;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.RunHistory;
import dev.headroom.sandbox.ChatCall;
import dev.headroom.sandbox.Deletion;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.MemberRole;
import dev.headroom.sandbox.Presence;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.sandbox.SandboxMember;
import dev.headroom.sandbox.SandboxOptions;
import dev.headroom.store.SqliteStore;
import dev.headroom.system.NodeInProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * The whole way from a claimed job to the ledger, over the real client, the simulated backend and a
 * real database, for groups made at random whose people do things in the middle of the run. What
 * may happen is judged here a second time, from the facts that the backend last told.
 */
class PruneModelTest {

  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Duration INACTIVE_FOR = Duration.ofDays(90);
  private static final Duration NEWCOMER = Duration.ofDays(7);
  private static final String PROTECTED_PREFIX = "bot-";

  private static Vertx vertx;
  private static SandboxBackend backend;
  private static SqliteStore store;
  private static ChatApi chat;
  private static Path folder;
  private static int groups;

  @BeforeContainer
  static void open() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx, new SandboxOptions().clock(CLOCK).keep(1_000));
    backend.app().quota(1_000_000);
    Path memory = Path.of("/dev/shm");
    folder =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "headroom")
            : Files.createTempDirectory("headroom");
    store = SqliteStore.open(vertx, "jdbc:sqlite:" + folder.resolve("model.db"), CLOCK);
    AppSettings app =
        new AppSettings(
            backend.app().sdkAppId(),
            backend.app().identifier(),
            new Secret(backend.app().secretKey()),
            List.of(),
            true,
            URI.create(backend.url()),
            100_000,
            Map.of());
    chat =
        new ChatClient(
            vertx,
            () -> app,
            new ChatSettings(Duration.ofSeconds(5)),
            CLOCK,
            new SimpleMeterRegistry());
  }

  @AfterContainer
  static void close() throws Exception {
    result(store.close());
    result(backend.close());
    result(vertx.close());
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }

  private static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Property(tries = 10_000)
  @Label("Nobody but a plain, inactive, unprotected member ever goes, in order, within all limits")
  void onlyThoseWhoMayGo(
      @ForAll @IntRange(min = 2, max = 40) int seats,
      @ForAll @IntRange(max = 6) int events,
      @ForAll long seed)
      throws Exception {
    World world = new World(seats, events, new Random(seed));
    world.run();
    world.judge();
  }

  /** A person as the model knows them. Copied at each look of the run. */
  private record Person(
      boolean plain,
      Instant joined,
      Instant spoke,
      long msgSeq,
      boolean discard,
      Presence presence) {

    Person withPresence(Presence now) {
      return new Person(plain, joined, spoke, msgSeq, discard, now);
    }
  }

  /** What the group said of its messages. */
  private record Talk(long newestSeq, Instant lastMsgTime) {}

  /** One group with its people, a policy, and what happens during the run. */
  private static final class World {

    private final Random random;
    private final GroupType type;
    private final SandboxGroup group;
    private final GroupKey key;
    private final PolicySettings policy;
    private final Map<String, Person> people = new HashMap<>();
    private final Map<String, Person> lastLook = new HashMap<>();
    private final Map<String, Presence> lastPresence = new HashMap<>();
    private final Set<String> touched = new HashSet<>();
    private final Deque<Integer> eventAtCall = new ArrayDeque<>();
    private final int seats;
    private int membersAtFirst;
    private Talk talk;
    private Talk lastTalk;
    private int calls;
    private TaskEnd end;
    private Task task;

    World(int seats, int events, Random random) {
      this.random = random;
      this.seats = seats;
      backend.app().clear();
      type = List.of(GroupType.PRIVATE, GroupType.PUBLIC, GroupType.CHAT_ROOM).get(pick(3));
      group = backend.app().group("g" + ++groups, type).max(seats).tips(false);
      key = GroupKey.of(backend.app().sdkAppId(), group.id());
      policy = policy();
      talk = new Talk(100, daysAgo(pick(120)));
      // Over-full groups are those whose limit was lowered.
      int members = pick(20) == 0 ? seats + 1 + pick(3) : seats;
      for (int i = 0; i < members; i++) {
        add(i);
      }
      group.lastMessage(talk.lastMsgTime(), talk.newestSeq());
      for (int i = 0; i < events; i++) {
        eventAtCall.add(1 + pick(12));
      }
    }

    private int pick(int bound) {
      return random.nextInt(bound);
    }

    private static Instant daysAgo(int days) {
      return NOW.minus(Duration.ofDays(days));
    }

    private void add(int i) {
      String account = (pick(12) == 0 ? PROTECTED_PREFIX : "user-") + i;
      MemberRole role = i == 0 ? MemberRole.OWNER : MemberRole.MEMBER;
      if (i > 0 && pick(10) == 0) {
        role = MemberRole.ADMIN;
      }
      Instant joined = daysAgo(pick(5) == 0 ? pick(10) : 10 + pick(400));
      Instant spoke = pick(3) == 0 ? Instant.EPOCH : joined.plus(Duration.ofHours(pick(24 * 400)));
      spoke = spoke.isAfter(NOW) ? NOW.minus(Duration.ofDays(pick(200))) : spoke;
      boolean discard = pick(8) == 0;
      long msgSeq = pick(6) == 0 ? talk.newestSeq() : pick(100);
      Presence presence =
          switch (pick(8)) {
            case 0 -> Presence.ONLINE;
            case 1 -> Presence.PUSH_ONLINE;
            case 2 -> Presence.UNKNOWN_ACCOUNT;
            case 3 -> Presence.MISSING;
            default -> Presence.OFFLINE;
          };
      SandboxMember member = group.add(account).role(role).joined(joined).presence(presence);
      if (!spoke.equals(Instant.EPOCH)) {
        member.spoke(spoke);
      }
      member.msgSeq(msgSeq).msgFlag(discard ? "Discard" : "AcceptAndNotify");
      people.put(
          account, new Person(role == MemberRole.MEMBER, joined, spoke, msgSeq, discard, presence));
    }

    private PolicySettings policy() {
      return TestPolicy.defaults()
          .with("mode", pick(10) == 0 ? Mode.OBSERVE : Mode.ENFORCE)
          .with("inactiveFor", INACTIVE_FOR)
          .with("newcomer", NEWCOMER)
          .with("neverSpoke", pick(4) == 0 ? NeverSpoke.PROTECT : NeverSpoke.BY_JOIN_TIME)
          .with(
              "freeSeats", pick(2) == 0 ? Amount.count(1 + pick(10)) : Amount.percent(1 + pick(70)))
          .with("minSeats", 0)
          .with("maxPerRun", 1 + pick(12))
          .with(
              "maxPerDayGroup",
              pick(2) == 0 ? Optional.empty() : Optional.of(Amount.percent(5 + pick(60))))
          .with("maxPerDayApp", Optional.empty())
          .with("brake", Amount.percent(20 + pick(81)))
          .with(
              "protect",
              new Protect(
                  new AccountPatterns(List.of(PROTECTED_PREFIX + "*")), Map.of(), pick(4) != 0))
          .with("hash", "hash")
          .build();
    }

    // The run.

    void run() throws Exception {
      task = claim();
      PruneSettings settings = new PruneSettings(1, 1, policy, List.of());
      RunContext context =
          new RunContext(
              app -> chat,
              app -> backend.app().identifier(),
              new StoredRunFacts(store),
              () -> settings,
              new TaskContext(
                  10, Duration.ofSeconds(5), () -> false, delay -> vertx.timer(delay.toMillis())),
              CLOCK);
      RunBook book = new StoredRunBook(store, () -> settings, () -> {}, CLOCK);
      Runnable stopEvents = backend.beforeCalls(this::before);
      Runnable stopLooks = backend.afterCalls(this::after);
      try {
        end = result(new Pruner(context, book, new SimpleMeterRegistry()).prune(task));
      } finally {
        stopEvents.run();
        stopLooks.run();
      }
    }

    private Task claim() throws Exception {
      return result(
          store.write(
              session -> {
                long job = JobTable.accept(session, key, Cause.CALLBACK, 1).job();
                return Claims.claim(session, key, job, 30_000, 600_000).orElseThrow();
              }));
    }

    private void before(ChatCall call) {
      calls++;
      if (!call.api().equals("delete_group_member")) {
        while (eventAtCall.remove(calls)) {
          happens();
        }
      }
    }

    /** Something that a person does, both at the backend and in the model. */
    private void happens() {
      List<String> present = group.accounts();
      if (present.isEmpty()) {
        return;
      }
      String account = present.get(pick(present.size()));
      Person person = people.get(account);
      touched.add(account);
      switch (pick(6)) {
        case 0 -> {
          group.speak(account);
          talk = new Talk(talk.newestSeq() + 1, NOW);
          people.put(
              account,
              new Person(
                  person.plain(),
                  person.joined(),
                  NOW,
                  talk.newestSeq(),
                  person.discard(),
                  person.presence()));
        }
        case 1 -> {
          group.read(account);
          people.put(
              account,
              new Person(
                  person.plain(),
                  person.joined(),
                  person.spoke(),
                  talk.newestSeq(),
                  person.discard(),
                  person.presence()));
        }
        case 2 -> {
          group.leave(account);
          people.remove(account);
        }
        case 3 -> {
          group.leave(account);
          group.add(account).joined(NOW).presence(person.presence());
          people.put(account, new Person(true, NOW, Instant.EPOCH, 0, false, person.presence()));
        }
        case 4 -> {
          group.promote(account);
          people.put(
              account,
              new Person(
                  false,
                  person.joined(),
                  person.spoke(),
                  person.msgSeq(),
                  person.discard(),
                  person.presence()));
        }
        default -> {
          backend.app().setOnline(account, Presence.ONLINE);
          people.put(account, person.withPresence(Presence.ONLINE));
        }
      }
    }

    /** What the backend has just told the run. */
    private void after(ChatCall call) {
      switch (call.api()) {
        case "get_group_info" -> {
          membersAtFirst = lastTalk == null ? group.memberNum() : membersAtFirst;
          lastTalk = talk;
        }
        case "get_specified_group_member_info" ->
            accounts(call, "Member_List_Account")
                .forEach(
                    account -> {
                      Person person = people.get(account);
                      if (person == null) {
                        lastLook.remove(account);
                      } else {
                        lastLook.put(account, person);
                      }
                    });
        case "query_online_status" ->
            accounts(call, "To_Account")
                .forEach(
                    account -> {
                      Person person = people.get(account);
                      lastPresence.put(
                          account, person == null ? Presence.OFFLINE : person.presence());
                    });
        case "delete_group_member" -> accounts(call, "MemberToDel_Account").forEach(this::mayGo);
        default -> {
          // Nothing that a decision rests on.
        }
      }
    }

    private static List<String> accounts(ChatCall call, String field) {
      JsonArray array = call.body().getJsonArray(field);
      return array.stream().map(Object::toString).toList();
    }

    // What may be.

    private final List<String> mistakes = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();

    private void mayGo(String account) {
      Person person = lastLook.get(account);
      gone.add(account);
      if (person == null) {
        mistakes.add(account + " was not looked at, or was seen to have left");
      } else if (!removable(account, person, lastTalk)) {
        mistakes.add(account + " may not go: " + person + " " + lastTalk + " " + policy);
      } else if (policy.protect().online() && lastPresence.get(account) != Presence.OFFLINE) {
        mistakes.add(account + " was not known to be offline");
      }
      people.remove(account);
    }

    private boolean removable(String account, Person person, Talk then) {
      boolean never = person.spoke().equals(Instant.EPOCH);
      return person.plain()
          && !account.startsWith(PROTECTED_PREFIX)
          && !account.equals(backend.app().identifier())
          && !(never && policy.neverSpoke() == NeverSpoke.PROTECT)
          && !person.joined().isAfter(NOW.minus(NEWCOMER))
          && !lastActivity(person, then).isAfter(NOW.minus(INACTIVE_FOR));
    }

    private Instant lastActivity(Person person, Talk then) {
      Instant newest = person.joined().isAfter(person.spoke()) ? person.joined() : person.spoke();
      boolean trusted = type != GroupType.CHAT_ROOM && !person.discard();
      if (trusted && person.msgSeq() > then.newestSeq()) {
        return NOW;
      }
      boolean reader = trusted && person.msgSeq() == then.newestSeq();
      return reader && then.lastMsgTime().isAfter(newest) ? then.lastMsgTime() : newest;
    }

    void judge() throws Exception {
      assertThat(mistakes).isEmpty();
      assertThat(end.end()).isEqualTo(TaskEnd.End.FINISHED);
      assertThat(backend.breaches()).isEmpty();
      List<Deletion> deletions = group.deletions();
      assertThat(deletions).allMatch(Deletion::wasMember);
      assertThat(gone).doesNotHaveDuplicates();
      int need = membersAtFirst + policy.freeSeats().atLeast(seats) - seats;
      assertThat(gone.size()).isLessThanOrEqualTo(Math.max(0, need));
      assertThat(gone.size()).isLessThanOrEqualTo(policy.maxPerRun());
      policy
          .maxPerDayGroup()
          .ifPresent(limit -> assertThat(gone.size()).isLessThanOrEqualTo(limit.atMost(seats)));
      boolean braked = membersAtFirst > seats || need > policy.brake().atMost(seats);
      if (braked || policy.mode() == Mode.OBSERVE) {
        assertThat(gone).isEmpty();
      }
      assertOrder();
      assertLedger();
    }

    /** Nobody who was left alone all the time was spared for somebody more active. */
    private void assertOrder() {
      if (!touched.isEmpty()) {
        return;
      }
      Instant newestGone =
          gone.stream()
              .map(account -> lastActivity(lastLook.get(account), lastTalk))
              .max(Comparator.naturalOrder())
              .orElse(Instant.MIN);
      people.forEach(
          (account, person) -> {
            boolean offline = !policy.protect().online() || person.presence() == Presence.OFFLINE;
            if (offline && removable(account, person, lastTalk)) {
              assertThat(lastActivity(person, lastTalk)).isAfterOrEqualTo(newestGone);
            }
          });
    }

    private void assertLedger() throws Exception {
      var run = result(store.read(session -> RunHistory.find(session, task.run())));
      List<String> removed =
          run.map(
                  found ->
                      found.members().stream()
                          .filter(e -> e.fate() == Fate.REMOVED)
                          .map(e -> e.removal().account())
                          .toList())
              .orElse(List.of());
      assertThat(removed).containsExactlyInAnyOrderElementsOf(gone);
    }
  }
}
