package dev.headroom.store;

import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to run on many contexts, with one hop to each. */
final class Completions {

  private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

  private final Map<ContextInternal, List<Runnable>> byContext = new IdentityHashMap<>();

  /** Requests of one event loop have a context each; they share the hop of their common one. */
  void add(ContextInternal context, Runnable completion) {
    byContext.computeIfAbsent(context.unwrap(), key -> new ArrayList<>()).add(completion);
  }

  /** Sends all of them on their way. */
  void run() {
    byContext.forEach(Completions::hop);
    byContext.clear();
  }

  private static void hop(ContextInternal context, List<Runnable> completions) {
    try {
      context.runOnContext(go -> completions.forEach(Runnable::run));
    } catch (RejectedExecutionException e) {
      LOG.debug("Nobody is left to tell of {} results: Vert.x has stopped", completions.size());
    }
  }
}
