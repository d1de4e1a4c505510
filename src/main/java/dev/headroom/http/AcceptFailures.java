package dev.headroom.http;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of connections that a port could not take, once in a while and with the remedy, where Netty
 * would warn of a bug each time. One for all ports; used by the threads that accept.
 */
@Sharable
final class AcceptFailures extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);
  private static final AcceptFailures SHARED = new AcceptFailures();
  private static final String NAME = "headroomAccept";
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final String NO_FILES = "Too many open files";

  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  private AcceptFailures() {}

  /** Watches the port that took this connection; the first connection of a port brings it there. */
  static void watch(HttpConnection connection) {
    ChannelPipeline port =
        ((HttpServerConnection) connection).channelHandlerContext().channel().parent().pipeline();
    if (port.get(NAME) == null) {
      try {
        port.addLast(NAME, SHARED);
      } catch (IllegalArgumentException e) {
        LOG.debug("Another event loop has put it there meanwhile");
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      context.fireExceptionCaught(cause);
      return;
    }
    long now = System.nanoTime();
    long until = quietUntil.get();
    if (now - until < 0 || !quietUntil.compareAndSet(until, now + QUIET_NANOS)) {
      return;
    }
    if (String.valueOf(cause.getMessage()).contains(NO_FILES)) {
      LOG.error(
          "Connections cannot be taken, the process has no file descriptors left: raise ulimit -n"
              + " (LimitNOFILE of systemd) and restart. On {}: {}",
          context.channel().localAddress(),
          cause.getMessage());
    } else {
      LOG.error(
          "Connections cannot be taken on {}: {}",
          context.channel().localAddress(),
          cause.toString());
    }
  }
}
