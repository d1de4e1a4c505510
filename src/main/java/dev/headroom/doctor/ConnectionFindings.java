package dev.headroom.doctor;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * What a failed connection means. Only the kinds of the errors are looked at: their texts can hold
 * the URL and what is secret in it.
 */
final class ConnectionFindings {

  private ConnectionFindings() {}

  /** The name, TLS, the connection or the reply: where it was lost. */
  static Finding lost(HttpUrl url, Throwable error) {
    if (is(error, UnknownHostException.class)) {
      return Finding.wrong(
          "DNS: the name " + url.host() + " is not known here",
          "Correct the name, enter it in DNS, or look at this machine's name server.");
    }
    if (is(error, SSLException.class)) {
      return tls(url, error);
    }
    if (is(error, ConnectTimeoutException.class)) {
      return Finding.wrong(
          "connection: " + url.place() + " does not answer",
          "Let firewalls, security groups and routes between here and there pass it.");
    }
    if (is(error, NoRouteToHostException.class)) {
      return Finding.wrong(
          "connection: there is no route to " + url.place(),
          "Look at the network and the address.");
    }
    if (is(error, ConnectException.class)) {
      return Finding.wrong(
          "connection: nobody listens at " + url.place(),
          "Start what should listen there, or correct host and port.");
    }
    if (is(error, TimeoutException.class)) {
      return Finding.wrong(
          "reply: " + url.place() + " took the request and did not reply in time",
          "Look at what listens there, and at its log.");
    }
    return Finding.wrong(
        "reply: " + url.place() + " closed the connection instead of replying",
        url.isTls()
            ? "Look at what listens there, and at its log."
            : "Look at what listens there; if it speaks TLS, write https.");
  }

  private static Finding tls(HttpUrl url, Throwable error) {
    String where = "TLS: ";
    if (is(error, NotSslRecordException.class)) {
      return Finding.wrong(
          where + url.place() + " does not speak TLS",
          "Write http, or put the TLS proxy on that port.");
    }
    if (is(error, CertificateExpiredException.class)) {
      return Finding.wrong(
          where + "the certificate of " + url.host() + " has expired", "Renew it.");
    }
    if (is(error, CertificateNotYetValidException.class)) {
      return Finding.wrong(
          where + "the certificate of " + url.host() + " is not valid yet",
          "Look at the clocks of both machines.");
    }
    if (is(error, CertPathBuilderException.class)) {
      return Finding.wrong(
          where + "nobody this machine trusts vouches for the certificate of " + url.host(),
          "Use a certificate of a public authority, and let the server send the intermediate"
              + " certificates with it.");
    }
    if (chain(error).anyMatch(ConnectionFindings::isOtherName)) {
      return Finding.wrong(
          where + "the certificate is made for another name than " + url.host(),
          "Use a certificate for that name, or the name of the certificate.");
    }
    return Finding.wrong(
        where + url.place() + " and this machine do not come to terms",
        "Let the server speak TLS 1.2 or 1.3 with a certificate for " + url.host() + ".");
  }

  /** There is no kind of its own for it. */
  private static boolean isOtherName(Throwable error) {
    String message = String.valueOf(error.getMessage());
    return message.startsWith("No subject alternative") || message.startsWith("No name matching");
  }

  private static boolean is(Throwable error, Class<? extends Throwable> kind) {
    return chain(error).anyMatch(kind::isInstance);
  }

  private static Stream<Throwable> chain(Throwable error) {
    return Stream.iterate(error, cause -> cause != null, Throwable::getCause).limit(10);
  }
}
