package dev.headroom.sandbox;

/**
 * Counts arrivals in the second that ends now, whichever second that is: unlike a counter that
 * starts afresh with every full second, it sees a burst across the border. Safe for all threads.
 */
public final class QuotaWindow {
  private static final long SECOND_NANOS = 1_000_000_000L;

  /** A ring of the arrivals that are still inside the window. */
  private long[] ring = new long[64];

  private int first;
  private int size;
  private int largest;

  /** A window that has seen nothing. */
  public QuotaWindow() {}

  /**
   * Takes in one arrival.
   *
   * @param nanos monotonic time, never smaller than at the call before
   * @return arrivals in the second up to and with this one, refused ones included
   */
  public synchronized int arrived(long nanos) {
    while (size > 0 && nanos - ring[first] >= SECOND_NANOS) {
      first = (first + 1) % ring.length;
      size--;
    }
    if (size == ring.length) {
      grow();
    }
    ring[(first + size) % ring.length] = nanos;
    size++;
    largest = Math.max(largest, size);
    return size;
  }

  /** The most arrivals that any one second held. */
  public synchronized int largest() {
    return largest;
  }

  private void grow() {
    long[] wider = new long[ring.length * 2];
    for (int i = 0; i < size; i++) {
      wider[i] = ring[(first + i) % ring.length];
    }
    ring = wider;
    first = 0;
  }
}
