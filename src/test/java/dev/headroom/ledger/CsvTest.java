package dev.headroom.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A line for spreadsheets")
class CsvTest {

  @Test
  @DisplayName("quotes what would break it, and leaves the rest as it is")
  void quotes() {
    assertThat(Csv.line(Arrays.asList("a b", 12L, null, "a,b", "say \"no\"", "two\nlines", "")))
        .isEqualTo("a b,12,,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@TGS#1", "\tx"})
  @DisplayName("disarms what begins like a formula")
  void formulas(String text) {
    assertThat(Csv.line(List.of("x", text))).isEqualTo("x,'" + text + "\r\n");
  }

  @Test
  @DisplayName("disarms and quotes where it must do both")
  void both() {
    assertThat(Csv.line(List.of("=HYPERLINK(\"http://evil.example\",\"x\")")))
        .isEqualTo("\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\"\r\n");
    assertThat(Csv.line(List.of("\r=1"))).isEqualTo("\"'\r=1\"\r\n");
  }
}
