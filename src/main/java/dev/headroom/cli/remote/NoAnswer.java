package dev.headroom.cli.remote;

import dev.headroom.http.LostConnection;

/** What it means when a request got no answer. */
final class NoAnswer {

  private NoAnswer() {}

  /** Cause and remedy. */
  static ServiceException inWords(String url, Throwable error) {
    return switch (LostConnection.of(error)) {
      case UNKNOWN_HOST ->
          ServiceException.failed(
              "the host name in " + url + " is not known here",
              "correct --url, or enter it in DNS");
      case UNREACHABLE, NO_ROUTE ->
          ServiceException.failed(
              url + " cannot be reached",
              "look at the address, and at firewalls and routes on the way; or run this on the"
                  + " service's machine");
      case REFUSED ->
          ServiceException.failed(
              "connection refused: nobody listens at " + url,
              "start Headroom there, or name its management port with --url URL");
      case NOT_TLS ->
          ServiceException.failed(
              "TLS: " + url + " does not speak TLS", "write http in --url, or correct the port");
      case EXPIRED ->
          ServiceException.failed("TLS: the certificate of " + url + " has expired", "renew it");
      case NOT_YET_VALID ->
          ServiceException.failed(
              "TLS: the certificate of " + url + " is not valid yet",
              "look at the clocks of both machines");
      case UNTRUSTED, INVALID_PATH ->
          ServiceException.failed(
              "TLS: the certificate of " + url + " is not trusted here",
              "if it is your own, name it, or the authority that signed it, with --ca FILE (PEM)");
      case OTHER_NAME ->
          ServiceException.failed(
              "TLS: the certificate of " + url + " is made for another name",
              "write a name of the certificate in --url");
      case TLS ->
          ServiceException.failed(
              "TLS: " + url + " and this machine do not come to terms",
              "let it speak TLS 1.2 or 1.3, or correct the port in --url");
      case TIMEOUT ->
          ServiceException.failed(
              url + " took the request and did not answer in time",
              "see /health/ready and the log of the service; what was asked for may be done all the"
                  + " same");
      case CLOSED ->
          ServiceException.failed(
              url + " closed the connection instead of answering",
              url.startsWith("https")
                  ? "look at what listens there, and at its log"
                  : "look at what listens there; if it speaks TLS, write https in --url");
    };
  }
}
