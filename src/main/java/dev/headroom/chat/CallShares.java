package dev.headroom.chat;

import java.util.function.IntSupplier;

/**
 * Divides what an app may call among all who call as that app. May be used from any thread; what it
 * gives out is asked before every call, so it answers from memory.
 */
@FunctionalInterface
public interface CallShares {

  /** Nobody else calls: all of it. */
  CallShares ALONE = (sdkAppId, api, allowance, used) -> allowance;

  /**
   * Our part of the calls of one API.
   *
   * @param api name on the wire
   * @param allowance calls per second that the app may make; asked each time
   * @param used how many of our part are in use: on their way, or answered less than a second ago
   * @return calls per second that are ours now; 0 while there is none for us
   */
  IntSupplier share(long sdkAppId, String api, IntSupplier allowance, IntSupplier used);
}
