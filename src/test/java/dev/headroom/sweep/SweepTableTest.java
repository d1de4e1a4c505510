package dev.headroom.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cluster.NodeTable;
import dev.headroom.cluster.SharedMemory;
import dev.headroom.sweep.SweepStatus.Finding;
import dev.headroom.sweep.SweepStatus.State;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The search for full groups")
class SweepTableTest {

  private static final long APP = 1_400_000_000L;
  private static final long ALIVE = 9_000;
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final AtomicLong now = new AtomicLong(1_800_000_000_000L);
  private SharedMemory memory;

  @BeforeEach
  void open() throws SQLException {
    memory = new SharedMemory(now::get);
    see("a");
    now.addAndGet(1_000);
    see("b");
  }

  @AfterEach
  void close() throws SQLException {
    memory.close();
  }

  private void see(String node) throws SQLException {
    NodeTable.report(memory, node, ALIVE, Map.of());
  }

  private boolean take(String node, long every) throws SQLException {
    return SweepTable.take(memory, node, APP, every);
  }

  @Test
  @DisplayName("is one node's at a time, and when it is done nobody's until it is due")
  void one() throws SQLException {
    assertThat(take("a", DAY)).isTrue();
    assertThat(take("b", DAY)).isFalse();
    assertThat(take("b", 0)).as("not even at once").isFalse();

    assertThat(SweepTable.giveBack(memory, "a", APP, true)).isTrue();

    assertThat(take("b", DAY)).isFalse();
    assertThat(take("b", 0)).as("after a refused callback").isTrue();
  }

  @Test
  @DisplayName("comes again when it is due")
  void again() throws SQLException {
    take("a", DAY);
    SweepTable.giveBack(memory, "a", APP, true);
    now.addAndGet(DAY);
    assertThat(take("b", DAY)).isTrue();
  }

  @Test
  @DisplayName("that was not finished is anybody's")
  void unfinished() throws SQLException {
    take("a", DAY);
    SweepTable.giveBack(memory, "a", APP, false);
    assertThat(take("b", DAY)).isTrue();
  }

  @Test
  @DisplayName("of a node that is gone is anybody's")
  void gone() throws SQLException {
    take("a", DAY);
    now.addAndGet(ALIVE - 500);
    see("b");
    assertThat(take("b", DAY)).isTrue();
    assertThat(SweepTable.giveBack(memory, "a", APP, true)).as("it is not a's").isFalse();
  }

  @Test
  @DisplayName("comes at once when all nodes were gone: nobody took callbacks meanwhile")
  void allGone() throws SQLException {
    take("a", DAY);
    SweepTable.giveBack(memory, "a", APP, true);
    now.addAndGet(Duration.ofMinutes(1).toMillis());
    see("c");
    assertThat(take("c", DAY)).isTrue();
  }

  @Test
  @DisplayName("is told of by the node that has it, as going on for as long as that node is there")
  void told() throws SQLException {
    take("a", DAY);
    assertThat(SweepTable.told(memory)).isEmpty();
    SweepStatus half = status(State.RUNNING, 1);
    SweepStatus all = status(State.DONE, 2);
    assertThat(SweepTable.tell(memory, "b", APP, text(half))).isFalse();
    assertThat(SweepTable.tell(memory, "a", APP, text(half))).isTrue();
    assertThat(SweepTable.told(memory)).containsExactly(half);

    now.addAndGet(ALIVE);
    assertThat(SweepTable.told(memory))
        .containsExactly(half.failed("the node that searched is gone"));

    see("a");
    SweepTable.tell(memory, "a", APP, text(all));
    SweepTable.giveBack(memory, "a", APP, true);
    assertThat(SweepTable.told(memory)).containsExactly(all);
    assertThat(SweepTable.tell(memory, "a", APP, text(half))).isFalse();
  }

  private static SweepStatus status(State state, long groups) {
    Finding finding = new Finding("@TGS#1", "Public", 100, 100, true);
    return new SweepStatus(
        APP, state, Instant.EPOCH, null, groups, 1, 0, 0, 1, 0, null, List.of(finding));
  }

  private static String text(SweepStatus status) {
    return SweepJson.of(status).encode();
  }
}
