package dev.headroom.store;

import java.nio.file.Path;

/** The databases that Headroom knows: what holds for one holds for the other. */
public enum Database {
  SQLITE,
  POSTGRESQL;

  /** See {@link Session#noticeMillis()}. */
  public long noticeMillis() {
    return this == SQLITE ? 0 : Dialect.postgres().noticeMillis();
  }

  /** The URL of an empty one. */
  public String url(Path folder) {
    return this == SQLITE
        ? "jdbc:sqlite:" + folder.resolve("headroom.db")
        : Postgres.shared().newDatabase();
  }
}
