package dev.headroom.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {

  @ParameterizedTest
  @CsvSource({
    "https://chat.example.com/im/callback, true, chat.example.com, 443, /im/callback",
    "HTTP://chat.example.com, false, chat.example.com, 80, ''",
    "http://[::1]:8080/a?b=c, false, ::1, 8080, /a?b=c",
    "https://10.0.0.1:8443/{odd}|path, true, 10.0.0.1, 8443, /{odd}|path"
  })
  @DisplayName("A URL is read as it is to be sent")
  void parse(String text, boolean isTls, String host, int port, String target) {
    assertThat(HttpUrl.parse(text)).contains(new HttpUrl(isTls, host, port, target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "chat.example.com",
        "ftp://chat.example.com",
        "https://user:word@chat.example.com/",
        "https://chat.example.com:0/",
        "https://chat.example.com:65536/",
        "https:///path",
        "https://chat.example.com/ä"
      })
  @DisplayName("Anything else is none")
  void none(String text) {
    assertThat(HttpUrl.parse(text)).isEmpty();
  }

  @Test
  @DisplayName("A usual port is not written")
  void shown() {
    assertThat(new HttpUrl(true, "::1", 443, "/x")).hasToString("https://[::1]/x");
    assertThat(new HttpUrl(false, "a", 8080, "")).hasToString("http://a:8080");
  }

  @Test
  @DisplayName("What listens everywhere is called on this machine")
  void local() {
    assertThat(HttpUrl.local(false, "0.0.0.0", 8080, "/x")).hasToString("http://127.0.0.1:8080/x");
    assertThat(HttpUrl.local(false, "10.0.0.1", 8080, "")).hasToString("http://10.0.0.1:8080");
  }

  @Test
  @DisplayName("A path below does not get two slashes, and the query is no part of the path")
  void below() {
    assertThat(new HttpUrl(false, "a", 80, "/x/").below("/api")).hasToString("http://a/x/api");
    assertThat(new HttpUrl(false, "a", 80, "/x?y").path()).isEqualTo("/x");
    assertThat(new HttpUrl(false, "a", 80, "").path()).isEqualTo("/");
  }
}
