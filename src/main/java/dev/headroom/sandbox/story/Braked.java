package dev.headroom.sandbox.story;

import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.Join;
import dev.headroom.sandbox.SandboxGroup;
import java.util.List;

/** A limit that was lowered by mistake must not empty a group: a person has to look. */
final class Braked implements Story {

  private static final int SEATS = 60;
  private static final int LOWERED = 40;

  /** 52 members and 2 seats to keep free, in 40. */
  private static final int WOULD_GO = 14;

  @Override
  public String headline() {
    return "A braked group";
  }

  @Override
  public void play(Scene scene) {
    Cast cast =
        scene
            .cast(GroupType.PUBLIC, "allotment-gardens", "Allotment Gardens")
            .staff(2)
            .active(31)
            .inactive(18);
    SandboxGroup group = cast.group().max(LOWERED);
    String person = scene.newPerson();
    scene.say(
        "Allotment Gardens had "
            + SEATS
            + " seats and has "
            + group.memberNum()
            + " members. The plan was changed, and now there are only "
            + LOWERED
            + " seats.");
    Join join = group.tryJoin(person);
    scene.say(person + " is refused, and Chat calls back.");
    scene.say("Headroom answers OK in " + Words.micros(scene.callback(join).micros()) + ".");
    SeenRun run = scene.run(group, "braked");
    scene.say("Braked: nobody goes, and a person must look.");
    scene.detail("because " + run.note() + ".");
    scene.tellWouldGo(run, cast.inactiveOnes().subList(0, WOULD_GO));
    scene.expectNobodyGone(group);

    group.max(SEATS);
    Join again = group.tryJoin(person);
    scene.expect(again.joined(), person + " could not join though there are seats");
    scene.say(
        "Somebody looks and raises the limit again. "
            + person
            + " joins: "
            + group.memberNum()
            + " of "
            + SEATS
            + ", and nobody was lost.");
    scene.expectSame("who is gone", group.deletedAccounts(), List.of());
  }
}
