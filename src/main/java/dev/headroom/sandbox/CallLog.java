package dev.headroom.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last calls in order of arrival. Safe for all threads. */
final class CallLog {
  private final int most;
  private final Deque<ChatCall> calls = new ArrayDeque<>();

  CallLog(int most) {
    this.most = most;
  }

  synchronized void add(ChatCall call) {
    if (calls.size() == most) {
      calls.removeFirst();
    }
    calls.addLast(call);
  }

  synchronized List<ChatCall> all() {
    return List.copyOf(calls);
  }

  synchronized void clear() {
    calls.clear();
  }
}
