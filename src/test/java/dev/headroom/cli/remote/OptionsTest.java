package dev.headroom.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class OptionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"yes", "Y", " y "})
  @DisplayName("Only a yes is a yes")
  void yes(String answer) {
    assertThatCode(() -> new Confirmation().ask("Sure?", Optional.of(question -> answer)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "n", "no", "yep", "yes please"})
  @DisplayName("Whatever else is typed means that nothing is done")
  void no(String answer) {
    assertThatThrownBy(() -> new Confirmation().ask("Sure?", Optional.of(question -> answer)))
        .hasMessageContaining("nothing was done");
  }

  @Test
  @DisplayName("The end of input is no yes, and without a terminal nobody is asked")
  void nobody() {
    assertThatThrownBy(() -> new Confirmation().ask("Sure?", Optional.of(question -> null)))
        .hasMessageContaining("nothing was done");
    assertThatThrownBy(() -> new Confirmation().check(Optional.empty()))
        .isInstanceOfSatisfying(
            ServiceException.class, refused -> assertThat(refused.exitCode()).isEqualTo(2))
        .hasMessageContaining("--yes");
  }

  @Test
  @DisplayName("The only app need not be named; of several one must be")
  void apps() throws Exception {
    assertThat(AppOption.only(new JsonObject("{\"apps\":[{\"sdkAppId\":1400000000}]}")))
        .isEqualTo(1_400_000_000L);
    assertThatThrownBy(
            () -> AppOption.only(new JsonObject("{\"apps\":[{\"sdkAppId\":1},{\"sdkAppId\":2}]}")))
        .hasMessageContaining("--app, one of 1, 2");
  }

  @Test
  @DisplayName("A token that no header may have is refused without being shown")
  void token() throws Exception {
    assertThat(Connection.token(null)).isNull();
    assertThat(Connection.token("  ")).isNull();
    assertThat(Connection.token("secret\n")).isEqualTo("secret");
    assertThatThrownBy(() -> Connection.token("sec\nret"))
        .hasMessageContaining("HEADROOM_MANAGEMENT_TOKEN")
        .message()
        .doesNotContain("sec\nret", "ret");
  }

  @Test
  @DisplayName("A URL needs scheme and host, and never holds a password")
  void url() {
    ServiceUrl url = new ServiceUrl();
    assertThat(url.convert("https://headroom.example.com/ops"))
        .isEqualTo(URI.create("https://headroom.example.com/ops"));
    for (String wrong : new String[] {"localhost:8081", "ftp://a", "http://", "http://a?b", "::"}) {
      assertThatThrownBy(() -> url.convert(wrong))
          .isInstanceOf(TypeConversionException.class)
          .hasMessageContaining("is no URL");
    }
    assertThatThrownBy(() -> url.convert("http://me:secret@a"))
        .isInstanceOf(TypeConversionException.class)
        .message()
        .doesNotContain("secret");
  }
}
