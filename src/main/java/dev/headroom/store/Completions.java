package dev.headroom.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to run on many contexts, with one hop to each. */
final class Completions {

  private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

  private final Map<CallerContext, List<Runnable>> byContext = new HashMap<>();

  /** Requests of one event loop share the hop of their common context. */
  void add(CallerContext context, Runnable completion) {
    byContext.computeIfAbsent(context.common(), key -> new ArrayList<>()).add(completion);
  }

  /** Sends all of them on their way. */
  void run() {
    byContext.forEach(Completions::hop);
    byContext.clear();
  }

  private static void hop(CallerContext context, List<Runnable> completions) {
    try {
      context.run(() -> completions.forEach(Runnable::run));
    } catch (RejectedExecutionException e) {
      LOG.debug("Nobody is left to tell of {} results: Vert.x has stopped", completions.size());
    }
  }
}
