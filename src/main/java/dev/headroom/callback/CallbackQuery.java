package dev.headroom.callback;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The query parameters of a callback, read by their exact names in one pass.
 *
 * <p>Parameters are separated by {@code &} and by {@code ?}: a callback URL that already holds a
 * query may be continued with either. What is repeated with the same value counts once. Reading
 * never fails; what is missing is null. Not thread-safe, made for one request.
 */
final class CallbackQuery {

  /** What {@link #sdkAppId} is when it is missing, unreadable or contradictory. */
  static final long NO_APP = -1;

  private static final int MAX_DIGITS = 18;

  private String sdkAppId;
  private String command;
  private String sign;
  private String requestTime;
  private String clientIp;
  private String platform;
  private String contentType;
  private boolean isEncoded;
  private boolean appContradictory;
  private boolean signatureContradictory;
  private boolean contradictory;

  private CallbackQuery() {}

  /**
   * Reads the parameters.
   *
   * @param uri the request target
   * @param from where the query begins
   */
  static CallbackQuery parse(String uri, int from) {
    CallbackQuery query = new CallbackQuery();
    int length = uri.length();
    query.isEncoded = uri.indexOf('%', from) >= 0;
    int and = -1;
    int mark = -1;
    int equals = -1;
    int end;
    for (int start = from; start < length; start = end + 1) {
      // Each is looked for again only when passed: one pass, by searches that the JVM does fast.
      and = and < start ? next(uri, '&', start) : and;
      mark = mark < start ? next(uri, '?', start) : mark;
      equals = equals < start ? next(uri, '=', start) : equals;
      end = Math.min(and, mark);
      if (equals < end) {
        query.take(uri, start, equals, end);
      }
    }
    return query;
  }

  private static int next(String uri, char separator, int start) {
    int found = uri.indexOf(separator, start);
    return found < 0 ? uri.length() : found;
  }

  /** {@code SdkAppid}, or {@link #NO_APP}. */
  long sdkAppId() {
    return appContradictory || sdkAppId == null ? NO_APP : digits(sdkAppId);
  }

  /** {@code CallbackCommand}, or null. */
  String command() {
    return command;
  }

  /** {@code Sign}, or null. */
  String sign() {
    return sign;
  }

  /** {@code RequestTime} as it was sent, or null. */
  String requestTime() {
    return requestTime;
  }

  /** {@code ClientIP}, or null. */
  String clientIp() {
    return clientIp;
  }

  /** {@code OptPlatform}, or null. */
  String platform() {
    return platform;
  }

  /** Whether {@code Sign} or {@code RequestTime} came with two values. */
  boolean isSignatureContradictory() {
    return signatureContradictory;
  }

  /** Whether any other parameter but {@code SdkAppid} came with two values. */
  boolean isContradictory() {
    return contradictory;
  }

  /** A number of 1 to 18 decimal digits and nothing else, or -1. */
  static long digits(String text) {
    int length = text.length();
    if (length == 0 || length > MAX_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private void take(String uri, int start, int equals, int end) {
    switch (equals - start) {
      case 4:
        if (uri.startsWith("Sign", start)) {
          String value = value(uri, equals, end);
          signatureContradictory |= differs(sign, value);
          sign = value;
        }
        break;
      case 8:
        if (uri.startsWith("SdkAppid", start)) {
          String value = value(uri, equals, end);
          appContradictory |= differs(sdkAppId, value);
          sdkAppId = value;
        } else if (uri.startsWith("ClientIP", start)) {
          String value = value(uri, equals, end);
          contradictory |= differs(clientIp, value);
          clientIp = value;
        }
        break;
      case 11:
        takeOfEleven(uri, start, equals, end);
        break;
      case 15:
        if (uri.startsWith("CallbackCommand", start)) {
          String value = value(uri, equals, end);
          contradictory |= differs(command, value);
          command = value;
        }
        break;
      default:
        break;
    }
  }

  private void takeOfEleven(String uri, int start, int equals, int end) {
    if (uri.startsWith("RequestTime", start)) {
      String value = value(uri, equals, end);
      signatureContradictory |= differs(requestTime, value);
      requestTime = value;
    } else if (uri.startsWith("OptPlatform", start)) {
      String value = value(uri, equals, end);
      contradictory |= differs(platform, value);
      platform = value;
    } else if (uri.startsWith("contenttype", start)) {
      String value = value(uri, equals, end);
      contradictory |= contentType != null && !contentType.equalsIgnoreCase(value);
      contentType = value;
    }
  }

  private static boolean differs(String known, String value) {
    return known != null && !known.equals(value);
  }

  private String value(String uri, int equals, int end) {
    return isEncoded ? decode(uri, equals + 1, end) : uri.substring(equals + 1, end);
  }

  /** Percent-decodes UTF-8; an escape that is none stays as it is written. */
  private static String decode(String uri, int from, int end) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - from);
    for (int i = from; i < end; i++) {
      char c = uri.charAt(i);
      if (c == '%' && i + 2 < end) {
        int high = Character.digit(uri.charAt(i + 1), 16);
        int low = Character.digit(uri.charAt(i + 2), 16);
        if (high >= 0 && low >= 0) {
          bytes.write(high << 4 | low);
          i += 2;
          continue;
        }
      }
      bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
