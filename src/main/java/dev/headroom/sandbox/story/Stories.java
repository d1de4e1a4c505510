package dev.headroom.sandbox.story;

import dev.headroom.sandbox.Breach;
import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.HandJoin;
import dev.headroom.sandbox.SandboxBackend;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Plays the stories of the sandbox on the thread that calls. The service under test is to be
 * reachable by the callbacks of the backend's first app, and to run with {@link #policy()}.
 */
public final class Stories {

  /** A full group to try by hand. */
  public static final String HAND_GROUP = "chess-club";

  private static final Duration PROBE = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final Duration BETWEEN_MOMENTS = Duration.ofSeconds(20);

  private final SandboxBackend backend;
  private final Narration narration;
  private final Patience patience = new Patience();
  private final Scene scene;
  private final Queue<HandJoin> byHand = new ConcurrentLinkedQueue<>();
  private int breachesTold;
  private long failedTold;

  /**
   * Stories of one backend and one service.
   *
   * @param management of the service, e.g. {@code http://127.0.0.1:8081}
   * @param clock the backend's: the past of all people is counted back from it
   * @param out where the stories are told
   */
  public Stories(SandboxBackend backend, URI management, Clock clock, PrintStream out) {
    this.backend = backend;
    this.narration = new Narration(out);
    this.scene = new Scene(backend, new RunsPage(management), narration, patience, clock);
    backend.onJoinByHand(byHand::add);
    scene
        .cast(GroupType.PUBLIC, HAND_GROUP, "Chess Club")
        .staff(1)
        .bots(1)
        .newcomers(2)
        .online(1)
        .active(14)
        .inactive(20)
        .group();
  }

  /**
   * Plays each story once; returns early once told to end.
   *
   * @return what was not as expected; empty if all was
   */
  public List<String> playOnce() {
    List<Story> stories =
        List.of(
            new GroupFillsUp("riverside-runners", "Riverside Runners"),
            new StormOfJoiners(),
            new NobodyToRemove(),
            new OwnerSwitchedOff(),
            new Braked(),
            new BackendFails());
    try {
      probe();
      int number = 0;
      for (Story story : stories) {
        play(++number + ". " + story.headline(), story);
        narration.asExpected();
      }
    } catch (Unexpected e) {
      narration.unexpected(e.getMessage());
    } catch (Ended e) {
      narration.plain("");
    }
    return narration.unexpected();
  }

  /** What the stories assume of the section {@code prune}; all else as it is by default. */
  public static JsonObject policy() {
    return new JsonObject()
        .put("mode", "enforce")
        .put("cooldown", "2s")
        .put("maxRest", "10s")
        .put("maxPerDay", "off")
        .put("minSeats", 0)
        .put(
            "protect",
            new JsonObject()
                .put("accounts", new JsonArray().add("*-bot"))
                .put("memberFields", new JsonObject().put(Cast.PATRON_FIELD, "*")))
        .put("groupField", new JsonObject().put("key", OwnerSwitchedOff.FIELD));
  }

  /** Goes on with small moments, and with what people do by hand, until told to end. */
  public void goOn() {
    Moments moments = new Moments(scene);
    try {
      while (true) {
        Optional<HandJoin> join = nextByHand();
        Story story = join.<Story>map(JoinedByHand::new).orElseGet(moments::next);
        play(story.headline(), story);
      }
    } catch (Ended e) {
      narration.plain("");
    }
  }

  /** Waits for somebody to join by hand; empty when it is time for something else. */
  private Optional<HandJoin> nextByHand() {
    long until = System.nanoTime() + BETWEEN_MOMENTS.toNanos();
    while (byHand.isEmpty() && System.nanoTime() < until) {
      patience.pause(LOOK_EVERY);
    }
    return Optional.ofNullable(byHand.poll());
  }

  /** Makes the playing thread come to an end soon; any thread. */
  public void end() {
    patience.end();
  }

  /** As the console's check of a callback URL does: any command has to be answered OK. */
  private void probe() {
    JsonObject body =
        new JsonObject()
            .put("CallbackCommand", "Group.CallbackAfterCreateGroup")
            .put("GroupId", HAND_GROUP);
    CallbackReply reply =
        patience.of(
            "the answer to a first callback",
            PROBE,
            backend.app().callback(body, "RESTAPI").orElseThrow());
    scene.answered(reply);
  }

  private void play(String headline, Story story) {
    narration.begin(headline);
    try {
      story.play(scene);
    } catch (Unexpected e) {
      narration.unexpected(e.getMessage());
    }
    tellBreaches();
  }

  private void tellBreaches() {
    List<Breach> breaches = backend.breaches();
    breaches
        .subList(breachesTold, breaches.size())
        .forEach(breach -> narration.unexpected("Headroom broke a rule of Chat: " + breach));
    breachesTold = breaches.size();
    long failed = backend.failedCallbacks();
    scene.expectSame("the number of callbacks that failed", failed - failedTold, 0L);
    failedTold = failed;
  }
}
