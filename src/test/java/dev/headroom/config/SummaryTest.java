package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.yaml.InvalidSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SummaryTest {

  private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

  private static List<String> lines(String more) throws InvalidSettings {
    return Summary.lines(TestConfig.with(more), NOW);
  }

  @Test
  @DisplayName("A fresh configuration is told in five lines, the mode first and in capitals")
  void fresh() throws InvalidSettings {
    assertThat(lines(""))
        .containsExactly(
            "mode OBSERVE: the ledger tells who would go, and nobody is removed",
            "app 1400000000 at console.tim.qq.com as administrator: secretKey ***, callbackTokens"
                + " ***, at most 100 calls a second of each API",
            "limits: gone may be who was inactive for 90d and joined 7d ago; at most 500 a run, a"
                + " day 20% of a group and 10000 of an app; brake above 50%; seats to free 5%;"
                + " groups of fewer than 50 seats are left alone",
            "database jdbc:sqlite:data/headroom.db: ended runs are kept for 180d, at most 1000000"
                + " groups wait",
            "ports: callbacks on 0.0.0.0:8080/im/callback, management on 127.0.0.1:8081 for this"
                + " machine, without a token");
  }

  @Test
  @DisplayName("The mode says what it means, also when it changes by date or for some groups")
  void modes() throws InvalidSettings {
    assertThat(lines("prune: { mode: off }").get(0))
        .isEqualTo("mode OFF: full groups are left alone");
    assertThat(lines("prune: { mode: enforce }").get(0))
        .isEqualTo("mode ENFORCE: members are removed from full groups");
    assertThat(lines("prune: { mode: enforce, enforceFrom: 2026-12-01 }").get(0))
        .startsWith("mode ENFORCE");
    assertThat(lines("prune: { mode: enforce, enforceFrom: 2026-12-02 }").get(0))
        .startsWith("mode OBSERVE until 2026-12-02T00:00:00Z, then ENFORCE");
    assertThat(lines("prune: { groups: [{ match: a, mode: enforce }] }").get(0))
        .isEqualTo(
            "mode OBSERVE: the ledger tells who would go, and nobody is removed; but for some"
                + " groups, by prune.groups, ENFORCE: members are removed from full groups");
    assertThat(lines("prune: { groups: [{ match: a, brake: 20% }] }").get(0))
        .doesNotContain("some groups");
  }

  @Test
  @DisplayName("Who may call without a secret is said, and no secret is")
  void secrets() throws InvalidSettings {
    List<String> lines =
        Summary.lines(
            TestConfig.parse(
                """
                apps:
                  - { sdkAppId: 1, secretKey: hush1, callbackTokens: [hush2, hush3] }
                  - { sdkAppId: 2, secretKey: hush4, callbackTokens: [], allowUnsigned: true }
                management: { host: 0.0.0.0, token: hush5 }
                hooks: [{ verticle: com.example.A, worker: true, config: { key: hush6 } }]
                """,
                Map.of()),
            NOW);
    assertThat(lines)
        .noneMatch(line -> line.contains("hush"))
        .anyMatch(line -> line.startsWith("app 1 ") && line.contains("callbackTokens ***, ***,"))
        .anyMatch(line -> line.startsWith("app 2 ") && line.contains("anybody may send callbacks"))
        .anyMatch(line -> line.endsWith("management on 0.0.0.0:8081 for 1 token(s)"))
        .contains("hook com.example.A: 1 instance, may block");
  }
}
