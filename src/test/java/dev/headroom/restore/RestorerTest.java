package dev.headroom.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatApi.Deadline;
import dev.headroom.chat.ChatException;
import dev.headroom.chat.Group;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskContext;
import dev.headroom.jobs.TaskEnd;
import dev.headroom.ledger.Returnee;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One member who waits to be brought back, and a call whose moment has passed. */
class RestorerTest {

  private static final Task TASK =
      new Task(7, "lease", "run", GroupKey.of(1, "g"), Cause.RESTORE, 1, 0, 0, false, false, 0);
  private static final Returnee BOB = new Returnee("restore", "bob", Instant.EPOCH, null);

  private final Vertx vertx = Vertx.vertx();
  private final Map<Returnee.Way, ChatException> refusals = new EnumMap<>(Returnee.Way.class);
  private final List<Deadline> deadlines = new ArrayList<>();
  private final List<String> written = new ArrayList<>();
  private OptionalLong fence = OptionalLong.of(System.nanoTime() - 5);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private TaskEnd restore() throws Exception {
    RestoreContext context =
        new RestoreContext(
            app -> fake(ChatApi.class, this::chat),
            fake(RestoreBook.class, this::book),
            key -> Duration.ofMinutes(5),
            key -> Duration.ofMinutes(10),
            new TaskContext(
                10, Duration.ofSeconds(5), () -> false, delay -> vertx.timer(delay.toMillis())));
    return new Restorer(context, new SimpleMeterRegistry())
        .restore(TASK)
        .await(10, TimeUnit.SECONDS)
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Returnee.Way.class)
  @DisplayName(
      "A call goes out within a second of its note, or never: then another try follows, and counts")
  void atOnce(Returnee.Way way) throws Exception {
    if (way == Returnee.Way.ADD) {
      refuse(Returnee.Way.IMPORT, ChatException.Kind.ACCOUNT);
    }
    refuse(way, ChatException.Kind.NOT_SENT);

    TaskEnd end = restore();

    assertThat(deadlines)
        .containsOnly(new Deadline(fence.getAsLong() + TimeUnit.SECONDS.toNanos(1)))
        .hasSize(way == Returnee.Way.ADD ? 2 : 1);
    assertThat(end.end()).isEqualTo(TaskEnd.End.RETRY);
    assertThat(written).containsExactly("retry true");
  }

  @Test
  @DisplayName("Without enough of the lease nothing is sent, and nothing is written")
  void leaseLost() throws Exception {
    fence = OptionalLong.empty();

    TaskEnd end = restore();

    assertThat(end.end()).isEqualTo(TaskEnd.End.LOST);
    assertThat(deadlines).isEmpty();
    assertThat(written).isEmpty();
  }

  private void refuse(Returnee.Way way, ChatException.Kind kind) {
    refusals.put(way, new ChatException(kind, way.wire(), 0, false, kind.name()));
  }

  private Object chat(String call, Object[] arguments) {
    return switch (call) {
      case "group" ->
          Future.succeededFuture(
              new Group("g", Group.PUBLIC, 10, 200, 1L, Instant.EPOCH, Map.of()));
      case "roles" -> Future.succeededFuture(Map.of("bob", "NotMember"));
      case "importMembers" -> sent(Returnee.Way.IMPORT, arguments);
      case "addMembers" -> sent(Returnee.Way.ADD, arguments);
      default -> throw new UnsupportedOperationException(call);
    };
  }

  private Future<?> sent(Returnee.Way way, Object[] arguments) {
    deadlines.add((Deadline) arguments[arguments.length - 1]);
    return Future.failedFuture(refusals.get(way));
  }

  private Object book(String call, Object[] arguments) {
    return switch (call) {
      case "isRestore" -> Future.succeededFuture(true);
      case "waiting" -> Future.succeededFuture(List.of(BOB));
      case "intend" -> Future.succeededFuture(fence);
      case "retry" -> {
        // As the table does when the lease is somebody else's.
        boolean held = fence.isPresent();
        if (held) {
          written.add("retry " + arguments[1]);
        }
        yield Future.succeededFuture(held);
      }
      default -> {
        written.add(call);
        yield Future.succeededFuture(Optional.of(1));
      }
    };
  }

  private interface Answers {
    Object answer(String call, Object[] arguments);
  }

  private static <T> T fake(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.answer(method.getName(), arguments)));
  }
}
