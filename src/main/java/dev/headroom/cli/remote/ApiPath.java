package dev.headroom.cli.remote;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A path below {@code /api}, and its query. */
record ApiPath(String text) {

  /** Of segments, each of which is percent-encoded. */
  static ApiPath of(Object... segments) {
    StringBuilder path = new StringBuilder("/api");
    for (Object segment : segments) {
      path.append('/').append(encoded(segment));
    }
    return new ApiPath(path.toString());
  }

  /** With a parameter more; null stands for one that is not given. */
  ApiPath with(String name, Object value) {
    return value == null
        ? this
        : new ApiPath(text + (text.contains("?") ? '&' : '?') + name + '=' + encoded(value));
  }

  private static String encoded(Object value) {
    return URLEncoder.encode(value.toString(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return text;
  }
}
