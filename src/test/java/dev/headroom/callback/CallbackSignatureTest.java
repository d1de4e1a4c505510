package dev.headroom.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.yaml.Secret;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackSignatureTest {

  private static final String TIME = "1669872112";
  private static final long NOW = 1669872112;
  private static final String OFFICIAL =
      "17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061";

  private static CallbackSignature of(String... tokens) {
    return new CallbackSignature(List.of(tokens).stream().map(Secret::new).toList());
  }

  @Test
  @DisplayName("The published example verifies, and the misprinted one does not")
  void official() {
    assertThat(of("xxxxyyyy").check(OFFICIAL, TIME, NOW)).isNull();
    assertThat(of("xxxyyy").check(OFFICIAL, TIME, NOW)).isEqualTo(CallbackReply.BAD_SIGNATURE);
  }

  @ParameterizedTest
  @CsvSource({"-61, STALE", "-60, ", "0, ", "60, ", "61, STALE", "86400, STALE"})
  @DisplayName("A signature is fresh for 60 whole seconds, either way")
  void freshness(long off, CallbackReply reply) {
    assertThat(of("xxxxyyyy").check(OFFICIAL, TIME, NOW + off)).isEqualTo(reply);
  }

  @Test
  @DisplayName("Any of several tokens signs, and no other")
  void rotation() {
    CallbackSignature signature = of("old", "xxxxyyyy", "ключ");
    for (String token : List.of("old", "xxxxyyyy", "ключ")) {
      assertThat(signature.check(Calls.sign(token, TIME), TIME, NOW)).isNull();
    }
    assertThat(signature.check(Calls.sign("older", TIME), TIME, NOW))
        .isEqualTo(CallbackReply.BAD_SIGNATURE);
    assertThat(signature.check(OFFICIAL, TIME, NOW)).as("after a wrong one").isNull();
  }

  @Test
  @DisplayName("Each signature is judged by its own time, whatever was checked before it")
  void alternating() {
    CallbackSignature signature = of("old", "xxxxyyyy");
    for (int i = 0; i < 3; i++) {
      String next = Long.toString(NOW + i);
      assertThat(signature.check(OFFICIAL, TIME, NOW)).isNull();
      assertThat(signature.check(Calls.sign("old", next), next, NOW)).isNull();
      assertThat(signature.check(OFFICIAL, Long.toString(NOW + 5), NOW))
          .isEqualTo(CallbackReply.BAD_SIGNATURE);
    }
  }

  @Test
  @DisplayName("Without a token no signature is right, not even that of an empty token")
  void noToken() {
    assertThat(of().check(Calls.sign("", TIME), TIME, NOW)).isEqualTo(CallbackReply.BAD_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "00", "1777", OFFICIAL + "0", " " + OFFICIAL, "é", "-1", "\u0000\uFFFF"})
  @DisplayName("What is not 64 hexadecimal digits is wrong")
  void notHex(String sign) {
    assertThat(of("xxxxyyyy").check(sign, TIME, NOW)).isEqualTo(CallbackReply.BAD_SIGNATURE);
  }

  @Test
  @DisplayName("Upper-case hexadecimal digits are wrong")
  void upperCase() {
    assertThat(of("xxxxyyyy").check(OFFICIAL.toUpperCase(Locale.ROOT), TIME, NOW))
        .isEqualTo(CallbackReply.BAD_SIGNATURE);
  }

  @Test
  @DisplayName("One wrong digit anywhere is wrong")
  void everyDigitCounts() {
    CallbackSignature signature = of("xxxxyyyy");
    for (int i = 0; i < OFFICIAL.length(); i++) {
      char other = OFFICIAL.charAt(i) == '0' ? '1' : '0';
      String sign = OFFICIAL.substring(0, i) + other + OFFICIAL.substring(i + 1);
      assertThat(signature.check(sign, TIME, NOW)).isEqualTo(CallbackReply.BAD_SIGNATURE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1669872112000000000", "-1669872112", "1669872112 ", "1669872112.0", "now", "١"})
  @DisplayName("A time that is no number of seconds is wrong, even if signed")
  void notATime(String time) {
    assertThat(of("xxxxyyyy").check(Calls.sign("xxxxyyyy", time), time, NOW))
        .isEqualTo(CallbackReply.BAD_SIGNATURE);
  }

  @Test
  @DisplayName("A time in milliseconds is stale")
  void milliseconds() {
    String time = TIME + "000";
    assertThat(of("xxxxyyyy").check(Calls.sign("xxxxyyyy", time), time, NOW))
        .isEqualTo(CallbackReply.STALE);
  }

  @Test
  @DisplayName("A signature without sign or time is missing")
  void missing() {
    CallbackSignature signature = of("xxxxyyyy");
    assertThat(signature.check(null, TIME, NOW)).isEqualTo(CallbackReply.MISSING_SIGNATURE);
    assertThat(signature.check("", TIME, NOW)).isEqualTo(CallbackReply.MISSING_SIGNATURE);
    assertThat(signature.check(OFFICIAL, null, NOW)).isEqualTo(CallbackReply.MISSING_SIGNATURE);
    assertThat(signature.check(OFFICIAL, "", NOW)).isEqualTo(CallbackReply.MISSING_SIGNATURE);
  }
}
