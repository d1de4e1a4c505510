package dev.headroom.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.AccountPatterns;
import dev.headroom.config.ManagementAddress;
import dev.headroom.config.PruneSettings;
import dev.headroom.config.SettingsLoader;
import dev.headroom.config.TestCertificate;
import dev.headroom.config.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A protection that can never match")
@ExtendWith(VertxExtension.class)
class UnseenCharactersTest {

  private static final String MARK = "\uFEFF";

  @TempDir private Path directory;

  private String file(String text, Charset charset) throws IOException {
    Path file = Files.write(directory.resolve("list.txt"), text.getBytes(charset));
    return "${file:" + file + "}";
  }

  private String file(String text) throws IOException {
    return file(text, StandardCharsets.UTF_8);
  }

  private static String accounts(String entry) {
    return "prune: { protect: { accounts: ['" + entry + "'] } }";
  }

  private static AccountPatterns protectedBy(String lines) throws InvalidSettings {
    return TestConfig.with(lines).prune().base().protect().accounts();
  }

  @ParameterizedTest(name = "{index}")
  @DisplayName("is none when a list is read as people's editors and spreadsheets write it")
  @ValueSource(
      strings = {
        "boss\nbot_*\n",
        MARK + "boss\nbot_*\n",
        MARK + "boss\r\nbot_*\r\n",
        "boss\rbot_*\r",
        "boss \n\tbot_*\t\n",
        "\u00A0boss\u00A0\n\u3000bot_*\u3000\n",
        "boss\u200B\n\u2060bot_*\n",
        "boss\u2028\nbot_*\u0085\n",
        "# staff\n  # more\n\u00A0# and more\nboss\n\n \nbot_*",
        MARK + "# staff\nboss\n" + MARK + "bot_*\n",
        MARK + "# staff\nboss\n" + MARK + "# more\nbot_*\n",
      })
  void asEditorsWrite(String text) throws Exception {
    assertThat(protectedBy(accounts(file(text))))
        .isEqualTo(new AccountPatterns(List.of("boss", "bot_*")));
    assertThat(protectedBy(accounts(" " + file(text))))
        .isEqualTo(new AccountPatterns(List.of("boss", "bot_*")));
  }

