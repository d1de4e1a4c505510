package dev.headroom.node;

import dev.headroom.chat.ChatApi;
import dev.headroom.manage.Check;
import dev.headroom.store.DatabaseClock;
import dev.headroom.store.Session;
import dev.headroom.store.SqlFailures;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** What must be well before a load balancer should send callbacks here. Safe for all threads. */
final class Readiness {

  private final DatabaseClock databaseClock;
  private volatile boolean serving;

  Readiness(DatabaseClock databaseClock) {
    this.databaseClock = Objects.requireNonNull(databaseClock, "databaseClock");
  }

  /** Whether every consumer is registered and the ports are open; false again from the stop on. */
  void set(boolean serving) {
    this.serving = serving;
  }

  List<Check> checks(
      Store store,
      Supplier<Future<Void>> storesRequests,
      Supplier<Future<OpenFiles>> openFiles,
      Collection<? extends ChatApi> chat) {
    return List.of(
        new Check("serving", () -> Future.succeededFuture(status(serving))),
        new Check(
            "store",
            () ->
                store
                    .write(Readiness::touch)
                    .compose(touched -> storesRequests.get())
                    .map(stored -> Status.OK())
                    .otherwise(Readiness::notStored)),
        new Check("files", () -> openFiles.get().map(Readiness::files)),
        new Check("clock", () -> Future.succeededFuture(clock(chat))),
        new Check("databaseClock", () -> databaseClock.skew(store).map(Readiness::near)));
  }

  /** Writes what is there already: a callback is taken only by a store that can be written. */
  private static int touch(Session session) throws SQLException {
    return session.update("UPDATE meta SET value = value WHERE name = 'schema'");
  }

  /** No more than that: anybody may ask. */
  private static Status notStored(Throwable failure) {
    String reason =
        SqlFailures.isFull(failure)
            ? "the disk of the database is full"
            : "the database takes no writes, see the log";
    return Status.KO().setData(new JsonObject().put("reason", reason));
  }

  private static Status status(boolean well) {
    return well ? Status.OK() : Status.KO();
  }

  /** More connections would be refused by the operating system. */
  static Status files(OpenFiles files) {
    return status(files.isEnough())
        .setData(new JsonObject().put("open", files.open()).put("max", files.max()));
  }

  private static Status near(Duration skew) {
    return status(!DatabaseClock.isFar(skew))
        .setData(new JsonObject().put("skewSeconds", skew.abs().toSeconds()));
  }

  private static Status clock(Collection<? extends ChatApi> chat) {
    Duration worst =
        chat.stream()
            .flatMap(api -> api.clockSkew().stream())
            .map(Duration::abs)
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return near(worst);
  }
}
