package dev.headroom.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;

/** What holds for any query and any body. */
class CallbackReadingPropertiesTest {

  private static CallbackQuery query(String query) {
    return CallbackQuery.parse("/im/callback" + query, "/im/callback".length());
  }

  private static Optional<CallbackBody> body(byte[] bytes) {
    return CallbackBody.parse(bytes, bytes.length);
  }

  @Property
  @Label("No text makes reading fail")
  void neverFails(
      @ForAll @Chars({'?', '&', '=', '%', 'S', 'i', 'g', 'n', '0', 'é', '\u0000'}) String text) {
    assertThat(query("?" + text + "&SdkAppid=" + text)).isNotNull();
    assertThat(query(text + "&OptPlatform=" + text)).isNotNull();
  }

  @Property
  @Label("A value of letters and digits is read as it was sent, wherever it stands")
  void readsBack(
      @ForAll @AlphaChars @NumericChars @StringLength(min = 1, max = 40) String value,
      @ForAll @Chars({'?', '&', '=', 'x'}) String before,
      @ForAll @Chars({'&', '='}) String after) {
    assertThat(query("?" + before + "&Sign=" + value + "&" + after).sign()).isEqualTo(value);
  }

  @Property
  @Label("No bytes make reading fail")
  void neverFails(@ForAll byte[] bytes) {
    assertThatCode(() -> body(bytes)).doesNotThrowAnyException();
  }

  @Property
  @Label("No damage to a right body makes reading fail")
  void neverFailsOnDamage(
      @ForAll @IntRange(max = 200) int at, @ForAll byte damage, @ForAll boolean cut) {
    byte[] bytes = Calls.BODY.getBytes(StandardCharsets.UTF_8);
    int place = at % bytes.length;
    byte[] damaged = cut ? Arrays.copyOf(bytes, place) : bytes.clone();
    if (!cut) {
      damaged[place] = damage;
    }
    assertThatCode(() -> body(damaged)).doesNotThrowAnyException();
    assertThat(cut && body(damaged).isPresent()).isFalse();
  }

  @Property
  @Label("Any texts in known and unknown fields are read as they were written")
  void readsBack(@ForAll String groupId, @ForAll String unknown) throws Exception {
    String json =
        new ObjectMapper()
            .writer()
            .with(JsonWriteFeature.ESCAPE_NON_ASCII)
            .writeValueAsString(
                Map.of("CallbackCommand", "c", "GroupId", groupId, "Unknown", unknown));
    assertThat(body(json.getBytes(StandardCharsets.UTF_8)))
        .contains(new CallbackBody("c", groupId, null, null, null));
  }
}
