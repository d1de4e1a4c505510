package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.ChatCall;
import dev.headroom.sandbox.Deletion;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.Join;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process dies ten times in the middle of its runs, and people live on meanwhile. */
class KillIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration QUIET = Duration.ofSeconds(1);

  /** A late effect comes when the next process has been there for so long. */
  private static final Duration LATE = Duration.ofSeconds(2);

  private static final int SEATS = 400;

  /** 60 % of the seats: three delete calls a group. */
  private static final int FREED = 240;

  private static final int GROUPS_AT_FIRST = 4;
  private static final int GROUPS_A_ROUND = 2;
  private static final String POLICY =
      "{ mode: enforce, freeSeats: 60%, brake: 100%, maxPerDay: off, maxPerRun: 10000 }";

  private static final String DELETE = "delete_group_member";
  private static final String ROLES = "get_role_in_group";

  /** When the process dies. */
  private enum Moment {
    BETWEEN_INTENT_AND_DELETE(DELETE, 0),
    /** The delete is on its way and never has its effect. */
    DELETE_LOST(DELETE, 1),
    /** The delete is on its way and has its effect when the next process is there. */
    DELETE_LATE(DELETE, 1),
    DELETED(DELETE, 2),
    DELETED_LATER_ON(DELETE, 4),
    ROLES_READ(ROLES, 2),
    ROLES_READ_LATER_ON(ROLES, 4),
    MEMBER_PAGE("get_group_member_info", 6),
    SECOND_LOOK("get_specified_group_member_info", 6),
    GROUP_READ("get_group_info", 8);

    private final String api;

    /** Dies at one of so many calls, after their effect. */
    private final int calls;

    Moment(String api, int calls) {
      this.api = api;
      this.calls = calls;
    }
  }

  private final long seed = Long.getLong("headroom.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<SandboxGroup> groups = new ArrayList<>();
  private final Set<String> unheard = new HashSet<>();
  private final List<String> story = Collections.synchronizedList(new ArrayList<>());

  /** People who came, or came back, by group. */
  private final Map<String, Set<String>> came = new HashMap<>();

  /** Members who were to go next and became active, by group. */
  private final Map<String, Set<String>> active = new HashMap<>();

  /** How many deletions a group had seen when somebody became untouchable. */
  private record Untouchable(SandboxGroup group, String account, int deletionsBefore) {}

  private final List<Untouchable> untouchables = new ArrayList<>();

  @TempDir private Path folder;
  private Vertx vertx;
  private SandboxBackend backend;
  private DeleteWatch watch;
  private Jar jar;

  /** Lets deletes of the process before have their late effect. */
  private Promise<Void> late = Promise.promise();

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    watch = DeleteWatch.on(backend);
    late.complete();
  }

  @AfterEach
  void close() throws Exception {
    if (jar != null) {
      jar.close();
    }
    NodeInProcess.result(backend.close());
    NodeInProcess.result(vertx.close());
  }

  @Test
  @DisplayName("Killed at ten moments of its runs, it prunes every group exactly and nobody twice")
  void kills() throws Exception {
    try {
      List<Moment> moments = new ArrayList<>(List.of(Moment.values()));
      Collections.shuffle(moments, random);
      groupsArrive(GROUPS_AT_FIRST);
      for (Moment moment : moments) {
        groupsArrive(GROUPS_A_ROUND);
        if (moment == Moment.BETWEEN_INTENT_AND_DELETE) {
          dieBetweenIntentAndDelete();
        } else {
          dieAtCall(moment);
        }
        if (moment != Moment.DELETE_LATE) {
          peopleLiveOn();
        }
      }
      serve("{}");
      // Twice, if the machine stood still: nobody else is slow by now.
      callBack();
      callBack();
      assertThat(unheard).isEmpty();
      awaitEnds();
      groups.forEach(this::assertPruned);
      for (Untouchable one : untouchables) {
        List<Deletion> since =
            one.group().deletions().subList(one.deletionsBefore(), one.group().deletions().size());
        assertThat(since).extracting(Deletion::account).doesNotContain(one.account());
      }
      assertThat(watch.blindRepeats()).isEmpty();
      assertThat(backend.breaches()).isEmpty();
      assertThat(jar.stop()).isZero();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "-Dheadroom.seed=" + seed + "\n" + String.join("\n", story) + "\n" + e.getMessage(), e);
    }
  }

  private void groupsArrive(int count) {
    for (int i = 0; i < count; i++) {
      SandboxGroup group =
          NodeInProcess.fullGroup(backend.app(), "group" + groups.size(), GroupType.PUBLIC, SEATS);
      groups.add(group);
      unheard.add(group.id());
    }
  }

  private void serve(String callsPerSecondFor) throws Exception {
    jar = Jar.serve(folder, backend.app(), backend.url(), POLICY, callsPerSecondFor);
    story.add("started");
    if (!late.future().isComplete()) {
      vertx.setTimer(LATE.toMillis(), any -> late.complete());
      await().atMost(PATIENCE).until(() -> late.future().isComplete());
    }
  }

  /** Groups whose callback was not acknowledged call again; the process may die meanwhile. */
  private void callBack() throws Exception {
    Map<SandboxGroup, Join> joins =
        groups.stream()
            .filter(group -> unheard.contains(group.id()))
            .collect(Collectors.toMap(group -> group, group -> group.tryJoin("late")));
    for (Map.Entry<SandboxGroup, Join> join : joins.entrySet()) {
      String group = join.getKey().id();
      if (join.getValue().joined()) {
        // The callback before was kept, only its reply was lost.
        came.computeIfAbsent(group, any -> new HashSet<>()).add("late");
        unheard.remove(group);
      } else {
        CallbackReply reply = NodeInProcess.result(join.getValue().callback().orElseThrow());
        if (reply.ok()) {
          unheard.remove(group);
        }
      }
    }
  }

  private void dieAtCall(Moment moment) throws Exception {
    CountDownLatch dead = new CountDownLatch(1);
    AtomicInteger left = new AtomicInteger(1 + random.nextInt(moment.calls));
    serve("{}");
    if (moment == Moment.DELETE_LOST) {
      backend.inject(Fault.reset().onApi(DELETE));
    } else if (moment == Moment.DELETE_LATE) {
      late = Promise.promise();
      backend.inject(Fault.hang().onApi(DELETE).withEffectWhen(late.future()));
    }
    Consumer<ChatCall> hook =
        call -> {
          if (call.api().equals(moment.api) && left.decrementAndGet() == 0) {
            jar.kill();
            story.add(moment + ": " + call.api() + " of " + call.groupId() + call.number());
            dead.countDown();
          }
        };
    Runnable unhook = backend.afterCalls(hook);
    callBack();
    assertThat(dead.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("%s", moment).isTrue();
    unhook.run();
    jar.exitCode();
    awaitQuiet();
    backend.clearFaults();
  }

  /** With one delete a second, intents wait for their turn. */
  private void dieBetweenIntentAndDelete() throws Exception {
    serve("{ delete_group_member: 1 }");
    callBack();
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !withoutDelete(openIntents()).isEmpty());
    Set<String> open = withoutDelete(openIntents());
    jar.kill();
    jar.exitCode();
    awaitQuiet();
    assertThat(withoutDelete(open)).as("intents whose delete was never sent").isNotEmpty();
    story.add(Moment.BETWEEN_INTENT_AND_DELETE + ": " + withoutDelete(open).size());
  }

  private Set<String> openIntents() {
    return jar.api().runs().stream()
        .filter(run -> run.getString("outcome") == null)
        .flatMap(
            run -> people(run, "open").map(account -> run.getString("groupId") + " " + account))
        .collect(Collectors.toSet());
  }

  private Set<String> withoutDelete(Set<String> intents) {
    Set<String> deleted =
        backend.calls(DELETE).stream()
            .flatMap(
                call ->
                    call.body().getJsonArray("MemberToDel_Account").stream()
                        .map(account -> call.groupId() + " " + account))
            .collect(Collectors.toSet());
    return intents.stream().filter(one -> !deleted.contains(one)).collect(Collectors.toSet());
  }

  /** What the dead process had sent is carried out. */
  private void awaitQuiet() {
    int[] calls = {backend.calls().size()};
    await()
        .atMost(PATIENCE)
        .during(QUIET)
        .until(
            () -> {
              int before = calls[0];
              calls[0] = backend.calls().size();
              return calls[0] == before;
            });
  }

  /** While nobody serves: two come back, one who would go speaks, one leaves and comes back. */
  private void peopleLiveOn() {
    List<SandboxGroup> any = new ArrayList<>(groups);
    Collections.shuffle(any, random);
    any.stream()
        .filter(group -> group.freeSeats() > 0)
        .limit(2)
        .forEach(
            group -> {
              List<String> gone =
                  group.deletedAccounts().stream().filter(one -> !group.has(one)).toList();
              if (!gone.isEmpty()) {
                String account = gone.get(random.nextInt(gone.size()));
                assertThat(group.tryJoin(account).joined()).isTrue();
                becomes(came, group, account);
              }
            });
    SandboxGroup one = any.get(0);
    String speaker = nextToGo(one);
    one.speak(speaker);
    becomes(active, one, speaker);
    SandboxGroup other = any.get(1);
    String leaver = nextToGo(other);
    assertThat(other.rejoin(leaver).joined()).isTrue();
    becomes(active, other, leaver);
  }

  private void becomes(Map<String, Set<String>> what, SandboxGroup group, String account) {
    what.computeIfAbsent(group.id(), any -> new HashSet<>()).add(account);
    untouchables.add(new Untouchable(group, account, group.deletions().size()));
    story.add(account + " of " + group + (what == came ? " came back" : " became active"));
  }

  private String nextToGo(SandboxGroup group) {
    return NodeInProcess.longestSilent(SEATS - 1).stream()
        .filter(group::has)
        .filter(account -> !active.getOrDefault(group.id(), Set.of()).contains(account))
        .filter(account -> !came.getOrDefault(group.id(), Set.of()).contains(account))
        .findFirst()
        .orElseThrow();
  }

  private void awaitEnds() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(jar.api().runs())
                    .hasSize(groups.size())
                    .allMatch(run -> "pruned".equals(run.getString("outcome"))));
  }

  private void assertPruned(SandboxGroup group) {
    List<JsonObject> runs = jar.api().runs(group.id());
    assertThat(runs).as("%s", group).hasSize(1);
    List<String> removed = people(runs.get(0), "removed").toList();
    assertThat(removed).as("removed from %s", group).doesNotHaveDuplicates();
    assertThat(removed.size()).as("removed from %s", group).isEqualTo(FREED);
    assertThat(runs.get(0).getInteger("removedCount")).isEqualTo(FREED);
    assertThat(people(runs.get(0), "open")).as("open of %s", group).isEmpty();

    // Deleted, but back before anybody could look: the ledger says so, and another one went.
    Set<String> back = came.getOrDefault(group.id(), Set.of());
    Set<String> accounted = new HashSet<>(removed);
    people(runs.get(0), "returned").filter(back::contains).forEach(accounted::add);
    List<String> deleted = group.deletedAccounts();
    assertThat(deleted).as("deleted of %s", group).doesNotHaveDuplicates();
    assertThat(deleted).as("the ledger of %s", group).hasSameElementsAs(accounted);
    assertThat(group.deletions())
        .as("deletes for nothing in %s", group)
        .filteredOn(deletion -> !deletion.wasMember())
        .isEmpty();
    assertThat(group.memberNum())
        .as("members of %s", group)
        .isEqualTo(SEATS - deleted.size() + back.size());

    Set<String> spared = active.getOrDefault(group.id(), Set.of());
    List<String> longest =
        NodeInProcess.longestSilent(SEATS - 1).stream()
            .filter(account -> !spared.contains(account))
            .limit(deleted.size())
            .toList();
    assertThat(deleted).as("who went from %s", group).hasSameElementsAs(longest);
  }

  private Stream<String> people(JsonObject run, String fate) {
    return jar.api().run(run.getString("id")).getJsonArray("removed").stream()
        .map(JsonObject.class::cast)
        .filter(member -> member.getString("fate").equals(fate))
        .map(member -> member.getString("account"));
  }
}
