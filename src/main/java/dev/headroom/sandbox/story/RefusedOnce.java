package dev.headroom.sandbox.story;

import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.Join;
import dev.headroom.sandbox.SandboxGroup;

/** Somebody is refused by a full group, and gets in at the second try. */
final class RefusedOnce implements Story {

  private final String id;
  private final String name;

  /** The story of the group with this id and name. */
  RefusedOnce(String id, String name) {
    this.id = id;
    this.name = name;
  }

  @Override
  public String headline() {
    return "Somebody is refused, once";
  }

  @Override
  public void play(Scene scene) {
    Cast cast =
        scene.cast(GroupType.PRIVATE, id, name).staff(0).newcomers(1).active(11).inactive(7);
    SandboxGroup group = cast.group();
    String person = scene.newPerson();
    long refusedNanos = System.nanoTime();
    Join join = group.tryJoin(person);
    scene.say(name + " is full: " + person + " is refused, and Chat calls back.");
    scene.say("Headroom answers OK in " + Words.micros(scene.callback(join).micros()) + ".");
    scene.room(group);
    long micros = (System.nanoTime() - refusedNanos) / 1_000;
    scene.say("Room, " + Words.micros(micros) + " after the refusal.");
    SeenRun run = scene.run(group, "pruned");
    scene.tellGone(group, run, cast.inactiveOnes().subList(0, 1));
    scene.tellSpared(run);
    Join again = group.tryJoin(person);
    scene.expect(again.joined(), person + " could not join");
    scene.say(person + " tries again and is in.");
  }
}
