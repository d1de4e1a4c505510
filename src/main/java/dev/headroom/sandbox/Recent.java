package dev.headroom.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last things of a kind, in the order they came. Safe for all threads. */
final class Recent<T> {
  private final int most;
  private final Deque<T> things = new ArrayDeque<>();

  Recent(int most) {
    this.most = most;
  }

  synchronized void add(T thing) {
    if (things.size() == most) {
      things.removeFirst();
    }
    things.addLast(thing);
  }

  synchronized List<T> all() {
    return List.copyOf(things);
  }

  synchronized void clear() {
    things.clear();
  }
}
