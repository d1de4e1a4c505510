package dev.headroom.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.yaml.Secret;
import dev.headroom.jobs.ManualClock;
import dev.headroom.sandbox.UserSigCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UserSigTest {

  private static final long APP = 1400000000L;
  private static final String KEY =
      "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";

  private final ManualClock clock = new ManualClock(Instant.ofEpochSecond(1_600_000_000));
  private final AtomicReference<Secret> key = new AtomicReference<>(new Secret(KEY));
  private final UserSig userSig = new UserSig(APP, "xiaojun", key::get, clock);

  @Test
  @DisplayName("signs the inputs of Tencent's own test as they must be signed")
  void vector() {
    String sig =
        UserSig.sign(
            APP,
            "xiaojun",
            new Secret(KEY),
            Instant.ofEpochSecond(1_600_000_000),
            Duration.ofSeconds(15_552_000));

    UserSigCheck.Content content = UserSigCheck.decode(sig).orElseThrow();
    assertThat(content.sig()).isEqualTo("1Z5PngDjGaufeSiPoBuxdHY7EK3JTdAjMP93S4KvV3M=");
    assertThat(content.identifier()).isEqualTo("xiaojun");
    assertThat(content.sdkAppId()).isEqualTo(APP);
    assertThat(content.time()).isEqualTo(1_600_000_000);
    assertThat(content.expire()).isEqualTo(15_552_000);
    assertThat(sig).matches("[A-Za-z0-9*_-]+");
  }

  @Test
  @DisplayName("passes a check that was written apart from it, also for a name beyond ASCII")
  void verifies() {
    UserSig other = new UserSig(APP, "管理员 \"a\\b\"", key::get, clock);

    assertThat(verify(userSig.current(), "xiaojun", KEY)).isZero();
    assertThat(verify(other.current(), "管理员 \"a\\b\"", KEY)).isZero();
  }

  @Test
  @DisplayName("keeps one, renews it a day before it ends, and never hands out one near its end")
  void renews() {
    String first = userSig.current();
    clock.advance(Duration.ofHours(23));
    assertThat(userSig.current()).isEqualTo(first);

    clock.advance(Duration.ofHours(1));
    String second = userSig.current();

    assertThat(second).isNotEqualTo(first);
    assertThat(UserSigCheck.decode(second).orElseThrow().expire())
        .isGreaterThanOrEqualTo(Duration.ofHours(24).toSeconds());
    clock.advance(Duration.ofHours(23));
    assertThat(verify(userSig.current(), "xiaojun", KEY)).isZero();
  }

  @Test
  @DisplayName("signs anew with a new key at once")
  void newKey() {
    userSig.current();

    key.set(new Secret("another"));

    assertThat(verify(userSig.current(), "xiaojun", "another")).isZero();
  }

  @Test
  @DisplayName("signs anew when the clock was put back, so that it is not dated in the future")
  void clockPutBack() {
    userSig.current();

    clock.advance(Duration.ofDays(-3));

    assertThat(UserSigCheck.decode(userSig.current()).orElseThrow().time())
        .isEqualTo(clock.instant().getEpochSecond());
  }

  @Test
  @DisplayName("replaces a refused one once, however many calls were refused with it")
  void replaces() {
    String refused = userSig.current();
    clock.advance(Duration.ofSeconds(1));

    userSig.replace(refused);
    String second = userSig.current();
    clock.advance(Duration.ofSeconds(1));
    userSig.replace(refused);

    assertThat(second).isNotEqualTo(refused);
    assertThat(userSig.current()).isEqualTo(second);
  }

  @Test
  @DisplayName("shows neither key nor signature as text")
  void toStringIsHarmless() {
    assertThat(userSig.toString()).doesNotContain(userSig.current()).doesNotContain(KEY);
  }

  private int verify(String sig, String identifier, String withKey) {
    return UserSigCheck.verify(sig, APP, identifier, withKey, clock.instant());
  }
}
