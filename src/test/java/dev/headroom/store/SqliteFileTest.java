package dev.headroom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileTest {

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("A second owner of the file is refused, told which file and what to do")
  void secondOwner() throws Exception {
    Path file = folder.resolve("headroom.db");
    SqliteStore store = open(file);
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("in use by another Headroom")
        .hasMessageContaining("stop that one");
    store.close().await(60, TimeUnit.SECONDS);
    open(file).close().await(60, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("A file that is no database is refused and stays as it is")
  void notADatabase() throws IOException {
    Path file = folder.resolve("headroom.db");
    Files.writeString(file, "dear diary, ".repeat(50));
    refusedUntouched(file, "not a database");
  }

  @Test
  @DisplayName("A database cut off in its header is refused and stays as it is")
  void truncated() throws IOException {
    Path file = folder.resolve("headroom.db");
    Files.writeString(file, "SQLite format 3\0");
    refusedUntouched(file, "not a database");
  }

  @Test
  @DisplayName("The database of another program is refused and stays as it is")
  void foreign() throws Exception {
    Path file = folder.resolve("headroom.db");
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("CREATE TABLE photos (name TEXT)");
    }
    refusedUntouched(file, "another program");
  }

  @Test
  @DisplayName("A corrupt database is refused and stays as it is")
  void corrupt() throws Exception {
    Path file = folder.resolve("headroom.db");
    SqliteStore store = open(file);
    store.write(s -> s.update("CREATE TABLE t (v TEXT)")).await(60, TimeUnit.SECONDS);
    store
        .write(s -> s.update("INSERT INTO t VALUES (hex(zeroblob(20000)))"))
        .await(60, TimeUnit.SECONDS);
    store.close().await(60, TimeUnit.SECONDS);
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(4096);
      raw.write("scratched ".repeat(1000).getBytes(StandardCharsets.US_ASCII));
    }
    refusedUntouched(file, "corrupt");
  }

  @Test
  @DisplayName("A folder that cannot be made is an error with a remedy")
  void noFolder() throws IOException {
    Path notAFolder = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> open(notAFolder.resolve("headroom.db")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be created")
        .hasMessageContaining("jobs.url");
  }

  @Test
  @DisplayName("A folder in the place of the file is an error with a remedy")
  void folderInstead() throws IOException {
    Path file = Files.createDirectory(folder.resolve("headroom.db"));
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  @DisplayName("A URL without a file is an error that shows how to write it")
  void noFile() {
    for (String url : List.of("jdbc:sqlite:", "jdbc:sqlite::memory:", "jdbc:h2:x", "data.db")) {
      assertThatThrownBy(() -> SqliteStore.open(vertx, url, Clock.systemUTC()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("jdbc:sqlite:data/headroom.db");
    }
  }

  @Test
  @DisplayName("A database of a newer version is refused, and its version named")
  void newer() throws Exception {
    Path file = folder.resolve("headroom.db");
    SqliteStore store = open(file);
    store
        .write(s -> s.update("UPDATE meta SET value = '4711' WHERE name = 'schema'"))
        .await(60, TimeUnit.SECONDS);
    store.close().await(60, TimeUnit.SECONDS);
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer Headroom")
        .hasMessageContaining("4711");
  }

  @Test
  @DisplayName("What was committed is there again after a process that closed nothing")
  void abruptEnd() throws Exception {
    Path file = folder.resolve("headroom.db");
    Path left = folder.resolve("left");
    SqliteStore store = open(file);
    for (int i = 0; i < 100; i++) {
      String name = "k" + i;
      store
          .write(s -> s.update("INSERT INTO meta VALUES (?, '')", name))
          .await(60, TimeUnit.SECONDS);
    }
    // What a killed process leaves behind: the files as they are while the store is open.
    copy(folder, left);
    store.close().await(60, TimeUnit.SECONDS);

    SqliteStore again = open(left.resolve("headroom.db"));
    long rows =
        again
            .read(
                s ->
                    s.query("SELECT COUNT(*) FROM meta WHERE name LIKE 'k%'", row -> row.getLong(1))
                        .get(0))
            .await(60, TimeUnit.SECONDS);
    again.close().await(60, TimeUnit.SECONDS);
    assertThat(rows).isEqualTo(100);
  }

  private void refusedUntouched(Path file, String why) throws IOException {
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("not touched")
        .hasMessageContaining(file.toString());
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private SqliteStore open(Path file) {
    return SqliteStore.open(vertx, "jdbc:sqlite:" + file, Clock.systemUTC());
  }
}
