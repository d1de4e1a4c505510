package dev.headroom.http;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Where a request was lost, by the errors of Vert.x's client and of Java's. Their texts are never
 * shown: they can hold the URL and what is secret in it.
 */
public enum LostConnection {
  /** The host's name is not known here. */
  UNKNOWN_HOST,
  /** Nothing answers at that address. */
  UNREACHABLE,
  /** No route leads to that address. */
  NO_ROUTE,
  /** Nobody listens on that port. */
  REFUSED,
  /** What listens does not speak TLS. */
  NOT_TLS,
  /** Its certificate has expired. */
  EXPIRED,
  /** Its certificate is not valid yet. */
  NOT_YET_VALID,
  /** Nobody who is trusted here vouches for its certificate. */
  UNTRUSTED,
  /** Somebody vouches for its certificate in a way that is not accepted here. */
  INVALID_PATH,
  /** Its certificate is made for another name. */
  OTHER_NAME,
  /** Any other trouble with TLS. */
  TLS,
  /** The request was taken, and not answered in time. */
  TIMEOUT,
  /** The connection was closed instead of an answer. */
  CLOSED;

  /** What that error, or one that caused it, tells. */
  public static LostConnection of(Throwable error) {
    if (is(error, UnknownHostException.class) || is(error, UnresolvedAddressException.class)) {
      return UNKNOWN_HOST;
    }
    if (is(error, SSLException.class)) {
      return tls(error);
    }
    if (is(error, ConnectTimeoutException.class) || is(error, HttpConnectTimeoutException.class)) {
      return UNREACHABLE;
    }
    if (is(error, NoRouteToHostException.class)) {
      return NO_ROUTE;
    }
    if (is(error, ConnectException.class)) {
      return REFUSED;
    }
    boolean isLate = is(error, TimeoutException.class) || is(error, HttpTimeoutException.class);
    return isLate ? TIMEOUT : CLOSED;
  }

  private static LostConnection tls(Throwable error) {
    if (is(error, NotSslRecordException.class) || says(error, "ecognized SSL message")) {
      return NOT_TLS;
    }
    if (is(error, CertificateExpiredException.class)) {
      return EXPIRED;
    }
    if (is(error, CertificateNotYetValidException.class)) {
      return NOT_YET_VALID;
    }
    if (is(error, CertPathBuilderException.class)) {
      return UNTRUSTED;
    }
    if (is(error, CertPathValidatorException.class)) {
      return INVALID_PATH;
    }
    return says(error, "No subject alternative") || says(error, "No name matching")
        ? OTHER_NAME
        : TLS;
  }

  private static boolean is(Throwable error, Class<? extends Throwable> kind) {
    return chain(error).anyMatch(kind::isInstance);
  }

  /** For what has no kind of its own. */
  private static boolean says(Throwable error, String part) {
    return chain(error).anyMatch(each -> String.valueOf(each.getMessage()).contains(part));
  }

  private static Stream<Throwable> chain(Throwable error) {
    return Stream.iterate(error, cause -> cause != null, Throwable::getCause).limit(10);
  }
}
