package dev.headroom.sandbox.story;

import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxGroup;
import java.time.Duration;

/** Chat's REST API is out of order for a while, but goes on calling back. */
final class BackendFails implements Story {

  /** Of each kind. */
  private static final Duration OUTAGE = Duration.ofSeconds(2);

  private static final int REFUSED = 4;

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
    scene.say(
        "Harbour Rowers is full: "
            + group.memberNum()
            + " of "
            + group.maxMemberNum()
            + ". Chat's REST API is out of order.");
    int failed =
        outage(scene, group, Fault.badGateway(), "answers 502 Bad Gateway")
            + outage(scene, group, Fault.reset(), "breaks every connection");
    scene.expect(failed > 0, "Headroom did not even try");
    scene.expectNobodyGone(group);
    scene.say("The REST API is well again. " + failed + " calls have failed.");
    long healedNanos = System.nanoTime();
    scene.room(group);
    long micros = (System.nanoTime() - healedNanos) / 1_000;
    scene.say(
        "Room: "
            + Words.freeSeats(group.freeSeats())
            + ", "
            + Words.micros(micros)
            + " later. Nothing was lost, and nobody had to do anything.");
    SeenRun run = scene.run(group, "pruned");
    scene.tellGone(group, run, cast.inactiveOnes().subList(0, 2));
    scene.tellSpared(run);
    String next = scene.newPerson();
    scene.expect(group.tryJoin(next).joined(), next + " could not join");
    scene.say(next + " joins: " + group.memberNum() + " of " + group.maxMemberNum() + ".");
  }

  /** Returns how many calls failed. */
  private static int outage(Scene scene, SandboxGroup group, Fault kind, String how) {
    Fault fault = scene.backend().inject(kind);
    try {
      long slowest = 0;
      for (int i = 0; i < REFUSED; i++) {
        CallbackReply reply = scene.callback(group.tryJoin(scene.newPerson()));
        slowest = Math.max(slowest, reply.micros());
        scene.patience().pause(OUTAGE.dividedBy(REFUSED));
      }
      scene.say(
          "For "
              + OUTAGE.toSeconds()
              + " s it "
              + how
              + ". "
              + REFUSED
              + " more people are refused; their callbacks are answered OK all the same, the"
              + " slowest in "
              + Words.micros(slowest)
              + ".");
      return fault.hits();
    } finally {
      scene.backend().clear(fault);
    }
  }
}
