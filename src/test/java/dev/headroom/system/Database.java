package dev.headroom.system;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A PostgreSQL server that can be restarted, and a second way to it that can be cut. */
final class Database implements AutoCloseable {

  private final Path folder;
  private final NetServer way;
  private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
  private EmbeddedPostgres server;
  private volatile boolean cut;

  private Database(Vertx vertx, Path folder) throws IOException {
    this.folder = folder;
    this.server = builder().start();
    NetClient client = vertx.createNetClient();
    int port = server.getPort();
    this.way =
        vertx
            .createNetServer()
            .connectHandler(
                near -> {
                  sockets.add(near);
                  near.closeHandler(closed -> sockets.remove(near));
                  near.pause();
                  if (!cut) {
                    client
                        .connect(port, "127.0.0.1")
                        .onComplete(far -> join(near, far), lost -> near.close());
                  }
                });
  }

  static Database start(Vertx vertx, Path folder) throws Exception {
    Database database = new Database(vertx, folder);
    NodeInProcess.result(database.way.listen(0, "127.0.0.1"));
    return database;
  }

  private void join(NetSocket near, NetSocket far) {
    sockets.add(far);
    near.closeHandler(
        closed -> {
          sockets.remove(near);
          far.close();
        });
    far.closeHandler(
        closed -> {
          sockets.remove(far);
          near.close();
        });
    near.handler(far::write);
    far.handler(near::write);
    near.resume();
  }

  private EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setServerConfig("synchronous_commit", "on")
        .setPGStartupWait(Duration.ofMinutes(1))
        .setDataDirectory(folder)
        .setCleanDataDirectory(false);
  }

  String url() {
    return url(server.getPort());
  }

  /** The same, by the way that can be cut. */
  String fragileUrl() {
    return url(way.actualPort());
  }

  private static String url(int port) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
  }

  /** Nothing passes any more on the way that can be cut, and nobody is told. */
  void cut() {
    cut = true;
    sockets.forEach(NetSocket::pause);
  }

  void heal() {
    cut = false;
    sockets.forEach(NetSocket::close);
  }

  void restart() throws IOException {
    int port = server.getPort();
    server.close();
    server = builder().setPort(port).start();
  }

  /** Who holds the job of a group: another text for each claim, empty while nobody does. */
  String holder(String groupId) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        PreparedStatement query =
            connection.prepareStatement("SELECT lease_token FROM jobs WHERE group_id = ?")) {
      query.setString(1, groupId);
      try (ResultSet row = query.executeQuery()) {
        String token = row.next() ? row.getString(1) : null;
        return token == null ? "" : token;
      }
    }
  }

  @Override
  public void close() throws IOException {
    // The way ends with its Vert.x.
    server.close();
  }
}
