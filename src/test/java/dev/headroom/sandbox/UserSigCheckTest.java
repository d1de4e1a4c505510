package dev.headroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.doocs.im.util.SigUtil;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UserSigCheckTest {
  private static final String KEY =
      "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";
  private static final String FIXED =
      "eJyrVgrxCdYrSy1SslJQMtIzUNJRAItkpqTmlWSmZUIkKjIT87NK82CSxSnZiQUFmSlAKUMTAyiAyqVW"
          + "FGQWpYJkTE1NjRDiJZm5YFEzNPXFmekgGwyjTAPy0l2y3BNL01KDMwPynUorUjwizV29jb1CUhyzfAMs"
          + "jYNNvMvCjH1tlWoBGhAzGw__";
  private static final Instant MADE = Instant.ofEpochSecond(1_600_000_000);

  private static int verify(String sig, Instant now) {
    return UserSigCheck.verify(sig, 1_400_000_000L, "xiaojun", KEY, now);
  }

  @Test
  @DisplayName("decodes the fixed vector")
  void decodes() {
    assertThat(UserSigCheck.decode(FIXED))
        .contains(
            new UserSigCheck.Content(
                "xiaojun",
                1_400_000_000L,
                1_600_000_000L,
                15_552_000L,
                "1Z5PngDjGaufeSiPoBuxdHY7EK3JTdAjMP93S4KvV3M="));
  }

  @Test
  @DisplayName("verifies the fixed vector until the second it expires")
  void expiry() {
    assertThat(verify(FIXED, MADE)).isZero();
    assertThat(verify(FIXED, MADE.plusSeconds(15_551_999))).isZero();
    assertThat(verify(FIXED, MADE.plusSeconds(15_552_000))).isEqualTo(70001);
  }

  @Test
  @DisplayName("tells another user, another app and another key apart")
  void others() {
    assertThat(UserSigCheck.verify(FIXED, 1_400_000_000L, "else", KEY, MADE)).isEqualTo(70013);
    assertThat(UserSigCheck.verify(FIXED, 1_400_000_001L, "xiaojun", KEY, MADE)).isEqualTo(70014);
    assertThat(UserSigCheck.verify(FIXED, 1_400_000_000L, "xiaojun", KEY + "0", MADE))
        .isEqualTo(70009);
  }

  @Test
  @DisplayName("accepts what an official generator makes now")
  void official() {
    String sig = SigUtil.genUserSig(1_400_000_000L, KEY, "xiaojun", 600);
    assertThat(verify(sig, Instant.now())).isZero();
  }

  @Test
  @DisplayName("refuses what is empty, no base64, cut off, deflated without a header, or no JSON")
  void unreadable() {
    assertThat(verify("", MADE)).isEqualTo(70002);
    assertThat(verify("a b", MADE)).isEqualTo(70003);
    assertThat(verify(FIXED.substring(0, 40), MADE)).isEqualTo(70003);
    assertThat(verify(encoded(content().encode(), true), MADE)).isEqualTo(70003);
    assertThat(verify(encoded("no json", false), MADE)).isEqualTo(70003);
    assertThat(verify(encoded("x".repeat(100_000), false), MADE)).isEqualTo(70003);
  }

  @Test
  @DisplayName("refuses numbers written as strings and missing parts")
  void wrongTypes() {
    assertThat(verify(encoded(content().encode(), false), MADE)).isZero();
    for (String name : content().fieldNames()) {
      JsonObject without = content();
      without.remove(name);
      assertThat(verify(encoded(without.encode(), false), MADE)).as(name).isEqualTo(70003);
    }
    JsonObject text = content().put("TLS.time", "1600000000");
    assertThat(verify(encoded(text.encode(), false), MADE)).isEqualTo(70003);
  }

  private static JsonObject content() {
    return new JsonObject()
        .put("TLS.ver", "2.0")
        .put("TLS.identifier", "xiaojun")
        .put("TLS.sdkappid", 1_400_000_000L)
        .put("TLS.time", 1_600_000_000L)
        .put("TLS.expire", 15_552_000L)
        .put("TLS.sig", "1Z5PngDjGaufeSiPoBuxdHY7EK3JTdAjMP93S4KvV3M=");
  }

  private static String encoded(String text, boolean raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out =
        new DeflaterOutputStream(bytes, new Deflater(Deflater.DEFAULT_COMPRESSION, raw))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder()
        .encodeToString(bytes.toByteArray())
        .replace('+', '*')
        .replace('/', '-')
        .replace('=', '_');
  }
}
