package dev.headroom.cli.remote;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rows under a heading, aligned, and no wider than {@link TerminalText#WIDTH} columns. */
final class Table {

  private static final String GAP = "  ";
  private static final int NARROWEST = 6;
  private static final String NOTHING = "-";

  /** How a column is set. */
  enum Kind {
    /** Always whole: what it holds is needed to go on. */
    WHOLE,
    /** Loses the middle of its texts when there is no room for them. */
    ELASTIC,
    /** Numbers, which end below each other. */
    NUMBER
  }

  private record Column(String heading, Kind kind) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** With a column more, on the right. */
  Table with(String heading, Kind kind) {
    columns.add(new Column(heading, kind));
    return this;
  }

  /** A row below the others; null stands for a value that is not there. */
  void row(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalStateException(cells.length + " cells for " + columns.size() + " columns");
    }
    rows.add(Arrays.stream(cells).map(Table::text).toList());
  }

  private static String text(Object cell) {
    if (cell instanceof Number number) {
      return TerminalText.number(number.longValue());
    }
    return cell == null || cell.toString().isEmpty()
        ? NOTHING
        : TerminalText.clean(cell.toString());
  }

  /** Whether there is no row. */
  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The heading and the rows. */
  List<String> lines() {
    int[] widths = widths();
    List<String> lines = new ArrayList<>();
    lines.add(line(columns.stream().map(Column::heading).toList(), widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private int[] widths() {
    int[] widths =
        IntStream.range(0, columns.size())
            .map(
                i ->
                    Math.max(
                        TerminalText.width(columns.get(i).heading()),
                        rows.stream()
                            .mapToInt(row -> TerminalText.width(row.get(i)))
                            .max()
                            .orElse(0)))
            .toArray();
    int room = TerminalText.WIDTH - GAP.length() * (columns.size() - 1);
    while (Arrays.stream(widths).sum() > room) {
      int widest = widestElastic(widths);
      if (widest < 0) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private int widestElastic(int[] widths) {
    return IntStream.range(0, widths.length)
        .filter(i -> columns.get(i).kind() == Kind.ELASTIC && widths[i] > NARROWEST)
        .boxed()
        .max((one, two) -> Integer.compare(widths[one], widths[two]))
        .orElse(-1);
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      boolean isCut = columns.get(i).kind() == Kind.ELASTIC;
      String cell = isCut ? TerminalText.cut(cells.get(i), widths[i]) : cells.get(i);
      String gap = " ".repeat(Math.max(0, widths[i] - TerminalText.width(cell)));
      line.append(i == 0 ? "" : GAP);
      line.append(columns.get(i).kind() == Kind.NUMBER ? gap + cell : cell + gap);
    }
    return line.toString().stripTrailing();
  }
}
