package dev.headroom.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.AccountPatterns;
import dev.headroom.config.Settings;
import dev.headroom.config.TestConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubstitutionTest {

  @TempDir private Path directory;

  private static String reason(String raw, Map<String, String> environment) throws InvalidSettings {
    return TestConfig.parse(
            TestConfig.APPS + "prune: { notice: { reason: '" + raw + "' } }", environment)
        .prune()
        .base()
        .notice()
        .reason();
  }

  private String file(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    java.nio.file.Files.writeString(file, content);
    return "${file:" + file + "}";
  }

  @ParameterizedTest(name = "{0} becomes {1}")
  @DisplayName("variables are put in, alone or inside a longer text")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ${A}                | x y
          <${A}-${B}>         | <x y-${A} $1 \\>
          ${NONE:-default}    | default
          ${EMPTY:-default}   | default
          ${A:-default}       | x y
          ${NONE:-a:-b}       | a:-b
          5 $ and $A and {A}  | 5 $ and $A and {A}
          """)
  void variables(String raw, String text) throws InvalidSettings {
    Map<String, String> environment = Map.of("A", "x y", "B", "${A} $1 \\", "EMPTY", "");
    assertThat(reason(raw, environment)).isEqualTo(text);
  }

  @Test
  @DisplayName("a default may be empty")
  void emptyDefault() throws InvalidSettings {
    assertThat(reason("${NONE:-}", Map.of())).isEmpty();
  }

  @Test
  @DisplayName("numbers, durations and flags may come from the environment")
  void types() throws InvalidSettings {
    Settings settings =
        TestConfig.parse(
            TestConfig.APPS
                + """
                  server: { port: "${PORT}" }
                  chat:
                    timeout: ${TIMEOUT:-4s}
                  prune:
                    mode: ${MODE}
                    protect: { online: "${ONLINE}" }
                  """,
            Map.of("PORT", "9000", "MODE", "off", "ONLINE", "false"));
    assertThat(settings.server().port()).isEqualTo(9000);
    assertThat(settings.chat().timeout()).hasSeconds(4);
    assertThat(settings.prune().base().mode()).isEqualTo(dev.headroom.event.Mode.OFF);
    assertThat(settings.prune().base().protect().online()).isFalse();
  }

  @Test
  @DisplayName("what comes in never changes the structure of the file")
  void structure() throws InvalidSettings {
    assertThat(reason("${A}", Map.of("A", "x'}, mode: enforce #")))
        .isEqualTo("x'}, mode: enforce #");
  }

  @Test
  @DisplayName("a file gives its content without its one last line break")
  void files() throws Exception {
    assertThat(reason(file("unix", "a b\n"), Map.of())).isEqualTo("a b");
    assertThat(reason(file("windows", "a b\r\n"), Map.of())).isEqualTo("a b");
    assertThat(reason(file("bare", "a b"), Map.of())).isEqualTo("a b");
    assertThat(reason("<" + file("inside", "é\n") + ">", Map.of())).isEqualTo("<é>");
    assertThat(TestConfig.problemsWith("management: { token: '" + file("two", "a\n\n") + "' }"))
        .containsExactly(
            "management.token: begins or ends with white space. Remove the blanks or line breaks"
                + " around it.");
  }

  @Test
  @DisplayName("a path is relative to the working directory")
  void relative() {
    assertThat(TestConfig.problemsWith("prune: { notice: { reason: '${file:no/such.txt}' } }"))
        .containsExactly(
            "prune.notice.reason: needs the file no/such.txt, which does not exist. Create it, or"
                + " correct the path; it is relative to the directory Headroom is started in.");
  }

  @Test
  @DisplayName("one file in protect.accounts stands for one account a line")
  void accounts() throws Exception {
    String file = file("accounts", "# staff\nboss\n\n  bot_*  \r\n007\n");
    AccountPatterns accounts =
        TestConfig.with("prune: { protect: { accounts: [first, '" + file + "', last] } }")
            .prune()
            .base()
            .protect()
            .accounts();
    assertThat(accounts)
        .isEqualTo(new AccountPatterns(List.of("first", "boss", "bot_*", "007", "last")));
  }

  @Test
  @DisplayName("a missing file of accounts is a mistake: it must not unprotect anybody")
  void missingAccounts() {
    assertThat(TestConfig.problemsWith("prune: { protect: { accounts: ['${file:no/such}'] } }"))
        .singleElement()
        .asString()
        .startsWith("prune.protect.accounts[0]: needs the file no/such, which does not exist. ");
  }

  @ParameterizedTest
  @DisplayName("an empty file of accounts is a mistake: it may be one that is just being written")
  @ValueSource(strings = {"", "\n", " \r\n\t\n"})
  void emptyAccounts(String text) throws IOException {
    String file = file("accounts", text);
    assertThat(TestConfig.problemsWith("prune: { protect: { accounts: [a, '" + file + "'] } }"))
        .containsExactly(
            "prune.protect.accounts[1]: names a file that is empty. Write the new list beside it"
                + " and move it into place; a line \"# nobody\" stands for an empty one.");
  }

  @Test
  @DisplayName("a file of accounts may say that it names nobody")
  void nobody() throws Exception {
    String file = file("accounts", "# nobody\n");
    assertThat(
            TestConfig.with("prune: { protect: { accounts: ['" + file + "'] } }")
                .prune()
                .base()
                .protect()
                .accounts())
        .isEqualTo(new AccountPatterns(List.of()));
  }

  @Test
  @DisplayName("every variable that is missing is named")
  void missing() {
    assertThat(TestConfig.problemsWith("prune: { notice: { reason: '${ONE} ${TWO}' } }"))
        .containsExactly(
            "prune.notice.reason: needs the environment variable ONE, which is not set. Set ONE, or"
                + " write a value here.",
            "prune.notice.reason: needs the environment variable TWO, which is not set. Set TWO, or"
                + " write a value here.");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("a placeholder that names nothing is a mistake")
  @CsvSource({"${}", "${A", "${file:}", "${A B}", "${A:?x}", "${1}"})
  void malformed(String raw) {
    assertThat(TestConfig.problemsWith("prune: { notice: { reason: '" + raw + "' } }"))
        .singleElement()
        .asString()
        .startsWith(
            "prune.notice.reason: has a ${ that names neither a variable nor a file. Write"
                + " ${NAME},");
  }

  @Test
  @DisplayName("a directory, and a file that is not text, are mistakes")
  void unreadable() throws IOException {
    java.nio.file.Files.write(directory.resolve("binary"), new byte[] {(byte) 0xC3, 0x28});
    assertThat(
            TestConfig.problemsWith(
                "prune: { notice: { reason: '${file:" + directory.resolve("binary") + "}' } }"))
        .singleElement()
        .asString()
        .contains(", which is not UTF-8 text. Save it as UTF-8.");
    assertThat(
            TestConfig.problemsWith("prune: { notice: { reason: '${file:" + directory + "}' } }"))
        .singleElement()
        .asString()
        .contains(", which cannot be read. Name a file that the user running Headroom may read.");
  }
}
