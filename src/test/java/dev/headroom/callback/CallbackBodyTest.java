package dev.headroom.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackBodyTest {

  private static Optional<CallbackBody> parse(byte[] bytes) {
    return CallbackBody.parse(bytes, bytes.length);
  }

  private static Optional<CallbackBody> parse(String json) {
    return parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String full(String more) {
    return "{\"CallbackCommand\":\"c\",\"GroupId\":\"g\"" + more + "}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|",
        ",\"EventTime\":\"1670574414123\"|1670574414123",
        ",\"EventTime\":1670574414123|1670574414123",
        ",\"EventTime\":null|",
        ",\"EventTime\":\"\"|",
        ",\"EventTime\":\"soon\"|",
        ",\"EventTime\":-1|",
        ",\"EventTime\":1.5e3|",
        ",\"EventTime\":true|",
        ",\"EventTime\":{\"EventTime\":1}|",
        ",\"EventTime\":[1,[2]]|",
        ",\"EventTime\":99999999999999999999999999|",
      })
  @DisplayName("EventTime is read as string or number, and anything else is unknown")
  void eventTime(String more, Long expected) {
    assertThat(parse(full(more))).contains(new CallbackBody("c", "g", expected, null, null));
  }

  @Test
  @DisplayName("Fields come in any order, with a TopicId or without")
  void order() {
    assertThat(parse(" {\"TopicId\":\"t\" , \"GroupId\":\"g\",\n\"CallbackCommand\":\"c\"} \n"))
        .contains(new CallbackBody("c", "g", null, "t", null));
    assertThat(parse(full(",\"TopicId\":null")))
        .contains(new CallbackBody("c", "g", null, null, null));
  }

  @Test
  @DisplayName("The warning of a call limit names the command")
  void alert() {
    assertThat(
            parse(
                "{\"CallbackCommand\":\"Alert.RequestOverLimit\",\"ServiceName\":\"openim\","
                    + "\"Command\":\"batchsendmsg\",\"Request\":510,\"Limit\":200}"))
        .contains(new CallbackBody("Alert.RequestOverLimit", null, null, null, "batchsendmsg"));
  }

  @Test
  @DisplayName("Unknown fields are skipped, also those that hold known names or come twice")
  void unknown() {
    assertThat(
            parse(
                full(
                    ",\"x\":{\"GroupId\":\"other\",\"y\":[{\"GroupId\":1}]},\"x\":1,"
                        + "\"groupid\":\"lower\",\"\":[],\"Command\":[\"no text\"],\"é\":\"é\"")))
        .contains(new CallbackBody("c", "g", null, null, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "\"text\"",
        "[]",
        "[{}]",
        "{",
        "{\"CallbackCommand\":\"c\"",
        "{\"CallbackCommand\":\"c\",}",
        "{'CallbackCommand':'c'}",
        "{CallbackCommand:\"c\"}",
        "{\"CallbackCommand\" \"c\"}",
        "{}{}",
        "{} x",
        "{},",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":\"\n\"}",
        "{\"a\":1}//",
        "{\"CallbackCommand\":1}",
        "{\"CallbackCommand\":null}",
        "{\"GroupId\":1}",
        "{\"GroupId\":null}",
        "{\"GroupId\":{}}",
        "{\"GroupId\":[\"g\"]}",
        "{\"TopicId\":1}",
        "{\"TopicId\":{}}",
        "{\"GroupId\":\"g\",\"GroupId\":\"g\"}",
        "{\"CallbackCommand\":\"c\",\"CallbackCommand\":\"c\"}",
        "{\"EventTime\":1,\"EventTime\":1}",
        "{\"TopicId\":null,\"TopicId\":\"t\"}",
        "{\"Command\":\"a\",\"Command\":\"b\"}",
        "callback",
        "<xml/>",
      })
  @DisplayName("What is not one object whose known fields come once with their types is refused")
  void unreadable(String json) {
    assertThat(parse(json)).isEmpty();
  }

  @Test
  @DisplayName("Nesting a little is fine, nesting without end is refused")
  void depth() {
    assertThat(parse(full(",\"x\":" + "[".repeat(50) + "]".repeat(50)))).isPresent();
    assertThat(parse(full(",\"x\":" + "[".repeat(500) + "]".repeat(500)))).isEmpty();
    assertThat(parse("{\"x\":".repeat(10_000))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
  @DisplayName("Other encodings than UTF-8 are refused")
  void otherEncodings(String charset) {
    assertThat(parse(full("").getBytes(Charset.forName(charset)))).isEmpty();
  }

  @Test
  @DisplayName("Bytes that are no UTF-8 are refused, wherever they are")
  void badUtf8() {
    assertThat(parse(full(",\"x\":\"é\"").getBytes(StandardCharsets.ISO_8859_1))).isEmpty();
    byte[] overlong = full(",\"x\":\"ab\"").getBytes(StandardCharsets.UTF_8);
    overlong[overlong.length - 4] = (byte) 0xC1;
    overlong[overlong.length - 3] = (byte) 0x81;
    assertThat(parse(overlong)).isEmpty();
    assertThat(parse(full(",\"x\":\"é\u4e2d\uD83D\uDE00\""))).isPresent();
  }

  @Test
  @DisplayName("Only the given length is read")
  void length() {
    byte[] bytes = (full("") + "garbage").getBytes(StandardCharsets.UTF_8);
    assertThat(CallbackBody.parse(bytes, bytes.length - "garbage".length())).isPresent();
    assertThat(CallbackBody.parse(bytes, bytes.length)).isEmpty();
  }
}