  @Test
  @DisplayName("is none when only the ends of an entry are off, wherever it comes from")
  void ends() throws InvalidSettings {
    AccountPatterns boss = new AccountPatterns(List.of("boss"));
    assertThat(protectedBy(accounts(" boss\u00A0"))).isEqualTo(boss);
    assertThat(
            TestConfig.parse(TestConfig.APPS + accounts("${BOSS}"), Map.of("BOSS", "boss\r\n"))
                .prune()
                .base()
                .protect()
                .accounts())
        .isEqualTo(boss);
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("is refused with its place, its character and a remedy")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bo\u200Bss | has U+200B (ZERO WIDTH SPACE) in it, and no UserID matches it. Type it anew
          bo\uFEFFss | has U+FEFF (byte order mark) in it
          bo\u00ADss | has U+00AD (SOFT HYPHEN) in it
          bo\u0007ss | has U+0007 (BEL) in it
          bo\tss | has U+0009 (CHARACTER TABULATION) in it
          bo\u00A0ss | has U+00A0 (NO-BREAK SPACE) in it
          bo\u3000ss | has U+3000 (IDEOGRAPHIC SPACE) in it
          bo\u202Ess | has U+202E (RIGHT-TO-LEFT OVERRIDE) in it
          bo\uFFFDss | has U+FFFD (REPLACEMENT CHARACTER) in it
          bo\u3164ss | has U+3164 (HANGUL FILLER) in it
          boss # chief | has more than an account on its line. Put a comment on a line of its own
          boss // chief | has more than an account on its line.
          boss chief | has U+0020 (SPACE) in it, and no UserID matches it. Write one account
          - boss | has U+0020 (SPACE) in it
          boss,chief | has U+002C (COMMA) in it, and is one text, not several accounts. Write one
          boss, | has U+002C (COMMA) in it
          boss;chief | has U+003B (SEMICOLON) in it
          boss\uFF0Cchief | has U+FF0C (FULLWIDTH COMMA) in it
          "boss" | has quotes around it that would have to match. Remove the quotes.
          123456789012345678901234567890123 | has 33 bytes, and a UserID has at most 32. Correct it
          *1234567890123456789012345678901234 | has 34 bytes, and a UserID has at most 32.
          \u738B\u738B\u738B\u738B\u738B\u738B\u738B\u738B\u738B\u738B\u738B | has 33 bytes
          """)
  void refused(String entry, String cause) throws IOException {
    assertThat(TestConfig.problemsWith(accounts(file("# staff\nfirst\n" + entry + "\nlast\n"))))
        .singleElement()
        .asString()
        .startsWith("prune.protect.accounts[0]: line 3 of the file " + directory)
        .contains("list.txt " + cause)
        .doesNotContain("chief");
    assertThat(TestConfig.problems(TestConfig.APPS + accounts("${E}"), Map.of("E", entry)))
        .singleElement()
        .asString()
        .startsWith("prune.protect.accounts[0]: the value from ${E} " + cause);
  }

  @Test
  @DisplayName("in the file itself is shown with the code point of what is not seen")
  void shown() {
    assertThat(TestConfig.problemsWith(accounts("bo\u200Bss")))
        .containsExactly(
            "prune.protect.accounts[0]: \"bo<U+200B>ss\" has U+200B (ZERO WIDTH SPACE) in it, and"
                + " no UserID matches it. Type it anew without it; write * in its place if an"
                + " account really has it, for * stands for any text.");
    assertThat(TestConfig.problemsWith("prune: { mode\u200B: enforce }"))
        .containsExactly(
            "prune.mode<U+200B>: is not a key of this section. Did you mean mode? "
                + "Known here: "
                + knownKeys()
                + ".");
  }

  private static String knownKeys() {
    String problem = TestConfig.problemsWith("prune: { mod: enforce }").get(0);
    return problem.substring(problem.indexOf("Known here: ") + 12, problem.length() - 1);
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("is not what may be a UserID or a pattern of some")
  @ValueSource(
      strings = {
        "a",
        "007",
        "@TLS#144115",
        "boss#chief",
        "o'neil",
        "a.b-c_d",
        "user@example.com",
        "*",
        "b*s",
        "12345678901234567890123456789012",
        "*12345678901234567890123456789012*",
        "张三",
        "a/b",
        "boss*chief",
        "!boss",
        "Zoë"
      })
  void accepted(String account) throws Exception {
    assertThat(protectedBy(accounts(account.replace("'", "''"))))
        .isEqualTo(new AccountPatterns(List.of(account)));
    assertThat(protectedBy(accounts(file(account))))
        .isEqualTo(new AccountPatterns(List.of(account)));
  }

  @Test
  @DisplayName("is told of ten lines of a file at most: it may be another file altogether")
  void manyLines() throws IOException {
    List<String> problems = TestConfig.problemsWith(accounts(file("a b c\n".repeat(500))));
    assertThat(problems).hasSize(11);
    assertThat(problems.get(9)).startsWith("prune.protect.accounts[0]: line 10 of the file ");
    assertThat(problems.get(10))
        .contains("has 490 more such lines in the file ")
        .endsWith("Write one account a line, and nothing else.");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("because the list is UTF-16 is called so")
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "x-UTF-16LE-BOM"})
  void utf16(String charset) throws IOException {
    assertThat(TestConfig.problemsWith(accounts(file("boss\n", Charset.forName(charset)))))
        .singleElement()
        .asString()
        .startsWith("prune.protect.accounts[0]: needs the file ")
        .contains("UTF-16 text")
        .endsWith("Save it as UTF-8.");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("is refused as a group, an account to sign in with, a field and a value, too")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          prune: { groups: [{ match: "@TGS#a\u200B" }] } | prune.groups[0].match: "@TGS#a<U+200B>" begins or ends with U+200B
          prune: { groups: [{ match: "@TGS#a " }] } | prune.groups[0].match: "@TGS#a " begins or ends with U+0020 (SPACE). Remove it
          prune: { groups: [{ match: "@TG\u200BS#a" }] } | prune.groups[0].match: "@TG<U+200B>S#a" has U+200B (ZERO WIDTH SPACE) in it, and can match no GroupId.
          prune: { groups: [{ match: "@TGS#a,@TGS#b" }] } | prune.groups[0].match: "@TGS#a,@TGS#b" is one text, not several groups. Write an item for each
          prune: { groups: [{ match: "vip, dev" }] } | prune.groups[0].match: "vip, dev" is one text, not several groups.
          prune: { groups: [{ match: "a\\nb" }] } | prune.groups[0].match: "a?b" has U+000A (LINE FEED (LF)) in it
          prune: { protect: { memberFields: { "vip ": 1 } } } | prune.protect.memberFields.vip : begins or ends with U+0020 (SPACE). Remove it
          prune: { protect: { memberFields: { "vip,staff": 1 } } } | prune.protect.memberFields.vip,staff: has U+002C (COMMA) in it, and no custom field has
          prune: { protect: { memberFields: { "v\u200Bip": 1 } } } | prune.protect.memberFields.v<U+200B>ip: has U+200B (ZERO WIDTH SPACE) in it
          prune: { protect: { memberFields: { vip: "1 " } } } | prune.protect.memberFields.vip: "1 " begins or ends with U+0020 (SPACE). Write the value
          prune: { protect: { memberFields: { vip: ["1\u00A0"] } } } | prune.protect.memberFields.vip[0]: "1<U+00A0>" begins or ends with U+00A0 (NO-BREAK SPACE).
          prune: { protect: { memberFields: { vip: "g\u200Bold" } } } | prune.protect.memberFields.vip: "g<U+200B>old" has U+200B (ZERO WIDTH SPACE) in it
          prune: { protect: { memberFields: { vip: "gold*" } } } | prune.protect.memberFields.vip: "gold*" has a * in it, and values are no patterns. Write
          prune: { groupField: { key: "pruning " } } | prune.groupField.key: "pruning " begins or ends with U+0020 (SPACE). Remove it
          prune: { groupField: { key: "a b" } } | prune.groupField.key: "a b" has U+0020 (SPACE) in it, and no custom field has.
          management: { token: "to\u200Bken" } | management.token: has U+200B (ZERO WIDTH SPACE) in it. Copy the secret anew
          management: { token: "\u00A0token" } | management.token: has U+00A0 (NO-BREAK SPACE) in it.
          management: { token: "tökén" } | management.token: has a character beyond ASCII in it, which no header can bring. Use letters
          """)
  void elsewhere(String line, String problem) {
    assertThat(TestConfig.problemsWith(line)).singleElement().asString().startsWith(problem);
  }

