package dev.headroom.http;

import dev.headroom.http.RequestFault.UnknownVersionException;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what Vert.x leaves unread in the head of a request, for every port alike: absolute targets,
 * and versions. A version that is not spoken goes to the handler of invalid requests, which gives
 * it a body; Vert.x would answer with an empty one. Has no state; used by event loops.
 */
@Sharable
public final class RequestReading extends ChannelDuplexHandler {

  private static final RequestReading SHARED = new RequestReading();
  private static final String DECODER = "httpDecoder";

  /** With a user in front of the host it is an error [RFC 9110, 4.2.4]. */
  private static final Pattern ABSOLUTE =
      Pattern.compile("(?i:https?)://([^/?#@]+)(/[^#]*|\\?[^#]*|)(?:#.*)?");

  private RequestReading() {}

  /**
   * Reads the requests of a new connection so, and watches the port for those that it cannot take;
   * to be called by the connection handler.
   */
  public static void of(HttpConnection connection) {
    AcceptFailures.watch(connection);
    ChannelPipeline pipeline =
        ((HttpServerConnection) connection).channelHandlerContext().pipeline();
    pipeline.addAfter(DECODER, "headroomRequests", SHARED);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof DefaultHttpRequest request && request.decoderResult().isSuccess()) {
      version(request);
      target(request);
    } else if (message instanceof DefaultHttpContent content
        && content.decoderResult().isFailure()) {
      // Whoever reads the body tells it from a client that is gone.
      fail(content, new DecoderException("broken body", content.decoderResult().cause()));
    }
    context.fireChannelRead(message);
  }

  /** An error closes the connection at once: the answer that was given to it goes first. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise tells
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    context.flush();
    context.close(promise);
  }

  /** A higher minor version is read as the highest one that is known [RFC 9110, 2.5]. */
  private static void version(DefaultHttpRequest request) {
    HttpVersion version = request.protocolVersion();
    if (version.equals(HttpVersion.HTTP_1_1)) {
      // Vert.x knows it by identity.
      request.setProtocolVersion(HttpVersion.HTTP_1_1);
    } else if (!version.protocolName().equals("HTTP")) {
      fail(request, new IllegalArgumentException("no HTTP version"));
    } else if (version.majorVersion() == 1) {
      request.setProtocolVersion(
          version.minorVersion() == 0 ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1);
    } else {
      fail(request, new UnknownVersionException(version.text()));
      // The version of the answer.
      request.setProtocolVersion(HttpVersion.HTTP_1_1);
    }
  }

  /** A target with scheme and host is taken, and its host counts [RFC 9112, 3.2.2]. */
  private static void target(DefaultHttpRequest request) {
    String target = request.uri();
    if (target.startsWith("/")) {
      return;
    }
    Matcher absolute = ABSOLUTE.matcher(target);
    if (absolute.matches()) {
      String rest = absolute.group(2);
      request.setUri(rest.startsWith("/") ? rest : "/" + rest);
      request.headers().set(HttpHeaderNames.HOST, absolute.group(1));
    } else if (target.contains("://")) {
      fail(request, new IllegalArgumentException("no target"));
    }
  }

  private static void fail(HttpObject part, Exception cause) {
    part.setDecoderResult(DecoderResult.failure(cause));
  }
}
