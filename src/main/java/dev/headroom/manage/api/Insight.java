package dev.headroom.manage.api;

import dev.headroom.manage.Cursor;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** What is going on, to look at. Futures complete on the caller's context. */
public interface Insight {

  /** How a span of time is shown: into how many steps of which length it is cut. */
  enum Span {
    /** The last hour, by the minute. */
    HOUR("1h", Duration.ofMinutes(1), 60),
    /** The last day, by the quarter of an hour. */
    DAY("24h", Duration.ofMinutes(15), 96),
    /** The last two weeks, by six hours. */
    FORTNIGHT("14d", Duration.ofHours(6), 56);

    private final String text;
    private final Duration step;
    private final int steps;

    Span(String text, Duration step, int steps) {
      this.text = text;
      this.step = step;
      this.steps = steps;
    }

    /** As callers write it. */
    String text() {
      return text;
    }

    /** Length of a step. */
    public Duration step() {
      return step;
    }

    /** How many steps. */
    public int steps() {
      return steps;
    }
  }

  /** How things stand now. */
  Future<Standing> standing();

  /** What happened step by step, the oldest first; the last step is not over yet. */
  Future<List<SeriesPoint>> series(Span span);

  /**
   * The newest run of each group, the newest first.
   *
   * @param stuck only groups that were full at their last run, which could remove nobody
   * @param after end (milliseconds since 1970) and id of the last run of the page before, or null
   * @param limit most groups
   */
  Future<List<GroupView>> groups(boolean stuck, Cursor after, int limit);
}
