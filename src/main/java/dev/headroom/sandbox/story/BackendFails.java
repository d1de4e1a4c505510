package dev.headroom.sandbox.story;

import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxGroup;
import java.time.Duration;
import java.util.List;

/** Chat's REST API is out of order for a while, but goes on calling back. */
final class BackendFails implements Story {

  private static final Duration OUTAGE = Duration.ofSeconds(4);
  private static final int REFUSED = 5;

  @Override
  public String headline() {
    return "A backend that fails for a while";
  }

  @Override
  public void play(Scene scene) {
    Cast cast =
        scene
            .cast(GroupType.PRIVATE, "harbour-rowers", "Harbour Rowers")
            .staff(0)
            .newcomers(2)
            .active(20)
            .inactive(9);
    SandboxGroup group = cast.group();
    Fault fault = scene.backend().inject(Fault.badGateway());
    try {
      outage(scene, group);
      scene.expect(fault.hits() > 0, "Headroom did not even try");
      scene.expectNobodyGone(group);
      scene.say(
          "After " + fault.hits() + " calls that failed, Chat's REST API is well again.");
    } finally {
      scene.backend().clear(fault);
    }
    long healedNanos = System.nanoTime();
    scene.room(group);
    long micros = (System.nanoTime() - healedNanos) / 1_000;
    scene.say(
        "Room: " + Words.freeSeats(group.freeSeats()) + ", " + Words.micros(micros)
            + " later. Nothing was lost, nobody had to do anything.");
    SeenRun run = scene.run(group, "pruned");
    scene.tellGone(group, run, cast.inactiveOnes().subList(0, 2));
    scene.tellSpared(run);
    String next = scene.newPerson();
    scene.expect(group.tryJoin(next).joined(), next + " could not join");
    scene.say(next + " joins: " + group.memberNum() + " of " + group.maxMemberNum() + ".");
  }

  private static void outage(Scene scene, SandboxGroup group) {
    scene.say(
        "Harbour Rowers is full: " + group.memberNum() + " of " + group.maxMemberNum()
            + ". Chat's REST API answers everything with 502 Bad Gateway.");
    long slowest = 0;
    for (int i = 0; i < REFUSED; i++) {
      CallbackReply reply = scene.callback(group.tryJoin(scene.newPerson()));
      slowest = Math.max(slowest, reply.micros());
      scene.patience().pause(OUTAGE.dividedBy(REFUSED));
    }
    scene.say(
        "In " + OUTAGE.toSeconds() + " s " + REFUSED + " people were refused. Their callbacks were"
            + " answered OK all the same, the slowest in " + Words.micros(slowest) + ".");
    scene.expectSame("who could join meanwhile", group.freeSeats(), 0);
  }
}
