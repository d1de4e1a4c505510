package dev.headroom.sandbox.story;

import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.Join;
import dev.headroom.sandbox.SandboxGroup;

/** An owner does not want it, and says so in a custom field of the group. */
final class OwnerSwitchedOff implements Story {

  /** The custom group field in which a group says {@code off}. */
  static final String FIELD = "headroom";

  private static final int INACTIVE = 12;

  @Override
  public String headline() {
    return "An owner who switched it off";
  }

  @Override
  public void play(Scene scene) {
    Cast cast =
        scene
            .cast(GroupType.PUBLIC, "class-of-2009", "Class of 2009")
            .staff(1)
            .active(11)
            .inactive(INACTIVE);
    SandboxGroup group = cast.group().field(FIELD, "off");
    String person = scene.newPerson();
    scene.say(
        "Class of 2009 is full, and "
            + INACTIVE
            + " of "
            + group.memberNum()
            + " have been silent for months. But the owner has set the group's field "
            + FIELD
            + " to off: they belong together.");
    Join join = group.tryJoin(person);
    scene.say(person + " is refused, and Chat calls back.");
    scene.say("Headroom answers OK in " + Words.micros(scene.callback(join).micros()) + ".");
    SeenRun run = scene.run(group, "switched-off");
    scene.say("Nobody goes: " + run.outcome() + ".");
    scene.expectNobodyGone(group);
  }
}
