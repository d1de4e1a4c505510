package dev.headroom.jobs;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * Apps that are left alone because the app itself is unwell, not a job of it. After the pause one
 * job goes first, as a probe; when the probe fares no better the pause doubles, up to ten times the
 * first and a minute. Used by one thread.
 */
final class Parking {

  private static final long LONGEST_MILLIS = 60_000;

  /** Short trouble is soon over: nobody shall wait a minute for the end of a second's. */
  private static final int MOST_TIMES_AS_LONG = 10;

  private final Map<Long, Pause> pauses = new HashMap<>();

  private static final class Pause {
    private long millis;
    private long until;
    private String probe;
    private long probeSince;
  }

  /** The app is not left alone any longer. */
  void forget(long sdkAppId) {
    pauses.remove(sdkAppId);
  }

  /** Whether the app is left alone, or has only its probe. */
  boolean isParked(long sdkAppId) {
    return pauses.containsKey(sdkAppId);
  }

  /** How many more jobs of the app may begin. */
  int room(long sdkAppId, long nowMillis) {
    Pause pause = pauses.get(sdkAppId);
    if (pause == null) {
      return Integer.MAX_VALUE;
    }
    return pause.probe == null && nowMillis >= pause.until ? 1 : 0;
  }

  /**
   * A job begins: if the app is parked, it is the probe.
   *
   * @param nowNanos by {@link System#nanoTime()}
   */
  void begun(long sdkAppId, String lease, long nowNanos) {
    Pause pause = pauses.get(sdkAppId);
    if (pause != null) {
      pause.probe = lease;
      pause.probeSince = nowNanos;
    }
  }

  /**
   * Ends the pause of an app whose probe has had a good answer; its run may take long.
   *
   * @param answeredSince whether the app was answered well since that moment
   */
  void look(long sdkAppId, LongPredicate answeredSince) {
    Pause pause = pauses.get(sdkAppId);
    if (pause != null && pause.probe != null && answeredSince.test(pause.probeSince)) {
      pauses.remove(sdkAppId);
    }
  }

  /** Whether a probe is under way. */
  boolean isProbing() {
    return pauses.values().stream().anyMatch(pause -> pause.probe != null);
  }

  /**
   * A job has ended and the app is known to be well or unwell.
   *
   * @param parkMillis for how long the app should be left alone; 0 = it is well
   * @return whether the app is parked now and was not before
   */
  boolean ended(long sdkAppId, String lease, long parkMillis, long nowMillis) {
    Pause pause = pauses.get(sdkAppId);
    boolean probe = pause != null && lease.equals(pause.probe);
    if (parkMillis <= 0) {
      // Only the probe began after the trouble: others may have been lucky before it.
      if (probe) {
        pauses.remove(sdkAppId);
      }
      return false;
    }
    boolean fresh = pause == null;
    if (fresh) {
      pause = new Pause();
      pauses.put(sdkAppId, pause);
    }
    long longest = Math.min(LONGEST_MILLIS, MOST_TIMES_AS_LONG * parkMillis);
    long doubled = probe ? Math.min(longest, 2 * pause.millis) : pause.millis;
    pause.millis = Math.max(doubled, parkMillis);
    pause.until = Math.max(pause.until, nowMillis + pause.millis);
    if (probe) {
      pause.probe = null;
    }
    return fresh;
  }

  /** A job has ended in a way that says nothing about the app. */
  void unknown(long sdkAppId, String lease, long nowMillis) {
    Pause pause = pauses.get(sdkAppId);
    if (pause != null && lease.equals(pause.probe)) {
      pause.probe = null;
      pause.until = nowMillis + pause.millis;
    }
  }

  /** How long until a parked app may send its probe; a long time when none waits for that. */
  long nextMillis(long nowMillis) {
    return pauses.values().stream()
        .filter(pause -> pause.probe == null)
        .mapToLong(pause -> Math.max(0, pause.until - nowMillis))
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
