package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.yaml.InvalidSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  private static final String HUSH = "hush-hush-42";

  @Test
  @DisplayName("the settings print without any secret")
  void settings() throws InvalidSettings {
    Settings settings =
        TestConfig.parse(
            """
            apps:
              - { sdkAppId: 1, secretKey: "${A}", callbackTokens: ["${A}1", "${A}2"] }
            management:
              tokens: [{ name: ops, token: "${A}3", role: operate }]
            """,
            Map.of("A", HUSH));
    assertThat(settings.apps().get(0).secretKey().reveal()).isEqualTo(HUSH);
    assertThat(settings.toString()).contains("secretKey=***").doesNotContain(HUSH);
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("the URL of a database prints without its password")
  @ValueSource(
      strings = {
        "jdbc:postgresql://me:hush-hush-42@db:5432/headroom",
        "jdbc:postgresql://me:hush-hush-42@@db/headroom",
        "jdbc:postgresql://db/headroom?user=me&password=hush-hush-42",
        "jdbc:sqlite:a.db?password=hush-hush-42"
      })
  void url(String url) throws InvalidSettings {
    JobsSettings some = TestConfig.with("").jobs();
    JobsSettings jobs =
        new JobsSettings(
            url,
            some.ackDeadline(),
            some.lease(),
            some.maxAttempts(),
            some.maxWaiting(),
            some.retention());
    assertThat(jobs.toString()).contains("url=jdbc:").doesNotContain(HUSH);
    assertThat(TestConfig.problemsWith("jobs: { url: '" + url + "', lease: x }").toString())
        .doesNotContain(HUSH);
  }

  @Test
  @DisplayName("account ids stay out of the log: only their number is printed")
  void accounts() {
    assertThat(new AccountPatterns(List.of("alice", "bob"))).hasToString("2 accounts");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("no message shows a value that came from outside, wherever it was put")
  @ValueSource(
      strings = {
        "server: { port: '${A}' }",
        "server: { host: 'x ${A}' }",
        "server: { path: '${A}' }",
        "server: { maxBody: '${A}' }",
        "jobs: { url: '${A}' }",
        "jobs: { lease: '${A}' }",
        "chat: { timeout: '${A}' }",
        "prune: { mode: '${A}' }",
        "prune: { enforceFrom: '${A}' }",
        "prune: { freeSeats: '${A}' }",
        "prune: { protect: { online: '${A}' } }",
        "prune: { groups: [{ type: '${A}' }] }",
        "prune: { groups: [{ sdkAppId: '${A}' }] }",
        "management: { token: ' ${A}' }",
        "management: { tokens: [{ name: a, token: ' ${A}', role: '${A}' }] }",
        "cluster: '${A}'"
      })
  void messages(String line) {
    assertThat(TestConfig.problems(TestConfig.APPS + line, Map.of("A", HUSH)))
        .isNotEmpty()
        .noneMatch(problem -> problem.contains(HUSH));
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("no message shows a secret that stands in the file, however wrong it is there")
  @ValueSource(
      strings = {
        "sdkAppId: 1, secretKey: [hush-hush-42], callbackTokens: [t]",
        "sdkAppId: 1, secretKey: ' hush-hush-42', callbackTokens: [t]",
        "sdkAppId: 1, secretKey: 'a${hush-hush-42', callbackTokens: [t]",
        "sdkAppId: 1, secretKey: !hush-hush-42 a, callbackTokens: [t]",
        "sdkAppId: 1, secretKey: *hush-hush-42, callbackTokens: [t]",
        "sdkAppId: 1, secretKey: 'hush-hush-42, callbackTokens: [t]",
        "sdkAppId: hush-hush-42, secretKey: k, callbackTokens: [t]",
        "sdkAppId: 1, secretKey: k, callbackTokens: hush-hush-42",
        "sdkAppId: 1, secretKey: k, callbackTokens: [' hush-hush-42']",
        "sdkAppId: 1, secretKey: k, callbackTokens: [t], api: 'https://u:hush-hush-42@h'",
        "sdkAppId: 1, secretKey: k, callbackTokens: [t], api: 'https://u:hush-hush-42 @h'"
      })
  void literals(String app) {
    assertThat(TestConfig.problems("apps: [{ " + app + " }]", Map.of()))
        .isNotEmpty()
        .noneMatch(problem -> problem.contains(HUSH));
  }
}
