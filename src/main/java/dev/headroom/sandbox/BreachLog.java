package dev.headroom.sandbox;

import java.util.ArrayList;
import java.util.List;

/** Collects breaches. Safe for all threads. */
final class BreachLog {
  /** Enough to see what is wrong; a client gone mad must not fill the memory. */
  private static final int MOST = 10_000;

  private final List<Breach> breaches = new ArrayList<>();

  synchronized void note(ChatCall call, Breach.Rule rule, String text) {
    if (breaches.size() < MOST) {
      breaches.add(new Breach(rule, text, call.sdkAppId(), call.api(), call.number()));
    }
  }

  synchronized List<Breach> all() {
    return List.copyOf(breaches);
  }

  synchronized void clear() {
    breaches.clear();
  }
}
