package dev.headroom.manage;

import dev.headroom.event.Wire;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How an export is written. */
enum ExportFormat implements Wire {
  /** A JSON object a line. */
  NDJSON("application/x-ndjson; charset=utf-8") {
    @Override
    String head() {
      return "";
    }

    @Override
    String line(JsonObject row) {
      return row.encode() + "\n";
    }
  },

  /** Comma separated, by RFC 4180, with a head line. */
  CSV("text/csv; charset=utf-8; header=present") {
    @Override
    String head() {
      return String.join(",", COLUMNS) + END;
    }

    @Override
    String line(JsonObject row) {
      return COLUMNS.stream()
              .map(row::getValue)
              .map(ExportFormat::cell)
              .collect(Collectors.joining(","))
          + END;
    }
  };

  private static final List<String> COLUMNS =
      List.of(
          "at",
          "run",
          "sdkAppId",
          "groupId",
          "type",
          "account",
          "reason",
          "joinTime",
          "lastActivity",
          "evidence",
          "restored");

  private static final String END = "\r\n";

  private final String contentType;

  ExportFormat(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /** What stands before the first line. */
  abstract String head();

  abstract String line(JsonObject row);

  /** In quotes where it must be. */
  static String cell(Object value) {
    String text = value == null ? "" : value.toString();
    boolean quoted = Stream.of(",", "\"", "\r", "\n").anyMatch(text::contains);
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
