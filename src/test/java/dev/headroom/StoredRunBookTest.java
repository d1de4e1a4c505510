package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Task;
import dev.headroom.prune.RunBook;
import dev.headroom.store.Change;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StoredRunBookTest {

  private static final Task TASK =
      new Task(7, "lease", "run", GroupKey.of(1, "g"), Cause.CALLBACK, 1, 0, 0, false, true, 0);

  @Test
  @DisplayName("What the database cannot do is told as the store's failure, not as the run's")
  void storeFailure() {
    RunBook book = new StoredRunBook(new FullStore(), () -> null, () -> {}, Clock.systemUTC());

    assertThat(book.resume(TASK).cause()).isInstanceOf(RunBook.Unavailable.class);
    assertThat(book.retry(TASK, false, Duration.ZERO, "").cause())
        .isInstanceOf(RunBook.Unavailable.class)
        .hasMessageContaining("full");
  }

  private static final class FullStore implements Store {

    @Override
    public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
      return Future.failedFuture(new SQLException("database or disk is full"));
    }

    @Override
    public <T> Future<T> read(Change<T> query) {
      return Future.failedFuture(new SQLException("disk I/O error"));
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
