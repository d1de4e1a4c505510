package dev.headroom.sandbox.story;

import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.Join;
import dev.headroom.sandbox.SandboxGroup;
import java.util.List;

/** Somebody takes the last seat; by the time the next one comes there is room. */
final class GroupFillsUp implements Story {

  private final String id;
  private final String name;

  /** The story of the group with this id and name. */
  GroupFillsUp(String id, String name) {
    this.id = id;
    this.name = name;
  }

  @Override
  public String headline() {
    return "A group fills up";
  }

  @Override
  public void play(Scene scene) {
    Cast cast =
        scene
            .cast(GroupType.PUBLIC, id, name)
            .staff(2)
            .bots(1)
            .newcomers(3)
            .active(24)
            .online(2)
            .inactive(6);
    SandboxGroup group = cast.group().max(40);
    String last = scene.newPerson();

    scene.say(name + " has 40 seats, and " + group.memberNum() + " are taken.");
    long joinedNanos = System.nanoTime();
    Join join = group.tryJoin(last);
    scene.say(last + " joins and takes the last one. Chat calls back, signed.");
    CallbackReply reply = scene.callback(join);
    scene.say(
        "Headroom answers OK in " + Words.micros(reply.micros()) + ", and then goes to work.");
    scene.room(group);
    long micros = (System.nanoTime() - joinedNanos) / 1_000;
    scene.say(
        "Room: "
            + Words.freeSeats(group.freeSeats())
            + ", "
            + Words.micros(micros)
            + " after the callback.");

    SeenRun run = scene.run(group, "pruned");
    List<String> expected = cast.inactiveOnes().subList(0, 2);
    scene.tellGone(group, run, expected);
    cast.onlineOnes()
        .forEach(
            online -> scene.tellStays(group, online, "silent for longer still, but online now"));
    scene.tellSpared(run);

    String next = scene.newPerson();
    Join late = group.tryJoin(next);
    scene.expect(late.joined(), next + " could not join");
    scene.say(next + " joins: " + group.memberNum() + " of 40.");
  }
}
