package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PostgresUrlTest {

  private static PostgresUrl parse(String url) {
    return PostgresUrl.parse(url).orElseThrow();
  }

  @Test
  @DisplayName("User and password may stand before the host, percent-encoded")
  void beforeHost() {
    PostgresUrl url = parse("jdbc:postgresql://me:a%40b+c@db:5433/headroom?sslmode=require");
    assertThat(url.user()).isEqualTo("me");
    assertThat(url.password()).isEqualTo("a@b+c");
    assertThat(url.forDriver()).isEqualTo("jdbc:postgresql://db:5433/headroom?sslmode=require");
    assertThat(url).hasToString("jdbc:postgresql://db:5433/headroom");
  }

  @Test
  @DisplayName("Parameters are left to the driver and never shown")
  void parameters() {
    PostgresUrl url =
        parse("jdbc:postgresql://a,b:5433/d?user=me&password=hush&targetServerType=primary");
    assertThat(url.user()).isNull();
    assertThat(url.forDriver()).endsWith("?user=me&password=hush&targetServerType=primary");
    assertThat(url.place()).isEqualTo("jdbc:postgresql://a,b:5433/d");
    assertThat(url.hasEmptyPassword()).isFalse();
  }

  @Test
  @DisplayName("What could be read in two ways is no URL of ours")
  void doubtful() {
    assertThat(PostgresUrl.parse("jdbc:postgresql://me:a?b@h/d")).isEmpty();
    assertThat(PostgresUrl.parse("jdbc:postgresql://me:a@b@h/d")).isEmpty();
    assertThat(PostgresUrl.parse("jdbc:postgresql://me:%4@h/d")).isEmpty();
    assertThat(PostgresUrl.parse("jdbc:postgresql://h/")).isEmpty();
  }
}
