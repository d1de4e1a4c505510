package dev.headroom.sandbox;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many calls of each API one app may make, and has made. Safe for all threads. */
final class Quotas {

  private static final String GROUP_LIST = "get_appid_group_list";

  private final Map<String, QuotaWindow> windows = new ConcurrentHashMap<>();
  private final Map<String, Integer> own = new ConcurrentHashMap<>();
  private volatile int usual = SandboxApp.DEFAULT_QUOTA;

  void usual(int callsPerSecond) {
    usual = callsPerSecond;
  }

  void own(String api, int callsPerSecond) {
    own.put(api, callsPerSecond);
  }

  /** Calls of this API that are let in within any one second. */
  int allowed(String api) {
    return own.getOrDefault(api, api.equals(GROUP_LIST) ? 1 : usual);
  }

  /** Takes in one call at that monotonic time; those in the second up to it, itself included. */
  int arrived(String api, long nanos) {
    return windows.computeIfAbsent(api, any -> new QuotaWindow()).arrived(nanos);
  }

  /** The most calls of this API that any one second held. */
  int largest(String api) {
    QuotaWindow window = windows.get(api);
    return window == null ? 0 : window.largest();
  }
}
