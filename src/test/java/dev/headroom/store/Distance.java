package dev.headroom.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A way to a database on this machine that takes some time, as one to another machine does. */
public final class Distance implements AutoCloseable {

  private static final byte[] END = {};

  private final int port;
  private final long nanos;
  private final ServerSocket near;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /**
   * A way to that port.
   *
   * @param roundTripMillis how long there and back
   */
  private Distance(int port, long roundTripMillis) throws IOException {
    this.port = port;
    this.nanos = TimeUnit.MILLISECONDS.toNanos(roundTripMillis) / 2;
    this.near = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::take);
  }

  /** A way to the server of that URL. */
  public static Distance to(String url, long roundTripMillis) throws IOException {
    String port = url.replaceAll("^.*localhost:(\\d+)/.*$", "$1");
    return new Distance(Integer.parseInt(port), roundTripMillis);
  }

  /** The same URL, by this way. */
  public String url(String url) {
    return url.replace("localhost:" + port, "localhost:" + near.getLocalPort());
  }

  private void take() throws IOException {
    while (true) {
      Socket from = near.accept();
      Socket to = new Socket(InetAddress.getLoopbackAddress(), port);
      from.setTcpNoDelay(true);
      to.setTcpNoDelay(true);
      sockets.add(from);
      sockets.add(to);
      carry(from, to);
      carry(to, from);
    }
  }

  private record Parcel(byte[] bytes, long dueNanos) {}

  /** What is on the way does not hold up what follows. */
  private void carry(Socket from, Socket to) {
    LinkedBlockingQueue<Parcel> way = new LinkedBlockingQueue<>();
    start(
        () -> {
          byte[] buffer = new byte[65_536];
          int length = from.getInputStream().read(buffer);
          while (length >= 0) {
            way.add(new Parcel(Arrays.copyOf(buffer, length), System.nanoTime() + nanos));
            length = from.getInputStream().read(buffer);
          }
          way.add(new Parcel(END, System.nanoTime() + nanos));
        });
    start(
        () -> {
          Parcel parcel = way.take();
          while (parcel.bytes() != END) {
            TimeUnit.NANOSECONDS.sleep(parcel.dueNanos() - System.nanoTime());
            to.getOutputStream().write(parcel.bytes());
            parcel = way.take();
          }
          to.close();
        });
  }

  private interface Way {
    void go() throws IOException, InterruptedException;
  }

  private static void start(Way way) {
    Thread thread =
        new Thread(
            () -> {
              try {
                way.go();
              } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    near.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
