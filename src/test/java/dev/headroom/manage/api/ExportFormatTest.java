package dev.headroom.manage.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A line of an export")
class ExportFormatTest {

  private static final JsonObject ROW =
      new JsonObject().put("sdkAppId", 14L).put("groupId", "@TGS#1").put("account", "=1+1");

  @Test
  @DisplayName("is no formula for a spreadsheet")
  void csv() {
    assertThat(ExportFormat.CSV.line(ROW)).isEqualTo(",,14,'@TGS#1,,'=1+1,,,,,\r\n");
    assertThat(ExportFormat.CSV.head()).startsWith("at,run,sdkAppId,").endsWith(",restored\r\n");
  }

  @Test
  @DisplayName("is left as it is for a program")
  void ndjson() {
    assertThat(ExportFormat.NDJSON.line(ROW)).isEqualTo(ROW.encode() + "\n");
  }
}
