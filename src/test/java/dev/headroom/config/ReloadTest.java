package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.yaml.InvalidSettings;
import dev.headroom.config.yaml.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReloadTest {

  private static final String TWO_APPS =
      """
      apps:
        - { sdkAppId: 1, secretKey: key1, callbackTokens: [t1] }
        - { sdkAppId: 2, secretKey: key2, callbackTokens: [t2] }
      """;

  private static Settings parse(String text) throws InvalidSettings {
    return TestConfig.parse(text, Map.of());
  }

  private static Reload with(String before, String after) throws InvalidSettings {
    return Reload.of(TestConfig.with(before), TestConfig.with(after));
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @DisplayName("What concerns prune is applied at once")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mode: observe            | mode: enforce                       | prune.mode
          maxPerRun: 1             | { maxPerRun: 2, concurrency: 3 }    | prune.concurrency, prune.maxPerRun
          brake: 10%               | brake: 10                           | prune.brake
          maxPerDay: { group: 1 }  | maxPerDay: { group: 2, app: off }   | prune.maxPerDay.app, prune.maxPerDay.group
          protect: { online: true }| protect: { accounts: [a], memberFields: { a: b } } | prune.protect.accounts, prune.protect.memberFields
          groupField: { key: a }   | groupField: { key: b, consent: optIn } | prune.groupField.consent, prune.groupField.key
          notice: { reason: a }    | notice: { reason: b }               | prune.notice.reason
          { }                      | { enforceFrom: 2030-01-01 }         | prune.enforceFrom
          groups: []               | groups: [{ match: a, mode: off }]   | prune.groups
          groups: [{ match: a }]   | groups: [{ match: b }]              | prune.groups[0]
          groups: [{ match: a }]   | { mode: enforce, groups: [{ match: a }] } | prune.mode
          groups: [{ match: a }]   | { mode: enforce, groups: [{ match: a, brake: 3 }] } | prune.groups[0], prune.mode
          groups: [{ match: a }]   | groups: [{ match: a }]              | ''
          """)
  void prune(String before, String after, String keys) throws InvalidSettings {
    Reload reload = with("prune: " + inBraces(before), "prune: " + inBraces(after));
    assertThat(String.join(", ", reload.applied())).isEqualTo(keys);
    assertThat(reload.restart()).isEmpty();
  }

  @Test
  @DisplayName("What concerns the sweep is applied at once")
  void sweep() throws InvalidSettings {
    Reload reload = with("sweep: { every: 24h }", "sweep: { every: 1h, act: all, share: 20% }");
    assertThat(reload.applied()).containsExactly("sweep.act", "sweep.every", "sweep.share");
    assertThat(reload.restart()).isEmpty();
  }

  private static String inBraces(String keys) {
    return keys.startsWith("{") ? keys : "{ " + keys + " }";
  }

  @Test
  @DisplayName("Keys, tokens and rates of an app are applied at once, each app by its id")
  void apps() throws InvalidSettings {
    Reload reload =
        Reload.of(
            parse(TWO_APPS),
            parse(
                """
                apps:
                  - { sdkAppId: 2, secretKey: key2, callbackTokens: [t2], callsPerSecond: 7,
                      callsPerSecondFor: { delete_group_member: 9 } }
                  - { sdkAppId: 1, secretKey: other, callbackTokens: [new, t1] }
                """));
    assertThat(reload.applied())
        .containsExactly(
            "apps[0].callbackTokens",
            "apps[0].secretKey",
            "apps[1].callsPerSecond",
            "apps[1].callsPerSecondFor");
    assertThat(reload.restart()).isEmpty();
    AppSettings first = reload.settings().apps().get(0);
    assertThat(first.sdkAppId()).isEqualTo(1);
    assertThat(first.secretKey()).isEqualTo(new Secret("other"));
    assertThat(first.callbackTokens()).containsExactly(new Secret("new"), new Secret("t1"));
    assertThat(reload.settings().apps().get(1).allowance("delete_group_member")).isEqualTo(9);
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("What cannot change under way stays as it was, and is named")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server: { port: 1, host: 127.0.0.1 }   | server.host, server.port
          server: { maxBody: 2KiB, path: /x }    | server.maxBody, server.path
          jobs: { url: jdbc:sqlite:other.db }    | jobs.url
          jobs: { lease: 1m }                    | jobs.lease
          chat: { timeout: 4s }                  | chat.timeout
          prune: { workers: 9 }                  | prune.workers
          management: { port: 1 }                | management.port
          management: { token: secret }          | management.tokens
          """)
  void restart(String lines, String keys) throws InvalidSettings {
    Reload reload = with("", lines);
    assertThat(String.join(", ", reload.restart())).isEqualTo(keys);
    assertThat(reload.applied()).isEmpty();
    assertThat(reload.settings()).isEqualTo(TestConfig.with(""));
  }

  @Test
  @DisplayName("An app that comes, goes or moves waits for a restart")
  void otherApps() throws InvalidSettings {
    Settings running = parse(TWO_APPS);
    Settings one = parse(TWO_APPS.lines().limit(2).reduce("", (a, b) -> a + b + "\n"));
    assertThat(Reload.of(running, one)).isEqualTo(new Reload(running, List.of(), List.of("apps")));
    assertThat(Reload.of(one, running)).isEqualTo(new Reload(one, List.of(), List.of("apps")));
    Settings moved = parse(TWO_APPS.replace("secretKey: key1", "secretKey: key1, identifier: i"));
    assertThat(Reload.of(running, moved).restart()).containsExactly("apps[0].identifier");
  }

  @Test
  @DisplayName("A change of both kinds is applied as far as it can be")
  void both() throws InvalidSettings {
    Reload reload = with("", "server: { port: 1 }\nprune: { cooldown: 1m, workers: 2 }");
    assertThat(reload.applied()).containsExactly("prune.cooldown");
    assertThat(reload.restart()).containsExactly("prune.workers", "server.port");
    assertThat(reload.settings().prune().base().cooldown()).isEqualTo(Duration.ofMinutes(1));
    assertThat(reload.settings().prune().workers()).isEqualTo(4);
    assertThat(reload.settings().server().port()).isEqualTo(8080);
  }

  @Test
  @DisplayName("Signatures are not given up under way; they can be asked for")
  void unsigned() throws InvalidSettings {
    Settings signed = TestConfig.with("");
    Settings unsigned =
        parse(TestConfig.APPS.replace("[t0ken]", "[]") + "    allowUnsigned: true\n");
    Reload weaker = Reload.of(signed, unsigned);
    assertThat(weaker.applied()).isEmpty();
    assertThat(weaker.restart()).containsExactly("apps[0].allowUnsigned", "apps[0].callbackTokens");
    assertThat(weaker.settings()).isEqualTo(signed);
    Reload stronger = Reload.of(unsigned, signed);
    assertThat(stronger.settings()).isEqualTo(signed);
    assertThat(stronger.restart()).isEmpty();
  }

  @Test
  @DisplayName("A certificate is renewed; to begin or to end TLS takes a restart")
  void tls(@TempDir Path folder) throws Exception {
    String lines =
        Stream.of("server", "management")
            .map(port -> port + ": { tls: { certificate: F/tls.crt, key: F/tls.key } }\n")
            .reduce("", String::concat)
            .replace("F", folder.toString());
    TestCertificate.ec().writeTo(folder);
    Settings running = TestConfig.with(lines);
    TestCertificate.ec().writeTo(folder);
    Settings renewed = TestConfig.with(lines);
    Reload reload = Reload.of(running, renewed);
    assertThat(reload.settings()).isEqualTo(renewed);
    assertThat(reload.applied())
        .containsExactly(
            "management.tls.certificate",
            "management.tls.key",
            "server.tls.certificate",
            "server.tls.key");
    Settings plain = TestConfig.with("");
    assertThat(Reload.of(plain, running))
        .isEqualTo(new Reload(plain, List.of(), List.of("management.tls", "server.tls")));
    assertThat(Reload.of(running, plain).settings()).isEqualTo(running);
  }

  @Test
  @DisplayName("Every key that can change is called as it is in the file")
  void names(@TempDir Path folder) throws Exception {
    TestCertificate.ec().writeTo(folder);
    Settings all =
        TestConfig.parse(
            SettingsKeysTest.ALL, Map.of("TLS", folder.toString(), "HOOK_TOKEN", "12345"));
    String shipped = Files.readString(Path.of("conf", "headroom.yaml"));
    List<String> changed =
        Stream.concat(
                ChangedKeys.between(TestConfig.with(""), all).stream(),
                Stream.of("apps[0].callbackTokens"))
            .filter(key -> !key.equals("apps"))
            .toList();
    assertThat(changed).hasSizeGreaterThan(35);
    for (String key : changed) {
      String last = key.replaceFirst("\\[\\d+]$", "").replaceFirst(".*\\.", "");
      assertThat(shipped)
          .as(key)
          .containsPattern("(?m)(^[ #-]*|[{,] )" + Pattern.quote(last) + ":");
    }
  }
}
