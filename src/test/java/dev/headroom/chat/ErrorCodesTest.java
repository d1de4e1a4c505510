package dev.headroom.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.chat.ChatException.Kind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorCodesTest {

  @ParameterizedTest(name = "{0} is {1}, uncertain: {2}")
  @CsvSource({
    "10002, PASSING, true",
    "10003, REFUSED, true",
    "10004, REFUSED, true",
    "10005, TOO_LARGE, true",
    "10006, GROUP_FREQUENCY, true",
    "10007, REFUSED, true",
    "10009, ACCOUNT, true",
    "10010, GROUP_GONE, false",
    "10011, REFUSED, true",
    "10012, APP_REFUSED, false",
    "10013, ACCOUNT, true",
    "10014, GROUP_FULL, true",
    "10015, GROUP_GONE, false",
    "10016, REFUSED, true",
    "10018, TOO_LARGE, true",
    "10019, ACCOUNT, true",
    "10021, REFUSED, true",
    "10023, GROUP_FREQUENCY, true",
    "10026, REFUSED, false",
    "10037, ACCOUNT, true",
    "10038, GROUP_FULL, true",
    "10054, TOO_LARGE, true",
    "10056, REFUSED, true",
    "10059, REFUSED, true",
    "11000, REFUSED, true",
    "20004, PASSING, true",
    "20005, PASSING, true",
    "60002, REFUSED, true",
    "60003, REFUSED, true",
    "60004, APP_REFUSED, false",
    "60005, APP_REFUSED, false",
    "60006, APP_REFUSED, false",
    "60007, FREQUENCY, false",
    "60008, PASSING, true",
    "60009, REFUSED, true",
    "60010, APP_REFUSED, false",
    "60011, FREQUENCY, false",
    "60012, REFUSED, true",
    "60013, PASSING, true",
    "60014, PASSING, true",
    "60015, REFUSED, true",
    "60016, APP_REFUSED, false",
    "60017, APP_REFUSED, false",
    "60018, FREQUENCY, false",
    "60019, FREQUENCY, false",
    "60020, APP_REFUSED, false",
    "60021, APP_REFUSED, false",
    "60022, REFUSED, true",
    "60023, REFUSED, true",
    "60024, REFUSED, true",
    "60025, APP_REFUSED, false",
    "60026, APP_REFUSED, false",
    "60027, REFUSED, false",
    "60028, QUOTA_USED_UP, false",
    "70001, APP_REFUSED, false",
    "70002, APP_REFUSED, false",
    "70003, APP_REFUSED, false",
    "70005, APP_REFUSED, false",
    "70009, APP_REFUSED, false",
    "70013, APP_REFUSED, false",
    "70014, APP_REFUSED, false",
    "70016, APP_REFUSED, false",
    "70020, APP_REFUSED, false",
    "70050, LOCKED, false",
    "70051, APP_REFUSED, false",
    "70107, ACCOUNT, true",
    "70169, PASSING, true",
    "70202, PASSING, true",
    "70402, REFUSED, true",
    "70403, APP_REFUSED, false",
    "70500, PASSING, true",
    "80002, REFUSED, true",
    "80005, APP_REFUSED, false",
    "90001, REFUSED, true",
    "90003, REFUSED, true",
    "90009, APP_REFUSED, false",
    "90011, TOO_LARGE, true",
    "90012, REFUSED, true",
    "90018, TOO_LARGE, true",
    "90048, ACCOUNT, true",
    "90057, FREQUENCY, false",
    "90992, PASSING, true",
    "90994, PASSING, true",
    "90995, PASSING, true",
    "91000, PASSING, true",
    "93000, REFUSED, true"
  })
  @DisplayName("each documented code has its meaning")
  void documented(int code, Kind kind, boolean uncertain) {
    ErrorCodes.Meaning meaning = ErrorCodes.of(code);

    assertThat(meaning.kind()).isEqualTo(kind);
    assertThat(meaning.uncertain()).isEqualTo(uncertain);
    assertThat(meaning.meaning()).isNotBlank();
    assertThat(ErrorCodes.isKnown(code)).isTrue();
    assertThat(meaning.newUserSig()).isEqualTo(code == 70001 || code == 60004 || code == 60005);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1, 10001, 60029, 99999})
  @DisplayName("a code that nobody documented counts against the job, and may have acted")
  void unknown(int code) {
    assertThat(ErrorCodes.of(code).kind()).isEqualTo(Kind.UNDOCUMENTED);
    assertThat(ErrorCodes.of(code).uncertain()).isTrue();
    assertThat(ErrorCodes.isKnown(code)).isFalse();
  }

  @Test
  @DisplayName("whatever parks the app had no effect")
  void ofAppIsCertain() {
    for (int code = 0; code < 100_000; code++) {
      ErrorCodes.Meaning meaning = ErrorCodes.of(code);
      assertThat(meaning.kind().isOfApp() && meaning.uncertain()).isFalse();
    }
  }
}
