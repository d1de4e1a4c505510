package dev.headroom.callback;

import dev.headroom.config.ServerSettings;
import io.vertx.core.http.HttpServerOptions;

/** How the callback port speaks HTTP. */
final class CallbackServer {

  /** A signed callback URL has a few hundred characters; what is longer is not from Tencent. */
  private static final int MAX_URI = 4096;

  private static final int MAX_HEADERS = 8192;

  private CallbackServer() {}

  /**
   * The options of the server. Idle connections are not its affair but that of {@link
   * CallbackConnections}.
   *
   * @param settings host, port and TLS; port 0 takes a free one
   * @param deployment what instances that shall share a free port have in common
   */
  static HttpServerOptions options(ServerSettings settings, String deployment) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(settings.port() == 0 ? sharedFreePort(deployment) : settings.port())
            .setTcpNoDelay(true)
            .setMaxInitialLineLength(MAX_URI)
            .setMaxHeaderSize(MAX_HEADERS)
            .setHandle100ContinueAutomatically(true)
            .setDecompressionSupported(false)
            .setHttp2ClearTextEnabled(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false);
    return settings.tls() == null ? options : settings.tls().applyTo(options);
  }

  /** Vert.x shares a free port among the servers that ask for the same negative one. */
  private static int sharedFreePort(String deployment) {
    return -1 - (deployment.hashCode() & 0x3FFF_FFFF);
  }
}
