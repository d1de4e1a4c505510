package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.yaml.Amount;
import dev.headroom.config.yaml.InvalidSettings;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyHashTest {

  private static String hash(String policy) throws InvalidSettings {
    return TestConfig.with("prune: { " + policy + " }").prune().base().hash();
  }

  @Test
  @DisplayName("every component of a policy, and every part of one, changes the hash")
  void changes() throws InvalidSettings {
    PolicySettings policy = TestConfig.with("").prune().base();
    Map<String, String> hashes = new LinkedHashMap<>();
    changed(policy)
        .forEach((path, other) -> hashes.put(path, ((PolicySettings) other).hashed().hash()));
    assertThat(hashes.keySet())
        .contains("mode", "enforceFrom", "protect.memberFields", "consent.optIn", "notice.reason");
    assertThat(Set.copyOf(hashes.values()))
        .as("%s", hashes)
        .hasSameSizeAs(hashes.keySet())
        .doesNotContain(policy.hash())
        .allMatch(hash -> hash.matches("[0-9a-f]{16}"));
  }

  /** The record with each of its components changed, and each of the components' own. */
  private static Map<String, Record> changed(Record record) {
    Map<String, Record> others = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      String name = component.getName();
      Object value = Components.value(record, component);
      if (value instanceof Record part && !(value instanceof Amount)) {
        changed(part)
            .forEach(
                (path, other) ->
                    others.put(name + "." + path, Components.with(record, name, other)));
      } else if (!name.equals("hash")) {
        others.put(name, Components.with(record, name, other(value, component)));
      }
    }
    return others;
  }

  private static Object other(Object value, RecordComponent component) {
    if (component.getType() == Instant.class) {
      return Instant.EPOCH;
    }
    if (value instanceof Enum<?> constant) {
      Object[] all = constant.getDeclaringClass().getEnumConstants();
      return all[(constant.ordinal() + 1) % all.length];
    }
    if (value instanceof Boolean flag) {
      return !flag;
    }
    if (value instanceof Integer number) {
      return number + 1;
    }
    if (value instanceof String text) {
      return text + "x";
    }
    if (value instanceof Duration duration) {
      return duration.plusSeconds(1);
    }
    if (value instanceof Amount amount) {
      return new Amount(amount.value() + 1, amount.isShare());
    }
    if (value instanceof Optional<?>) {
      return Optional.empty();
    }
    if (value instanceof AccountPatterns accounts) {
      return accounts.and(List.of("somebody"));
    }
    if (value instanceof Map<?, ?>) {
      return Map.of("field", Set.of("value"));
    }
    throw new AssertionError("say here how another " + component.getType() + " is made");
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
  @DisplayName("what a part of a list, of a field or of a text says cannot pass for another")
  void apart() throws InvalidSettings {
    assertThat(
            List.of(
                hash("protect: { accounts: [a, b] }"),
                hash("protect: { accounts: [ab] }"),
                hash("protect: { memberFields: { a: 1 } }"),
                hash("protect: { memberFields: { a: 2 } }"),
                hash("protect: { memberFields: { a: [1, 2] } }"),
                hash("notice: { reason: \"notice.silence=4:true\" }")))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "d344c4c943ef94e9 |",
        "3f78d98e0e3d5e75 | mode: enforce",
        "99391080343fa14b | enforceFrom: 2026-12-24",
        "1d03835f099e51cb | runDeadline: 9m",
        "a18abea3323a0d48 | inactiveFor: 91d",
        "57ff547126f6ce59 | newcomer: 8d",
        "c6b01f26401ee459 | neverSpoke: protect",
        "ddd352ded2f851af | freeSeats: 5",
        "25f09332a830fbf7 | minSeats: 51",
        "5a4df736af77116d | maxPerRun: 501",
        "a177599f4b2ad4a3 | maxPerDay: { group: off }",
        "5e5f20331178b1f4 | maxPerDay: { app: off }",
        "2944c3a31bd69ba7 | brake: 51%",
        "f604f6d08e3b2504 | cooldown: 6m",
        "cf0630c88cfbd55e | maxRest: 7h",
        "09ddcbc555405b77 | protect: { accounts: [b, a] }",
        "accd953817e1f1a2 | protect: { memberFields: { y: [2, 1], x: 1 } }",
        "e25e2027389935a8 | protect: { online: false }",
        "ca76b58f13f31acb | protect: { restored: 31d }",
        "0fb90fa178e38953 | groupField: { key: x }",
        "59070193447f6a1b | groupField: { key: x, consent: optIn }",
        "f2d664acfe2640ef | notice: { silence: false }",
        "d77325b23da6dfe6 | notice: { reason: x }",
        "d4529089dd836d0d | mode: enforce, enforceFrom: 2026-12-24T09:00:00+08:00, "
            + "runDeadline: 4m, inactiveFor: 60d, newcomer: 0d, neverSpoke: protect, "
            + "freeSeats: 20, minSeats: 40, maxPerRun: 100, maxPerDay: { group: 300, "
            + "app: 5000 }, brake: 30%, cooldown: 10m, maxRest: 12h, "
            + "protect: { accounts: [boss, \"bot_*\"], memberFields: { vip: [1, 2], "
            + "staff: \"*\" }, online: false, restored: 60d }, "
            + "groupField: { key: pruning, consent: optIn }, "
            + "notice: { silence: false, reason: made room }"
      })
  @DisplayName("the hash of a policy is the same in every version and process")
  void stable(String hash, String policy) throws InvalidSettings {
    assertThat(hash(policy == null ? "" : policy)).isEqualTo(hash);
  }
}