  @Test
  @DisplayName("is not a GroupId with blanks and commas of its own, nor a value with them")
  void legal() throws InvalidSettings {
    PruneSettings prune =
        TestConfig.with(
                """
                prune:
                  protect: { memberFields: { vip: ["gold, silver", "a b", "*"] } }
                  groups:
                    - { match: "class 5,6 'b'/%", mode: off }
                    - { match: "@TGS#_@TGS#c*", mode: off }
                """)
            .prune();
    assertThat(prune.isOff(1400000000L, "class 5,6 'b'/%")).isTrue();
    assertThat(prune.isOff(1400000000L, "@TGS#_@TGS#cABC")).isTrue();
    assertThat(prune.base().protect().memberFields().get("vip"))
        .containsExactlyInAnyOrder("gold, silver", "a b", "*");
  }

  @Test
  @DisplayName("of the account to sign in with, of keys and of tokens is refused")
  void app() {
    assertThat(
            TestConfig.problems(
                """
                apps:
                  - sdkAppId: 1
                    identifier: "admin\u200B"
                    secretKey: "ke\u200By"
                    callbackTokens: ["to\u2060ken"]
                """,
                Map.of()))
        .extracting(problem -> problem.substring(0, problem.indexOf(" (")))
        .containsExactly(
            "apps[0].identifier: \"admin<U+200B>\" begins or ends with U+200B",
            "apps[0].secretKey: has U+200B",
            "apps[0].callbackTokens[0]: has U+2060");
  }

  @Test
  @DisplayName("does not come from the mark of a file of a secret, a certificate or a text")
  void marks() throws Exception {
    String token = file(MARK + "t0ken\r\n");
    assertThat(
            TestConfig.with("management: { token: '" + token + "' }")
                .management()
                .tokens()
                .get(0)
                .token()
                .reveal())
        .isEqualTo("t0ken");
    TestCertificate certificate = TestCertificate.ec();
    Path pem = directory.resolve("marked.pem");
    Files.writeString(pem, MARK + certificate.pem());
    Path key = directory.resolve("marked.key");
    Files.writeString(key, MARK + certificate.key());
    assertThat(
            TestConfig.with("server: { tls: { certificate: '%s', key: '%s' } }".formatted(pem, key))
                .server()
                .tls()
                .chain())
        .isNotEmpty()
        .doesNotContain(MARK);
  }

  @Test
  @DisplayName("nor from that of the configuration itself, be it YAML or JSON")
  void markOfTheConfiguration(Vertx vertx, VertxTestContext test) throws Exception {
    Path json = directory.resolve("headroom.json");
    Files.writeString(
        json,
        MARK
            + """
              {
              \t"apps": [{"sdkAppId": 7, "secretKey": "k", "callbackTokens": ["t"]}],
              \t"management": {"port": 9}
              }
              """);
    assertThat(ManagementAddress.read(json, Map.of())).contains(URI.create("http://127.0.0.1:9"));
    SettingsLoader.load(vertx, json, Map.of())
        .onComplete(
            test.succeeding(
                settings ->
                    test.verify(
                        () -> {
                          assertThat(settings.app(7)).isPresent();
                          test.completeNow();
                        })));
  }

  @Test
  @DisplayName("nor does a configuration in UTF-16 end in a riddle")
  void configurationInUtf16(Vertx vertx, VertxTestContext test) throws Exception {
    Path yaml = directory.resolve("headroom.yaml");
    Files.write(yaml, TestConfig.APPS.getBytes(StandardCharsets.UTF_16));
    SettingsLoader.load(vertx, yaml, Map.of())
        .onComplete(
            test.failing(
                failure ->
                    test.verify(
                        () -> {
                          assertThat(((InvalidSettings) failure).problems())
                              .containsExactly(
                                  new Problem(
                                      yaml.toString(),
                                      "is UTF-16 text, which some editors call Unicode",
                                      "Save it as UTF-8"));
                          test.completeNow();
                        })));
  }
}
