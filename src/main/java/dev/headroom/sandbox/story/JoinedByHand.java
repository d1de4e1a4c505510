package dev.headroom.sandbox.story;

import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.HandJoin;
import dev.headroom.sandbox.SandboxGroup;

/** What came of a person at a keyboard having somebody join. */
final class JoinedByHand implements Story {

  private final HandJoin join;

  JoinedByHand(HandJoin join) {
    this.join = join;
  }

  @Override
  public String headline() {
    return "You, by hand";
  }

  @Override
  public void play(Scene scene) {
    SandboxGroup group = join.group();
    String seats = group.memberNum() + " of " + group.maxMemberNum() + " seats are taken.";
    String who = join.account();
    switch (join.join().outcome()) {
      case REFUSED -> scene.say(who + " was refused by " + group.id() + ", which was full.");
      case ALREADY_MEMBER -> scene.say(who + " is in " + group.id() + " already. " + seats);
      case JOINED -> scene.say(who + " is in " + group.id() + ". " + seats);
    }
    if (join.join().callback().isPresent()) {
      called(scene, group);
    }
  }

  private void called(Scene scene, SandboxGroup group) {
    CallbackReply reply = scene.callback(join.join());
    scene.say(
        "Chat called back, and Headroom answered OK in " + Words.micros(reply.micros()) + ".");
    SeenRun run = scene.run(group, each -> each.lastAt().isAfter(reply.sentAt()));
    scene.say(run.outcome() + ": " + Words.freeSeats(group.freeSeats()) + ".");
    if (!run.note().isEmpty()) {
      scene.detail("because " + run.note() + ".");
    }
    scene.tellGone(run);
    scene.tellSpared(run);
  }
}
