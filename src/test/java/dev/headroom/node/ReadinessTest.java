package dev.headroom.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.manage.Check;
import dev.headroom.store.Change;
import dev.headroom.store.DatabaseClock;
import dev.headroom.store.Store;
import dev.headroom.store.StoreException;
import io.vertx.core.Future;
import io.vertx.ext.healthchecks.Status;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReadinessTest {

  @Test
  @DisplayName("A store that cannot be written is not ready, for no callback could be taken")
  void needsAStoreThatWrites() {
    assertThat(store(true, Future.succeededFuture()).isOk()).isTrue();
    assertThat(store(false, Future.succeededFuture()).isOk()).isFalse();
  }

  @Test
  @DisplayName("A small write that goes well does not hide that callbacks cannot be stored")
  void needsStoredCallbacks() {
    assertThat(store(true, Future.failedFuture("no room")).isOk()).isFalse();
  }

  @Test
  @DisplayName("It is told that the disk is full, and of nothing else more than where to look")
  void reasons() {
    StoreException full = new StoreException(new SQLException("at /secret/place", null, 13));
    assertThat(store(true, Future.failedFuture(full)).getData().encode())
        .isEqualTo("{\"reason\":\"the disk of the database is full\"}");
    assertThat(store(true, Future.failedFuture("at /secret/place")).getData().encode())
        .contains("log")
        .doesNotContain("secret");
  }

  @Test
  @DisplayName("A process with hardly a file descriptor left takes no more connections")
  void needsFileDescriptors() {
    assertThat(Readiness.files(new OpenFiles(950, 1_000)).isOk()).isFalse();
    assertThat(Readiness.files(new OpenFiles(949, 1_000)).isOk()).isTrue();
    assertThat(Readiness.files(new OpenFiles(0, 0)).isOk()).isTrue();
    assertThat(OpenFiles.now().open()).isPositive();
  }

  private static Status store(boolean writable, Future<Void> storesRequests) {
    return new Readiness(new DatabaseClock(Clock.systemUTC()))
            .checks(
                new HalfStore(writable),
                () -> storesRequests,
                () -> Future.succeededFuture(OpenFiles.now()),
                List.of())
            .stream()
            .filter(check -> check.name().equals("store"))
            .map(Check::look)
            .findFirst()
            .orElseThrow()
            .get()
            .result();
  }

  /** Reads go well whatever happens to writes. */
  private record HalfStore(boolean writable) implements Store {

    @Override
    public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
      return writable ? Future.succeededFuture() : Future.failedFuture("the disk is full");
    }

    @Override
    public <T> Future<T> read(Change<T> query) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
