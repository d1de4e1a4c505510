package dev.headroom.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.cli.remote.Table.Kind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TableTest {

  private static Table table() {
    return new Table()
        .with("Group", Kind.ELASTIC)
        .with("Removed", Kind.NUMBER)
        .with("Outcome", Kind.WHOLE);
  }

  @Test
  @DisplayName("Columns are aligned, numbers end below each other, and what is not there is a dash")
  void aligned() {
    Table table = table();
    table.row("chess", 1_234, "pruned");
    table.row("@TGS#1", 5, null);
    assertThat(table.lines())
        .containsExactly(
            "Group   Removed  Outcome", "chess     1,234  pruned", "@TGS#1        5  -");
  }

  @Test
  @DisplayName("Wide characters do not shift the columns behind them")
  void wide() {
    Table table = table();
    table.row("王芳", 5, "pruned");
    table.row("abcd", 5, "pruned");
    assertThat(table.lines().get(1)).isEqualTo("王芳         5  pruned");
    assertThat(table.lines().get(2)).isEqualTo("abcd         5  pruned");
  }

  @Test
  @DisplayName("No line is wider than 100 columns: texts that can be spared lose their middle")
  void narrow() {
    Table table = table();
    table.row("g".repeat(96), 5, "nothing-to-prune");
    assertThat(table.lines())
        .allMatch(line -> TerminalText.width(line) <= 100)
        .last()
        .asString()
        .hasSize(100)
        .contains("..")
        .endsWith("nothing-to-prune");
  }

  @Test
  @DisplayName("A row that does not fit the heading is a mistake of ours")
  void cells() {
    assertThatThrownBy(() -> table().row("chess")).isInstanceOf(IllegalStateException.class);
  }
}
