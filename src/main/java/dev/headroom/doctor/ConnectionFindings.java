package dev.headroom.doctor;

import dev.headroom.http.LostConnection;

/** What a failed connection means, and what to do about it. */
final class ConnectionFindings {

  private ConnectionFindings() {}

  /** The name, TLS, the connection or the reply: where it was lost. */
  static Finding lost(HttpUrl url, Throwable error) {
    return switch (LostConnection.of(error)) {
      case UNKNOWN_HOST ->
          Finding.wrong(
              "DNS: the name " + url.host() + " is not known here",
              "Correct the name, enter it in DNS, or look at this machine's name server.");
      case UNREACHABLE ->
          Finding.wrong(
              "connection: " + url.place() + " does not answer",
              "Let firewalls, security groups and routes between here and there pass it.");
      case NO_ROUTE ->
          Finding.wrong(
              "connection: there is no route to " + url.place(),
              "Look at the network and the address.");
      case REFUSED ->
          Finding.wrong(
              "connection: nobody listens at " + url.place(),
              "Start what should listen there, or correct host and port.");
      case NOT_TLS ->
          Finding.wrong(
              "TLS: " + url.place() + " does not speak TLS",
              "Write http, or put the TLS proxy on that port.");
      case EXPIRED ->
          Finding.wrong("TLS: the certificate of " + url.host() + " has expired", "Renew it.");
      case NOT_YET_VALID ->
          Finding.wrong(
              "TLS: the certificate of " + url.host() + " is not valid yet",
              "Look at the clocks of both machines.");
      case UNTRUSTED ->
          Finding.wrong(
              "TLS: nobody this machine trusts vouches for the certificate of " + url.host(),
              "Use a certificate of a public authority, and let the server send the intermediate"
                  + " certificates with it.");
      case OTHER_NAME ->
          Finding.wrong(
              "TLS: the certificate is made for another name than " + url.host(),
              "Use a certificate for that name, or the name of the certificate.");
      case INVALID_PATH, TLS ->
          Finding.wrong(
              "TLS: " + url.place() + " and this machine do not come to terms",
              "Let the server speak TLS 1.2 or 1.3 with a certificate for " + url.host() + ".");
      case TIMEOUT ->
          Finding.wrong(
              "reply: " + url.place() + " took the request and did not reply in time",
              "Look at what listens there, and at its log.");
      case CLOSED ->
          Finding.wrong(
              "reply: " + url.place() + " closed the connection instead of replying",
              url.isTls()
                  ? "Look at what listens there, and at its log."
                  : "Look at what listens there; if it speaks TLS, write https.");
    };
  }
}
