package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.ManagementSettings.Role;
import dev.headroom.config.ManagementSettings.Token;
import dev.headroom.config.PolicySettings.GroupField;
import dev.headroom.config.PolicySettings.NeverSpoke;
import dev.headroom.config.PolicySettings.Notice;
import dev.headroom.config.PolicySettings.Protect;
import dev.headroom.config.SweepSettings.Act;
import dev.headroom.config.yaml.Amount;
import dev.headroom.config.yaml.InvalidSettings;
import dev.headroom.config.yaml.Secret;
import dev.headroom.event.Mode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every key set to something else than its default. */
class SettingsKeysTest {

  static final String ALL =
      """
      server:
        host: 10.0.0.1
        port: 9090
        path: /chat/full
        instances: 3
        maxBody: 32KiB
        tls: { certificate: "${TLS}/tls.crt", key: "${TLS}/tls.key" }
      apps:
        - sdkAppId: 1400000001
          identifier: robot
          secretKey: key
          callbackTokens: []
          allowUnsigned: true
          api: https://adminapisgp.im.qcloud.com
          callsPerSecond: 50
          callsPerSecondFor: { delete_group_member: 300 }
      jobs:
        url: jdbc:sqlite:/var/lib/headroom/jobs.db
        ackDeadline: 900ms
        lease: 45s
        maxAttempts: 7
        maxWaiting: 5000
        retention: 30d
      chat:
        timeout: 6s
      prune:
        mode: enforce
        enforceFrom: 2026-12-24
        workers: 2
        concurrency: 8
        runDeadline: 4m
        inactiveFor: 60d
        newcomer: 0s
        neverSpoke: protect
        freeSeats: 20
        minSeats: 40
        maxPerRun: 100
        maxPerDay: { group: 300, app: off }
        brake: 30%
        cooldown: 10m
        maxRest: 12h
        protect:
          accounts: [boss, "bot_*"]
          memberFields: { vip: ["1", "2"], staff: "*" }
          online: false
          restored: 60d
        groupField: { key: pruning, consent: optIn }
        notice: { silence: false, reason: made room }
        groups:
          - { match: "@TGS#_*", type: Meeting, sdkAppId: 1400000001, mode: off }
      sweep: { every: 6h, act: report, share: 25% }
      management:
        host: 127.0.0.2
        port: 9091
        tls: { certificate: "${TLS}/tls.crt", key: "${TLS}/tls.key" }
        tokens:
          - { name: grafana, token: seeing, role: read }
          - { name: ops, token: doing, role: operate }
      cluster:
        enabled: false
        host: 10.0.0.1
        port: 5801
        members: [10.0.0.2]
        kubernetes: { dns: nodes.chat.svc }
      hooks:
        - verticle: com.example.NotifyOwner
          instances: 2
          worker: true
          config:
            url: https://example.com/notify
            token: ${HOOK_TOKEN}
            port: 8443
            share: 0.5
            large: 12345678901
            code: "007"
            odd: 007
            on: true
            off: off
            none: null
            list: [a, 1, { deep: yes }]
      """;

  private static Settings all;
  private static TestCertificate certificate;

  @BeforeAll
  static void load(@TempDir Path folder) throws Exception {
    certificate = TestCertificate.ec();
    certificate.writeTo(folder);
    all = TestConfig.parse(ALL, Map.of("HOOK_TOKEN", "12345", "TLS", folder.toString()));
  }

  @Test
  @DisplayName(
      "every component of every record differs from its default, so that none is forgotten")
  void nothingForgotten() throws InvalidSettings {
    List<String> same = new ArrayList<>();
    compare("", all, TestConfig.with(""), same);
    assertThat(same).as("enabling has a test of its own").containsExactly(".cluster.enabled");
  }

  private static void compare(String path, Object mine, Object other, List<String> same) {
    if (mine instanceof Record && other instanceof Record && !(mine instanceof Amount)) {
      for (RecordComponent component : mine.getClass().getRecordComponents()) {
        compare(
            path + "." + component.getName(),
            value(component, mine),
            value(component, other),
            same);
      }
    } else if (mine instanceof List<?> list
        && other instanceof List<?> defaults
        && !list.isEmpty()
        && !defaults.isEmpty()) {
      compare(path + "[0]", list.get(0), defaults.get(0), same);
    } else if (mine == null || mine.equals(other)) {
      same.add(path);
    }
  }

