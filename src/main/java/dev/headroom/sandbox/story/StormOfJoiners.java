package dev.headroom.sandbox.story;

import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.Join;
import dev.headroom.sandbox.SandboxGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Hundreds are refused within a moment, and each refusal is a callback. */
final class StormOfJoiners implements Story {

  private static final int PEOPLE = 300;
  private static final Duration SLOW = Duration.ofMillis(250);

  /** A twentieth of 500 seats. */
  private static final int SEATS_FREED = 25;

  @Override
  public String headline() {
    return "A storm of refused joiners";
  }

  @Override
  public void play(Scene scene) {
    Cast cast =
        scene
            .cast(GroupType.CHAT_ROOM, "concert-night", "Concert Night")
            .staff(4)
            .newcomers(20)
            .active(375)
            .online(10)
            .inactive(90);
    SandboxGroup group = cast.group();
    List<String> people = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      people.add(scene.newPerson());
    }
    scene.say("Concert Night is full: " + group.memberNum() + " of " + group.maxMemberNum() + ".");
    scene.detail("Today Chat takes " + SLOW.toMillis() + " ms for each REST call.");
    Fault slow = scene.backend().inject(Fault.slowBefore(SLOW));
    try {
      storm(scene, group, people);
      SeenRun run = scene.run(group, "pruned");
      scene.say(
          "Room: " + Words.freeSeats(group.freeSeats()) + ". One run has done for all of them.");
      scene.tellGone(group, run, cast.inactiveOnes().subList(0, SEATS_FREED));
      scene.tellSpared(run);
    } finally {
      scene.backend().clear(slow);
    }
    scene.expectSame("the number of runs", scene.runsEnded(group), 1);
    scene.expectReadOnce(group);
    // One seat is left, so that the group does not call again.
    List<String> again = people.subList(0, SEATS_FREED - 1);
    long joined = again.stream().filter(person -> group.tryJoin(person).joined()).count();
    scene.expectSame("how many got in on the second try", joined, (long) again.size());
    scene.say(
        joined + " of the refused try again and get in. The next callback brings the next run.");
  }

  private static void storm(Scene scene, SandboxGroup group, List<String> people) {
    List<Join> joins = people.stream().map(group::tryJoin).toList();
    scene.say(
        PEOPLE + " people try to join at once. All are refused, and Chat calls back each time.");
    long slowest =
        joins.stream().map(scene::callback).mapToLong(CallbackReply::micros).max().orElseThrow();
    scene.say(
        "All "
            + PEOPLE
            + " callbacks are answered OK, the slowest in "
            + Words.micros(slowest)
            + ".");
    scene.expect(joins.stream().allMatch(Join::refused), "somebody got into a full group");
  }
}
