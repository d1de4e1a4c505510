package dev.headroom.interleaving;

import dev.headroom.store.StoreException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose step is next: one at a time over all turns of a script, so that a script is always the
 * same. A turn that began earlier goes first, unless it was overtaken. Safe for all threads.
 */
final class Turns {

  private final Play play;
  private final List<Turn> turns = new ArrayList<>();
  private final Deque<Step<?>> held = new ArrayDeque<>();
  private final Map<String, Integer> seen = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final Set<String> leases = new HashSet<>();

  /** What was to happen before them has happened. */
  private final Set<Step<?>> happened = Collections.newSetFromMap(new IdentityHashMap<>());

  private boolean busy;
  private int begun;

  Turns(Play play) {
    this.play = play;
  }

  /** The names of all steps so far, the first one's first. */
  synchronized List<String> names() {
    return List.copyOf(names);
  }

  /** Whether a turn has begun under that lease. */
  synchronized boolean knows(String lease) {
    return leases.contains(lease);
  }

  /** How many turns there were. */
  synchronized int begun() {
    return begun;
  }

  /** Nothing goes on, or only who waits for whoever has taken over. */
  synchronized boolean isQuiet() {
    return turns.stream().allMatch(Turn::isOvertaken);
  }

  synchronized boolean isOver() {
    return turns.isEmpty();
  }

  synchronized void begins(Turn turn) {
    begun++;
    turns.add(turn);
    leases.add(turn.task().lease());
  }

  synchronized void ends(Turn turn) {
    turns.remove(turn);
    goOn();
  }

  /** Nobody has taken over, or whoever did has ended: who was overtaken goes on. */
  synchronized void goOn() {
    turns.forEach(turn -> turn.overtaken(false));
    next();
  }

  synchronized void hold(Step<?> step) {
    if (!step.turn().isDead()) {
      held.add(step);
      next();
    }
  }

  private void next() {
    Turn first = turns.stream().filter(turn -> !turn.isOvertaken()).findFirst().orElse(null);
    if (busy || first == null) {
      return;
    }
    for (Iterator<Step<?>> each = held.iterator(); each.hasNext(); ) {
      Step<?> step = each.next();
      if (step.turn() == first) {
        each.remove();
        busy = true;
        boolean goesOn = happened.remove(step);
        step.context().runOnContext(go -> begin(step, goesOn));
        return;
      }
    }
  }

  private void begin(Step<?> step, boolean goesOn) {
    if (goesOn) {
      play.goesOn(step);
      carryOut(step);
      return;
    }
    int number;
    boolean isFirstOfName;
    synchronized (this) {
      names.add(step.name());
      number = names.size();
      isFirstOfName = seen.merge(step.name(), 1, Integer::sum) == 1;
    }
    play.happen(step, number, isFirstOfName)
        .onComplete(
            done -> step.context().runOnContext(go -> afterActions(step)),
            failure -> {
              play.truth().violated("an action failed before step " + number + ": " + failure);
              step.context().runOnContext(go -> afterActions(step));
            });
  }

  private void afterActions(Step<?> step) {
    if (step.turn().isOvertaken()) {
      synchronized (this) {
        busy = false;
        happened.add(step);
        held.addFirst(step);
        next();
      }
      return;
    }
    carryOut(step);
  }

  private <T> void carryOut(Step<T> step) {
    Play.Meddling meddling = play.meddling();
    if (meddling == Play.Meddling.DIES) {
      die(step);
      return;
    }
    if (meddling == Play.Meddling.FAILS) {
      over(step, Future.failedFuture(new StoreException(new IllegalStateException("no space"))));
      return;
    }
    play.truth().before(step);
    Future<T> work;
    try {
      work = step.work().get();
    } catch (RuntimeException e) {
      work = Future.failedFuture(e);
    }
    work.onComplete(result -> step.context().runOnContext(go -> afterWork(step, meddling, result)));
  }

  private <T> void afterWork(Step<T> step, Play.Meddling meddling, AsyncResult<T> result) {
    if (result.succeeded()) {
      play.truth().after(step, result.result());
    }
    play.after(step);
    switch (meddling) {
      case DIES_AFTER -> die(step);
      case UNHEARD ->
          over(
              step,
              Future.failedFuture(new StoreException(new IllegalStateException("no answer"))));
      case SLOW -> over(step, slow(result));
      default ->
          over(
              step,
              result.succeeded()
                  ? Future.succeededFuture(result.result())
                  : Future.failedFuture(result.cause()));
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> Future<T> slow(AsyncResult<T> result) {
    return result.succeeded()
        ? Future.succeededFuture((T) Play.late(result.result()))
        : Future.failedFuture(result.cause());
  }

  private <T> void over(Step<T> step, Future<T> result) {
    synchronized (this) {
      busy = false;
    }
    if (step.name().equals(Step.END)) {
      ends(step.turn());
    }
    result.onComplete(step.result());
    synchronized (this) {
      next();
    }
  }

  private void die(Step<?> step) {
    Turn turn = step.turn();
    turn.die();
    play.died(turn)
        .onComplete(
            done -> {
              synchronized (this) {
                busy = false;
                held.removeIf(each -> each.turn() == turn);
              }
              ends(turn);
            });
  }
}
