package dev.headroom.cli.remote;

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
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** What it means when a request got no answer. */
final class LostConnection {

  private LostConnection() {}

  /** Cause and remedy. */
  static ServiceException inWords(String url, Throwable error) {
    if (is(error, UnresolvedAddressException.class) || is(error, UnknownHostException.class)) {
      return ServiceException.failed(
          "the host name in " + url + " is not known here", "correct --url, or enter it in DNS");
    }
    if (is(error, SSLException.class)) {
      return tls(url, error);
    }
    if (is(error, HttpConnectTimeoutException.class) || is(error, NoRouteToHostException.class)) {
      return ServiceException.failed(
          url + " cannot be reached",
          "look at the address, and at firewalls and routes on the way; or run this on the"
              + " service's machine");
    }
    if (is(error, ConnectException.class)) {
      return ServiceException.failed(
          "connection refused: nobody listens at " + url,
          "start Headroom there, or name its management port with --url URL");
    }
    if (is(error, HttpTimeoutException.class)) {
      return ServiceException.failed(
          url + " took the request and did not answer in time",
          "see /health/ready and the log of the service; what was asked for may be done all the"
              + " same");
    }
    return ServiceException.failed(
        url + " closed the connection instead of answering",
        url.startsWith("https")
            ? "look at what listens there, and at its log"
            : "look at what listens there; if it speaks TLS, write https in --url");
  }

  private static ServiceException tls(String url, Throwable error) {
    if (is(error, CertificateExpiredException.class)) {
      return ServiceException.failed("TLS: the certificate of " + url + " has expired", "renew it");
    }
    if (is(error, CertificateNotYetValidException.class)) {
      return ServiceException.failed(
          "TLS: the certificate of " + url + " is not valid yet",
          "look at the clocks of both machines");
    }
    if (is(error, CertPathBuilderException.class) || is(error, CertPathValidatorException.class)) {
      return ServiceException.failed(
          "TLS: the certificate of " + url + " is not trusted here",
          "if it is your own, name it, or the authority that signed it, with --ca FILE (PEM)");
    }
    if (chain(error).anyMatch(LostConnection::isOtherName)) {
      return ServiceException.failed(
          "TLS: the certificate of " + url + " is made for another name",
          "write a name of the certificate in --url");
    }
    if (chain(error).anyMatch(LostConnection::isPlain)) {
      return ServiceException.failed(
          "TLS: " + url + " does not speak TLS", "write http in --url, or correct the port");
    }
    return ServiceException.failed(
        "TLS: " + url + " and this machine do not come to terms",
        "let it speak TLS 1.2 or 1.3, or correct the port in --url");
  }

  /** There are no kinds of their own for these. */
  private static boolean isOtherName(Throwable error) {
    String message = String.valueOf(error.getMessage());
    return message.startsWith("No subject alternative") || message.startsWith("No name matching");
  }

  private static boolean isPlain(Throwable error) {
    return String.valueOf(error.getMessage()).contains("ecognized SSL message");
  }

  private static boolean is(Throwable error, Class<? extends Throwable> kind) {
    return chain(error).anyMatch(kind::isInstance);
  }

  private static Stream<Throwable> chain(Throwable error) {
    return Stream.iterate(error, cause -> cause != null, Throwable::getCause).limit(10);
  }
}
