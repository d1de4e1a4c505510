package dev.headroom.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Finds TCP ports of 127.0.0.1 that nobody has, no port twice. Used by one thread. */
public final class FreePorts {

  private static final int LOOK_AT = 1_000;

  private final Set<Integer> given = new HashSet<>();

  /** This port, or the next free one after it. */
  public int from(int wanted) throws IOException {
    for (int port = wanted; port < wanted + LOOK_AT; port++) {
      if (!given.contains(port) && isFree(port)) {
        given.add(port);
        return port;
      }
    }
    throw new IOException("no port from " + wanted + " on is free on 127.0.0.1: end some programs");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
