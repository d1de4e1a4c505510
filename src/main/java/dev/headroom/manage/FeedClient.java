package dev.headroom.manage;

import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One who watches. What it does not take fast enough waits in a short queue; who falls behind that
 * is cut off, comes back and is told what it missed. Used on one context.
 */
final class FeedClient {

  /** How many events wait for a slow reader. */
  static final int QUEUE = 256;

  private static final Logger LOG = LoggerFactory.getLogger(FeedClient.class);

  private final HttpServerResponse response;
  private final Deque<String> waiting = new ArrayDeque<>();
  private boolean ended;

  /** While the past is read, news wait: what is told is told in order. */
  private boolean held = true;

  FeedClient(HttpServerResponse response) {
    this.response = response;
    response.drainHandler(drained -> flush());
  }

  void tell(FeedEvent event) {
    boolean busy = held || response.writeQueueFull() || !waiting.isEmpty();
    if (!busy) {
      write(event.encode());
    } else if (waiting.size() < QUEUE) {
      waiting.addLast(event.encode());
    } else if (!FeedEvent.FULL.equals(event.name())) {
      LOG.debug("a reader of the live feed is too slow and is cut off");
      end();
    }
  }

  /** Tells it right away: the past, before all that waits. */
  void tellFirst(FeedEvent event) {
    write(event.encode());
  }

  /** Lets news through. */
  void release() {
    held = false;
    flush();
  }

  /** Keeps proxies from closing a connection on which nothing happens. */
  void beat() {
    if (!response.writeQueueFull()) {
      write(": still here\n\n");
    }
  }

  void end() {
    if (!ended) {
      ended = true;
      waiting.clear();
      response.end().onFailure(gone -> LOG.debug("a reader had gone: {}", gone.toString()));
    }
  }

  private void flush() {
    while (!held && !waiting.isEmpty() && !response.writeQueueFull()) {
      write(waiting.removeFirst());
    }
  }

  private void write(String text) {
    if (!ended) {
      response.write(text).onFailure(gone -> LOG.debug("a reader has gone: {}", gone.toString()));
    }
  }
}
