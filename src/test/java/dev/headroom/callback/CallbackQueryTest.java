package dev.headroom.callback;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackQueryTest {

  private static CallbackQuery parse(String query) {
    return CallbackQuery.parse("/im/callback" + query, "/im/callback".length());
  }

  @Test
  @DisplayName("The documented callback URL is read whole")
  void reads() {
    CallbackQuery query =
        parse(
            "?SdkAppid=1400000000&CallbackCommand=Group.CallbackAfterGroupFull&contenttype=json"
                + "&ClientIP=127.0.0.1&OptPlatform=RESTAPI&Sign=17773b&RequestTime=1669872112");
    assertThat(query.sdkAppId()).isEqualTo(1400000000L);
    assertThat(query.command()).isEqualTo("Group.CallbackAfterGroupFull");
    assertThat(query.clientIp()).isEqualTo("127.0.0.1");
    assertThat(query.platform()).isEqualTo("RESTAPI");
    assertThat(query.sign()).isEqualTo("17773b");
    assertThat(query.requestTime()).isEqualTo("1669872112");
    assertThat(query.isContradictory()).isFalse();
    assertThat(query.isSignatureContradictory()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?RequestTime=2&Sign=ab&SdkAppid=7",
        "?x=1?SdkAppid=7&Sign=ab&RequestTime=2",
        "?x=1&SdkAppid=7?Sign=ab?RequestTime=2",
        "?&&??SdkAppid=7&&Sign=ab&RequestTime=2&",
        "?=&x&Sign=ab&=5&RequestTime=2&SdkAppid=7",
        "?SdkAppid=7&SdkAppid=7&Sign=%61%62&Sign=ab&RequestTime=2",
      })
  @DisplayName("Parameters are found by name, in any order, after any ? or &")
  void findsByName(String text) {
    CallbackQuery query = parse(text);
    assertThat(query.sdkAppId()).isEqualTo(7);
    assertThat(query.sign()).isEqualTo("ab");
    assertThat(query.requestTime()).isEqualTo("2");
    assertThat(query.isContradictory()).isFalse();
    assertThat(query.isSignatureContradictory()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?",
        "?SdkAppid",
        "?SdkAppid=",
        "?SdkAppId=7",
        "?sdkappid=7",
        "?xSdkAppid=7",
        "?SdkAppid=+7",
        "?SdkAppid=-7",
        "?SdkAppid=7x",
        "?SdkAppid=0x7",
        "?SdkAppid=%37%zz",
        "?SdkAppid=1234567890123456789",
        "?SdkAppid=7&SdkAppid=8",
        "?SdkAppid=7&SdkAppid=",
      })
  @DisplayName("An app id that is missing, unreadable or contradictory is none")
  void noApp(String text) {
    assertThat(parse(text).sdkAppId()).isEqualTo(CallbackQuery.NO_APP);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "iOS|iOS",
        "a%20b|a b",
        "a+b|a+b",
        "%C3%A9|é",
        "%c3%a9|é",
        "50%|50%",
        "%4|%4",
        "%|%",
        "%GG|%GG",
        "a=b=c|a=b=c",
        "%26%3F|&?",
      })
  @DisplayName("Values are percent-decoded, and what is no escape stays as it is")
  void decodes(String sent, String read) {
    assertThat(parse("?OptPlatform=" + sent).platform()).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource({
    "?Sign=a&Sign=b, true, false",
    "?RequestTime=1&x=2&RequestTime=2, true, false",
    "?CallbackCommand=a&CallbackCommand=b, false, true",
    "?ClientIP=a&ClientIP=b, false, true",
    "?OptPlatform=iOS&OptPlatform=IOS, false, true",
    "?contenttype=json&contenttype=xml, false, true",
    "?contenttype=json&contenttype=JSON, false, false",
    "?x=1&x=2, false, false",
  })
  @DisplayName("A parameter repeated with another value is told")
  void contradictions(String text, boolean signature, boolean other) {
    CallbackQuery query = parse(text);
    assertThat(query.isSignatureContradictory()).isEqualTo(signature);
    assertThat(query.isContradictory()).isEqualTo(other);
  }
}
