package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.PolicySettings.GroupField;
import dev.headroom.config.PolicySettings.NeverSpoke;
import dev.headroom.config.PolicySettings.Notice;
import dev.headroom.config.PolicySettings.Protect;
import dev.headroom.config.yaml.Amount;
import dev.headroom.config.yaml.InvalidSettings;
import dev.headroom.config.yaml.Secret;
import dev.headroom.event.Mode;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SettingsDefaultsTest {

  private static Settings settings;

  @BeforeAll
  static void load() throws InvalidSettings {
    settings = TestConfig.with("");
  }

  @Test
  @DisplayName("server listens on every address, port 8080, for /im/callback")
  void server() {
    assertThat(settings.server())
        .isEqualTo(new ServerSettings("0.0.0.0", 8080, "/im/callback", 0, 65_536));
  }

  @Test
  @DisplayName("an app is called as administrator, in China, 100 times a second, and is signed")
  void app() {
    assertThat(settings.apps())
        .containsExactly(
            new AppSettings(
                1400000000L,
                "administrator",
                new Secret("s3cret-key"),
                List.of(new Secret("t0ken")),
                false,
                URI.create("https://console.tim.qq.com"),
                100,
                Map.of()));
  }

  @Test
  @DisplayName("jobs are kept in an embedded database")
  void jobs() {
    assertThat(settings.jobs())
        .isEqualTo(
            new JobsSettings(
                "jdbc:sqlite:data/headroom.db",
                Duration.ofMillis(1500),
                Duration.ofSeconds(30),
                10,
                1_000_000,
                Duration.ofDays(180)));
  }

  @Test
  @DisplayName("a call to Chat may take 5 seconds")
  void chat() {
    assertThat(settings.chat()).isEqualTo(new ChatSettings(Duration.ofSeconds(5)));
  }

  @Test
  @DisplayName("four workers run 32 groups at a time, by one policy for all")
  void prune() {
    assertThat(settings.prune().workers()).isEqualTo(4);
    assertThat(settings.prune().concurrency()).isEqualTo(32);
    assertThat(settings.prune().groups()).isEmpty();
  }

  @Test
  @DisplayName("nobody is removed: the policy observes")
  void policy() {
    assertThat(settings.prune().base())
        .isEqualTo(
            new PolicySettings(
                    Mode.OBSERVE,
                    null,
                    Duration.ofMinutes(10),
                    Duration.ofDays(90),
                    Duration.ofDays(7),
                    NeverSpoke.BY_JOIN_TIME,
                    Amount.percent(5),
                    50,
                    500,
                    Optional.of(Amount.percent(20)),
                    Optional.of(10_000),
                    Amount.percent(50),
                    Duration.ofMinutes(5),
                    Duration.ofHours(6),
                    new Protect(
                        new AccountPatterns(List.of()), Map.of(), true, Duration.ofDays(30)),
                    new GroupField("", false),
                    new Notice(true, ""),
                    "")
                .hashed());
  }

  @Test
  @DisplayName("a sweep a day finds full groups that called before, with a tenth of the budget")
  void sweep() {
    assertThat(settings.sweep())
        .isEqualTo(
            new SweepSettings(Optional.of(Duration.ofHours(24)), SweepSettings.Act.KNOWN, 10));
  }

  @Test
  @DisplayName("management listens on this machine only, without a token")
  void management() {
    assertThat(settings.management())
        .isEqualTo(new ManagementSettings("127.0.0.1", 8081, List.of()));
  }

  @Test
  @DisplayName("there are no hooks; one is a single instance that may not block")
  void hooks() throws InvalidSettings {
    assertThat(settings.hooks()).isEmpty();
    assertThat(TestConfig.with("hooks: [{ verticle: com.example.A }]").hooks())
        .containsExactly(new HookSettings("com.example.A", 1, false, new JsonObject()));
  }

  @Test
  @DisplayName("a section without content has its defaults")
  void emptySections() throws InvalidSettings {
    Settings same =
        TestConfig.with(
            """
            server:
            jobs: {}
            chat:
            prune:
              protect:
              maxPerDay:
            sweep:
            management:
            """);
    assertThat(same).isEqualTo(settings);
  }
}