  private static Object value(RecordComponent component, Object of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("the keys of server arrive")
  void server() {
    assertThat(all.server())
        .isEqualTo(
            new ServerSettings("10.0.0.1", 9090, "/chat/full", 3, 32_768, all.server().tls()));
  }

  @Test
  @DisplayName("the keys of tls arrive, with what is in the files")
  void tls() throws Exception {
    TlsSettings tls = all.server().tls();
    assertThat(tls.certificate()).endsWith("/tls.crt");
    assertThat(tls.key()).endsWith("/tls.key");
    assertThat(tls.chain() + "\n").isEqualTo(certificate.pem());
    assertThat(tls.privateKey().reveal() + "\n").isEqualTo(certificate.key());
    assertThat(all.management().tls()).isEqualTo(tls);
  }

  @Test
  @DisplayName("the keys of an app arrive")
  void app() {
    assertThat(all.apps())
        .containsExactly(
            new AppSettings(
                1400000001L,
                "robot",
                new Secret("key"),
                List.of(),
                true,
                URI.create("https://adminapisgp.im.qcloud.com"),
                50,
                Map.of("delete_group_member", 300)));
  }

  @Test
  @DisplayName("the keys of jobs and chat arrive")
  void jobs() {
    assertThat(all.jobs())
        .isEqualTo(
            new JobsSettings(
                "jdbc:sqlite:/var/lib/headroom/jobs.db",
                Duration.ofMillis(900),
                Duration.ofSeconds(45),
                7,
                5000,
                Duration.ofDays(30)));
    assertThat(all.chat()).isEqualTo(new ChatSettings(Duration.ofSeconds(6)));
  }

  @Test
  @DisplayName("the keys of prune arrive")
  void prune() {
    assertThat(all.prune().workers()).isEqualTo(2);
    assertThat(all.prune().concurrency()).isEqualTo(8);
    assertThat(all.prune().base())
        .isEqualTo(
            new PolicySettings(
                    Mode.ENFORCE,
                    Instant.parse("2026-12-24T00:00:00Z"),
                    Duration.ofMinutes(4),
                    Duration.ofDays(60),
                    Duration.ZERO,
                    NeverSpoke.PROTECT,
                    Amount.count(20),
                    40,
                    100,
                    Optional.of(Amount.count(300)),
                    Optional.empty(),
                    Amount.percent(30),
                    Duration.ofMinutes(10),
                    Duration.ofHours(12),
                    new Protect(
                        new AccountPatterns(List.of("boss", "bot_*")),
                        Map.of("vip", Set.of("1", "2"), "staff", Set.of("*")),
                        false,
                        Duration.ofDays(60)),
                    new GroupField("pruning", true),
                    new Notice(false, "made room"),
                    "")
                .hashed());
  }

  @Test
  @DisplayName("the conditions of an override arrive, a newer type under its older name")
  void override() {
    PruneSettings.GroupOverride override = all.prune().groups().get(0);
    assertThat(override.match().matcher("@TGS#_@TGS#c1").matches()).isTrue();
    assertThat(override.match().matcher("@TGS#1").matches()).isFalse();
    assertThat(override.type()).isEqualTo("ChatRoom");
    assertThat(override.sdkAppId()).isEqualTo(1400000001L);
    assertThat(override.policy().mode()).isEqualTo(Mode.OFF);
  }

  @Test
  @DisplayName("the keys of sweep arrive")
  void sweep() throws InvalidSettings {
    assertThat(all.sweep())
        .isEqualTo(new SweepSettings(Optional.of(Duration.ofHours(6)), Act.REPORT, 25));
    assertThat(TestConfig.with("sweep: { act: all }").sweep().act()).isEqualTo(Act.ALL);
    assertThat(TestConfig.with("sweep: { act: known }").sweep().act()).isEqualTo(Act.KNOWN);
  }

  @Test
  @DisplayName("the sweep is switched off as a whole, or by every")
  void sweepOff() throws InvalidSettings {
    for (String off : List.of("off", "no", "false", "\"off\"", "{ every: off }")) {
      assertThat(TestConfig.with("sweep: " + off).sweep().every()).isEmpty();
    }
  }

  @Test
  @DisplayName("the keys of management arrive")
  void management() {
    assertThat(all.management())
        .isEqualTo(
            new ManagementSettings(
                "127.0.0.2",
                9091,
                List.of(
                    new Token("grafana", new Secret("seeing"), Role.READ),
                    new Token("ops", new Secret("doing"), Role.OPERATE)),
                all.management().tls()));
  }

  @Test
  @DisplayName("management.token is short for one token that may do everything")
  void singleToken() throws InvalidSettings {
    assertThat(TestConfig.with("management: { host: 0.0.0.0, token: abc }").management().tokens())
        .containsExactly(new Token("token", new Secret("abc"), Role.OPERATE));
  }

  @Test
  @DisplayName("a hook's configuration arrives as JSON, what comes from outside as text")
  void hooks() {
    JsonObject config =
        new JsonObject()
            .put("url", "https://example.com/notify")
            .put("token", "12345")
            .put("port", 8443)
            .put("share", 0.5)
            .put("large", 12_345_678_901L)
            .put("code", "007")
            .put("odd", "007")
            .put("on", true)
            .put("off", "off")
            .putNull("none")
            .put("list", new JsonArray().add("a").add(1).add(new JsonObject().put("deep", "yes")));
    assertThat(all.hooks())
        .containsExactly(new HookSettings("com.example.NotifyOwner", 2, true, config));
    assertThat(all.hooks().get(0).toString()).contains("token").doesNotContain("12345");
    all.hooks().get(0).config().put("url", "elsewhere");
    assertThat(all.hooks().get(0).config().getString("url")).startsWith("https");
  }

  @Test
  @DisplayName("JSON is read like YAML, tabs and escaped slashes included")
  void json() throws InvalidSettings {
    Settings settings =
        TestConfig.parse(
            "{\n"
                + "\t\"apps\": [\n"
                + "\t\t{\"sdkAppId\": \"1400000000\", \"secretKey\": \"a\\/\\\\\\/b\\\\\","
                + " \"callbackTokens\": [\"t\"], \"allowUnsigned\": \"false\"}\n"
                + "\t],\n"
                + "\t\"server\": {\"port\": \"0\"}\n"
                + "}",
            Map.of());
    assertThat(settings.apps().get(0).secretKey()).isEqualTo(new Secret("a/\\/b\\"));
    assertThat(settings.server().port()).isZero();
  }

  @Test
  @DisplayName("a bare off, no or false means off where a key knows off")
  void off() throws InvalidSettings {
    for (String off : List.of("off", "no", "false", "Off", "\"off\"")) {
      Settings settings = TestConfig.with("prune: { mode: " + off + ", maxPerDay: " + off + " }");
      assertThat(settings.prune().base().mode()).isEqualTo(Mode.OFF);
      assertThat(settings.prune().base().maxPerDayGroup()).isEmpty();
      assertThat(settings.prune().base().maxPerDayApp()).isEmpty();
    }
  }

  @Test
  @DisplayName("accounts stay the texts that were written, whatever YAML makes of them elsewhere")
  void accounts() throws InvalidSettings {
    AccountPatterns accounts =
        TestConfig.with("prune: { protect: { accounts: [007, 1:30, yes, 2026-12-24, 1_000] } }")
            .prune()
            .base()
            .protect()
            .accounts();
    assertThat(List.of("007", "1:30", "yes", "2026-12-24", "1_000")).allMatch(accounts::contains);
    assertThat(accounts.contains("7")).isFalse();
  }

  @Test
  @DisplayName("a date and time may say when enforcing begins")
  void moment() throws InvalidSettings {
    assertThat(TestConfig.with("prune: { enforceFrom: 2026-12-24T09:00:00+08:00 }").prune().base())
        .extracting(PolicySettings::enforceFrom)
        .isEqualTo(Instant.parse("2026-12-24T01:00:00Z"));
  }

  @Test
  @DisplayName("parts that are not built may be said to be unused")
  void inert() throws InvalidSettings {
    assertThat(
            TestConfig.with(
                """
                server: { allowFrom: any, trustedProxies: [] }
                """))
        .isEqualTo(TestConfig.with(""));
  }

  @Test
  @DisplayName("plain http is fine towards this machine")
  void loopbackApi() throws InvalidSettings {
    for (String api :
        List.of("http://127.0.0.1:8090", "http://localhost:8090/", "http://[::1]:1")) {
      URI uri = TestConfig.parse(TestConfig.APPS + "    api: " + api, Map.of()).apps().get(0).api();
      assertThat(uri).isEqualTo(URI.create(api.replaceFirst("/$", "")));
    }
  }
}
