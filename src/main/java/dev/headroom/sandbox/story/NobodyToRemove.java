package dev.headroom.sandbox.story;

import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.Join;
import dev.headroom.sandbox.SandboxGroup;
import java.util.Map;
import java.util.TreeMap;

/** A full group of people who all have a reason to stay. */
final class NobodyToRemove implements Story {

  @Override
  public String headline() {
    return "A group with nobody to remove";
  }

  @Override
  public void play(Scene scene) {
    Cast cast =
        scene
            .cast(GroupType.PUBLIC, "night-shift", "Night Shift Nurses")
            .staff(2)
            .bots(2)
            .patrons(2)
            .newcomers(4)
            .readers(2)
            .online(3)
            .active(14);
    SandboxGroup group = cast.group();
    String person = scene.newPerson();
    scene.say(
        "Night Shift Nurses is full: " + group.memberNum() + " of " + group.maxMemberNum() + ".");
    Join join = group.tryJoin(person);
    scene.say(person + " is refused, and Chat calls back.");
    scene.say("Headroom answers OK in " + Words.micros(scene.callback(join).micros()) + ".");
    SeenRun run = scene.run(group, "nothing-to-prune");
    scene.say("Nobody goes. In doubt Headroom removes nobody.");
    scene.tellSpared(run);
    Map<String, Integer> expected =
        new TreeMap<>(
            Map.of(
                "owner", 1,
                "admin", 2,
                "protected-account", 2,
                "protected-field", 2,
                "newcomer", 4,
                "reader", 2,
                "online", 3,
                "active", 14));
    scene.expectSame("who was spared", run.spared(), expected);
    scene.expectNobodyGone(group);
    scene.detail("It looks again when the first of them can become inactive.");
  }
}
