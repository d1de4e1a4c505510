package dev.headroom.config.yaml;

import java.util.Set;
import java.util.regex.Pattern;

/** Addresses to listen on and to call, judged by their text: nothing is looked up. */
public final class Hosts {

  private static final Pattern HOST =
      Pattern.compile("[0-9A-Za-z._-]+|[0-9A-Fa-f:.]+(%[0-9A-Za-z]+)?");
  private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::");

  private Hosts() {}

  /** A host name or address without scheme or port. */
  public static Form<String> host() {
    return text -> {
      if (!HOST.matcher(text).matches()) {
        throw new BadValue(
            "is not a host name or address",
            "Write it without scheme, port or brackets, e.g. 0.0.0.0, 127.0.0.1 or ::1");
      }
      return text;
    };
  }

  /** Whether only this machine can reach it. */
  public static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || LOOPBACK_V4.matcher(host).matches();
  }

  /** Whether it stands for all addresses of a machine. */
  public static boolean isWildcard(String host) {
    return WILDCARDS.contains(host);
  }

  /** Whether a port on the one is the same port on the other. */
  public static boolean overlap(String one, String two) {
    return one.equalsIgnoreCase(two) || WILDCARDS.contains(one) || WILDCARDS.contains(two);
  }
}
