package dev.headroom.manage.api;

import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One who watches. What it does not take fast enough waits, up to a limit; who falls behind that is
 * cut off, comes back and is told what it missed. Used on one context.
 */
final class FeedClient {

  /** Characters of the past that are told at most, the newest. */
  static final int MOST_PAST = 1_000_000;

  /** Characters that wait for a slow reader at most. */
  static final int MOST_WAITING = 2 * MOST_PAST;

  private static final Logger LOG = LoggerFactory.getLogger(FeedClient.class);

  private final HttpServerResponse response;
  private final Deque<String> waiting = new ArrayDeque<>();
  private int characters;
  private boolean ended;

  /** While the past is read, news wait: what is told is told in order. */
  private boolean held = true;

  FeedClient(HttpServerResponse response) {
    this.response = response;
    response.drainHandler(drained -> flush());
  }

  /**
   * Tells of an event.
   *
   * @param text shared by all who watch
   * @param again whether it can be told again; if not, a slow reader is spared it
   */
  void tell(String text, boolean again) {
    if (ended) {
      return;
    }
    boolean busy = held || response.writeQueueFull() || !waiting.isEmpty();
    if (!busy) {
      write(text);
    } else if (characters + text.length() <= MOST_WAITING) {
      waiting.addLast(text);
      characters += text.length();
    } else if (again) {
      LOG.debug("a reader of the live feed is too slow and is cut off");
      end();
    }
  }

  /** Tells the past before all that waits, as much as may be, then lets news through. */
  void release(List<String> past) {
    if (ended) {
      return;
    }
    int told = 0;
    for (int i = past.size() - 1; i >= 0; i--) {
      String text = past.get(i);
      told += text.length();
      if (told > MOST_PAST) {
        break;
      }
      waiting.addFirst(text);
      characters += text.length();
    }
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
      String text = waiting.removeFirst();
      characters -= text.length();
      write(text);
    }
  }

  private void write(String text) {
    if (!ended) {
      response.write(text).onFailure(gone -> LOG.debug("a reader has gone: {}", gone.toString()));
    }
  }
}
