package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.yaml.InvalidSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PolicyHashTest {

  private static final Map<String, String> CHANGES = new LinkedHashMap<>();

  static {
    CHANGES.put("mode", "mode: enforce");
    CHANGES.put("enforceFrom", "enforceFrom: 2026-12-24");
    CHANGES.put("runDeadline", "runDeadline: 9m");
    CHANGES.put("inactiveFor", "inactiveFor: 91d");
    CHANGES.put("newcomer", "newcomer: 8d");
    CHANGES.put("neverSpoke", "neverSpoke: protect");
    CHANGES.put("freeSeats", "freeSeats: 5");
    CHANGES.put("minSeats", "minSeats: 51");
    CHANGES.put("maxPerRun", "maxPerRun: 501");
    CHANGES.put("maxPerDayGroup", "maxPerDay: { group: off }");
    CHANGES.put("maxPerDayApp", "maxPerDay: { app: off }");
    CHANGES.put("brake", "brake: 51%");
    CHANGES.put("cooldown", "cooldown: 6m");
    CHANGES.put("maxRest", "maxRest: 7h");
    CHANGES.put("protect", "protect: { accounts: [a, b] }");
    CHANGES.put("consent", "groupField: { key: x }");
    CHANGES.put("notice", "notice: { reason: x }");
  }

  private static String hash(String policy) throws InvalidSettings {
    return TestConfig.with("prune: { " + policy + " }").prune().base().hash();
  }

  @Test
  @DisplayName("every component of a policy, and every part of one, changes the hash")
  void changes() throws InvalidSettings {
    List<String> components =
        List.of(PolicySettings.class.getRecordComponents()).stream()
            .map(component -> component.getName())
            .filter(name -> !name.equals("hash"))
            .toList();
    assertThat(components).containsExactlyElementsOf(CHANGES.keySet());
    List<String> parts =
        List.of(
            "",
            "protect: { accounts: [ab] }",
            "protect: { memberFields: { a: 1 } }",
            "protect: { memberFields: { a: 2 } }",
            "protect: { online: false }",
            "protect: { restored: 31d }",
            "groupField: { key: x, consent: optIn }",
            "notice: { silence: false }",
            "notice: { reason: \"notice.silence=4:true\" }");
    Set<String> hashes = new TreeSet<>();
    for (String change : CHANGES.values()) {
      hashes.add(hash(change));
    }
    for (String part : parts) {
      hashes.add(hash(part));
    }
    assertThat(hashes)
        .hasSize(CHANGES.size() + parts.size())
        .allMatch(h -> h.matches("[0-9a-f]{16}"));
  }

  @Test
  @DisplayName("the order in the file, repeats and secrets leave the hash alone")
  void same() throws InvalidSettings {
    assertThat(hash("protect: { accounts: [b, a, b], memberFields: { y: [2, 1], x: 1 } }"))
        .isEqualTo(hash("protect: { memberFields: { x: [1], y: [1, 2] }, accounts: [a, b] }"));
    assertThat(hash("inactiveFor: 24h")).isEqualTo(hash("inactiveFor: 1d"));
    assertThat(
            TestConfig.parse(TestConfig.APPS.replace("s3cret", "other"), Map.of())
                .prune()
                .base()
                .hash())
        .isEqualTo(hash(""));
  }

  @Test
  @DisplayName("the hash of the default policy is the same in every version and process")
  void stable() throws InvalidSettings {
    assertThat(hash("")).isEqualTo("d344c4c943ef94e9");
  }
}
