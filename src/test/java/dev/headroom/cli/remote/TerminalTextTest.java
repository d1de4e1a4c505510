package dev.headroom.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TerminalTextTest {

  @Test
  @DisplayName("What could steer the terminal or turn a line round is not printed")
  void clean() {
    assertThat(TerminalText.clean("a\u001b[31mb\nc\u202ed\u2028e")).isEqualTo("a?[31mb?c?d?e");
    assertThat(TerminalText.clean("Jörg 王芳 😀")).isEqualTo("Jörg 王芳 😀");
  }

  @Test
  @DisplayName("Chinese, full-width and emoji take two columns, accents none of their own")
  void width() {
    assertThat(TerminalText.width("王芳")).isEqualTo(4);
    assertThat(TerminalText.width("ab")).isEqualTo(2);
    assertThat(TerminalText.width("ＡＢ")).isEqualTo(4);
    assertThat(TerminalText.width("😀")).isEqualTo(2);
  }

  @Test
  @DisplayName("What is too long loses its middle, and is never wider than it may be")
  void cut() {
    assertThat(TerminalText.cut("@TGS#2J4SZEAEL", 14)).isEqualTo("@TGS#2J4SZEAEL");
    assertThat(TerminalText.cut("@TGS#2J4SZEAEL", 10)).isEqualTo("@TGS..EAEL");
    for (int columns = 6; columns < 20; columns++) {
      assertThat(TerminalText.width(TerminalText.cut("王芳王芳王芳王芳王芳王芳", columns)))
          .isLessThanOrEqualTo(columns);
    }
  }

  @Test
  @DisplayName("Long texts are broken at blanks, and longer words within")
  void wrapped() {
    assertThat(TerminalText.wrapped("one two three", 7)).containsExactly("one two", "three");
    assertThat(TerminalText.wrapped("a bcdefghij k", 4))
        .containsExactly("a", "bcde", "fghi", "j k");
    assertThat(TerminalText.labelled("  why", 8, "because of it"))
        .containsExactly("  why   because of it");
  }

  @Test
  @DisplayName("Numbers are grouped, and one is not several")
  void numbers() {
    assertThat(TerminalText.count(1, "member", "members")).isEqualTo("1 member");
    assertThat(TerminalText.count(12_345, "member", "members")).isEqualTo("12,345 members");
  }
}
