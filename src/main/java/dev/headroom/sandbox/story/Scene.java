package dev.headroom.sandbox.story;

import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.Join;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Where a story plays, and the sentences that all stories have in common. For the story thread. */
final class Scene {

  /** Chat waits no longer for an answer [1047/34354]. */
  static final Duration CHAT_WAITS = Duration.ofSeconds(2);

  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration RUN = Duration.ofSeconds(15);
  private static final Duration ASK_EVERY = Duration.ofMillis(20);
  private static final int NAMED = 4;

  private final SandboxBackend backend;
  private final RunsPage runs;
  private final Narration narration;
  private final Patience patience;
  private final Clock clock;
  private final Names names = new Names();

  Scene(
      SandboxBackend backend, RunsPage runs, Narration narration, Patience patience, Clock clock) {
    this.backend = backend;
    this.runs = runs;
    this.narration = narration;
    this.patience = patience;
    this.clock = clock;
  }

  SandboxBackend backend() {
    return backend;
  }

  Patience patience() {
    return patience;
  }

  /** A new group to put people in. */
  Cast cast(GroupType type, String id, String name) {
    return new Cast(backend.app(), type, id, name, names, clock);
  }

  /** Somebody new. */
  String newPerson() {
    return names.next();
  }

  void say(String text) {
    narration.say(text);
  }

  void detail(String text) {
    narration.detail(text);
  }

  /** Notes it if something is not as it should be. */
  void expect(boolean asItShouldBe, String otherwise) {
    if (!asItShouldBe) {
      narration.unexpected(otherwise);
    }
  }

  /** Notes it if something is not what it should be. */
  void expectSame(String what, Object actual, Object expected) {
    expect(expected.equals(actual), what + " should be " + expected + ", not " + actual);
  }

  /** Somebody joins or is refused, with the callback that this must cause; waits for its answer. */
  CallbackReply callback(Join join) {
    if (join.callback().isEmpty()) {
      throw new Unexpected("Chat did not call back");
    }
    return answered(
        patience.of("the answer to the callback", ANSWER, join.callback().orElseThrow()));
  }

  /** Notes it if Chat would not have taken this for an answer, or not waited for it. */
  CallbackReply answered(CallbackReply reply) {
    expect(
        reply.ok() && reply.body().contains("\"ErrorCode\":0"),
        "a callback was answered " + reply.status() + " " + reply.body() + reply.failure());
    expect(
        reply.micros() < TimeUnit.NANOSECONDS.toMicros(CHAT_WAITS.toNanos()),
        "an answer took " + Words.micros(reply.micros()));
    return reply;
  }

  /** Waits until a run of the group has ended that is as wanted. */
  SeenRun run(SandboxGroup group, Predicate<SeenRun> wanted) {
    List<SeenRun> found = new ArrayList<>();
    patience.until(
        "a run of " + group.id(),
        RUN,
        () -> {
          patience.pause(ASK_EVERY);
          runs.ended(group.id()).stream()
              .map(run -> runs.run(run.getString("id")))
              .filter(wanted)
              .findFirst()
              .ifPresent(found::add);
          return !found.isEmpty();
        });
    return found.get(0);
  }

  /** Waits until the newest run of the group has ended so. */
  SeenRun run(SandboxGroup group, String outcome) {
    return run(group, run -> run.outcome().equals(outcome));
  }

  /** Notes it if any page of the group's member list was read more than once. */
  void expectReadOnce(SandboxGroup group) {
    List<Integer> offsets =
        backend.calls("get_group_member_info").stream()
            .filter(call -> call.groupId().equals(group.id()))
            .map(call -> call.body().getInteger("Offset"))
            .toList();
    expect(
        new HashSet<>(offsets).size() == offsets.size() && !offsets.isEmpty(),
        "the member list should be read once, but these Offsets were read: " + offsets);
  }

  /** How many runs of the group have ended; those of one kind in a row count as they were. */
  int runsEnded(SandboxGroup group) {
    return runs.ended(group.id()).stream()
        .mapToInt((JsonObject run) -> run.getInteger("times", 1))
        .sum();
  }

  /** Waits until somebody can join. */
  void room(SandboxGroup group) {
    patience.until("room in " + group.id(), RUN, () -> group.freeSeats() > 0);
  }

  /** Tells who went, and notes it if these are not exactly those who should have gone. */
  void tellGone(SandboxGroup group, SeenRun run, List<String> expected) {
    tellGone(run);
    expectSame("who the ledger says is gone", accounts(run.removed()), expected);
    expectSame("who is gone", group.deletedAccounts(), expected);
  }

  /** Tells who went. */
  void tellGone(SeenRun run) {
    tell("gone", run.removed());
  }

  /** Tells who would have gone, and notes it if these are not the expected ones. */
  void tellWouldGo(SeenRun run, List<String> expected) {
    tell("would go", run.wouldRemove());
    expectSame("who would have gone", accounts(run.wouldRemove()), expected);
  }

  /** Tells of one person who stays. */
  void tellStays(SandboxGroup group, String account, String why) {
    narration.detail("stays", account + ", " + why);
    expect(group.has(account), account + " is gone, though " + why);
  }

  /** Tells who was spared and why. */
  void tellSpared(SeenRun run) {
    narration.detail("spared", Words.spared(run.spared()));
  }

  /** Notes it if anybody is gone. */
  void expectNobodyGone(SandboxGroup group) {
    expectSame("who is gone", group.deletedAccounts(), List.of());
  }

  private void tell(String word, List<SeenRun.Person> people) {
    for (SeenRun.Person person : people.subList(0, Math.min(NAMED, people.size()))) {
      narration.detail(word, Words.person(person, clock.instant()));
    }
    if (people.size() > NAMED) {
      narration.detail("", "and " + (people.size() - NAMED) + " more");
    }
  }

  private static List<String> accounts(List<SeenRun.Person> people) {
    return people.stream().map(SeenRun.Person::account).toList();
  }
}
