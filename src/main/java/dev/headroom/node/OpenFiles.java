package dev.headroom.node;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many of the file descriptors that the process may have are open; connections and files are
 * such.
 *
 * @param open those in use
 * @param max all it may have; 0 where the operating system does not tell
 */
record OpenFiles(long open, long max) {

  /** In percent. */
  private static final int FEW = 95;

  /** Counts them, one by one: not for an event loop. */
  static OpenFiles now() {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) {
      return new OpenFiles(0, 0);
    }
    long max = unix.getMaxFileDescriptorCount();
    try {
      return new OpenFiles(unix.getOpenFileDescriptorCount(), max);
    } catch (InternalError e) {
      // Counting takes one, and there is none.
      return new OpenFiles(max, max);
    }
  }

  /** Whether there are enough left for more connections. */
  boolean isEnough() {
    return max <= 0 || open < max / 100.0 * FEW;
  }
}
