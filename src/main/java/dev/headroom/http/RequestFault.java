package dev.headroom.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/** Why a request could not be read. */
public enum RequestFault {
  /** Its first line is longer than the port allows. */
  LINE_TOO_LONG,
  /** Its headers together are longer than the port allows. */
  HEADERS_TOO_LONG,
  /** It is of a version of HTTP that is not spoken here. */
  VERSION,
  /** It is not HTTP. */
  MALFORMED;

  /** The fault of a request that was given to the handler of invalid ones. */
  public static RequestFault of(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      return LINE_TOO_LONG;
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return HEADERS_TOO_LONG;
    }
    return cause instanceof UnknownVersionException ? VERSION : MALFORMED;
  }

  /** A version of HTTP that is not spoken here. */
  static final class UnknownVersionException extends Exception {

    private static final long serialVersionUID = 1L;

    UnknownVersionException(String version) {
      super("HTTP version " + version, null, false, false);
    }
  }
}
