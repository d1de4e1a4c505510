package dev.headroom.doctor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An http or https URL, its path and query as they are to be sent.
 *
 * @param isTls whether it is https
 * @param host name or address, without brackets
 * @param port the port, written or not
 * @param target path and query, empty if the URL ends with the host
 */
public record HttpUrl(boolean isTls, String host, int port, String target) {

  private static final Pattern FORM =
      Pattern.compile(
          "(https?)://(\\[[0-9A-Fa-f:.]+]|[0-9A-Za-z._-]+)(?::([0-9]{1,5}))?([/?][ -~]*)?",
          Pattern.CASE_INSENSITIVE);

  /** Loopback, and what routers of the internet do not pass on (RFC 1918, 3927, 4193, 4291). */
  private static final Pattern INSIDE =
      Pattern.compile(
          "localhost|(127|10)(\\.[0-9]+){3}|(192\\.168|169\\.254|172\\.(1[6-9]|2[0-9]|3[01]))"
              + "(\\.[0-9]+){2}|::1|(f[cd][0-9a-f]{2}|fe80):.*",
          Pattern.CASE_INSENSITIVE);

  private static final int MAX_PORT = 65_535;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** Reads a URL; empty if it is none, or names a user. */
  public static Optional<HttpUrl> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    boolean isTls = form.group(1).equalsIgnoreCase("https");
    int port = form.group(3) == null ? (isTls ? HTTPS : HTTP) : Integer.parseInt(form.group(3));
    String host = form.group(2).replaceAll("[\\[\\]]", "");
    String target = form.group(4) == null ? "" : form.group(4);
    return port < 1 || port > MAX_PORT
        ? Optional.empty()
        : Optional.of(new HttpUrl(isTls, host, port, target));
  }

  /** A URL of this machine for what listens on that address. */
  public static HttpUrl local(boolean isTls, String host, int port, String path) {
    boolean isAnywhere = host.equals("0.0.0.0") || host.equals("::");
    return new HttpUrl(isTls, isAnywhere ? "127.0.0.1" : host, port, path);
  }

  /** The same with more behind it. */
  HttpUrl then(String more) {
    return new HttpUrl(isTls, host, port, target + more);
  }

  /** The URL of that path on the same host, below this one's. */
  HttpUrl below(String path) {
    return new HttpUrl(isTls, host, port, target.replaceAll("/+$", "") + path);
  }

  /** The path, / at least. */
  String path() {
    String path = target.split("\\?", 2)[0];
    return path.isEmpty() ? "/" : path;
  }

  /** Whether only this machine, or its network, can reach the host. Names are not looked up. */
  boolean isInside() {
    return INSIDE.matcher(host).matches();
  }

  /** Host and port. */
  String place() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    boolean isUsual = port == (isTls ? HTTPS : HTTP);
    String place = place();
    return (isTls ? "https://" : "http://")
        + (isUsual ? place.substring(0, place.lastIndexOf(':')) : place)
        + target;
  }
}
