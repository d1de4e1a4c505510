package dev.headroom.manage.api;

import dev.headroom.event.Wire;
import dev.headroom.ledger.Csv;
import io.vertx.core.json.JsonObject;
import java.util.List;

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

  /** Comma separated, with a head line. */
  CSV("text/csv; charset=utf-8; header=present") {
    @Override
    String head() {
      return Csv.line(COLUMNS);
    }

    @Override
    String line(JsonObject row) {
      return Csv.line(COLUMNS.stream().map(row::getValue).toList());
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
}
