package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.yaml.Amount;
import dev.headroom.config.yaml.InvalidSettings;
import dev.headroom.event.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OverridesTest {

  private static PruneSettings prune;

  @BeforeAll
  static void load() throws InvalidSettings {
    prune =
        TestConfig.parse(
                """
                apps:
                  - { sdkAppId: 1, secretKey: k, callbackTokens: [t] }
                  - { sdkAppId: 2, secretKey: k, callbackTokens: [t] }
                prune:
                  mode: enforce
                  inactiveFor: 60d
                  maxPerDay: { group: 30%, app: 700 }
                  protect:
                    accounts: [boss]
                    memberFields: { vip: "1", staff: "*" }
                  notice: { silence: false, reason: room }
                  groups:
                    - match: "vip-*"
                      maxPerDay: { app: off }
                      protect:
                        accounts: ["mod_*"]
                        memberFields: { vip: ["2"], helper: "yes" }
                        online: false
                      notice: { silence: true }
                    - { type: Work, sdkAppId: 2, mode: observe }
                    - { type: Private, mode: off }
                    - { sdkAppId: 2, inactiveFor: 10d }
                """,
                Map.of())
            .prune();
  }

  private static PolicySettings vip() {
    return prune.policyFor(1, "vip-1", "Public");
  }

  @Test
  @DisplayName("what an override does not say stays as in prune, deep inside, too")
  void merged() {
    assertThat(vip().mode()).isEqualTo(Mode.ENFORCE);
    assertThat(vip().inactiveFor()).isEqualTo(Duration.ofDays(60));
    assertThat(vip().maxPerDayGroup()).isEqualTo(Optional.of(Amount.percent(30)));
    assertThat(vip().maxPerDayApp()).isEmpty();
    assertThat(vip().notice()).isEqualTo(new PolicySettings.Notice(true, "room"));
    assertThat(vip().protect().online()).isFalse();
  }

  @Test
  @DisplayName("an override adds to who is protected and takes nobody away")
  void protection() {
    assertThat(vip().protect().accounts()).isEqualTo(new AccountPatterns(List.of("boss", "mod_*")));
    assertThat(vip().protect().memberFields())
        .isEqualTo(Map.of("vip", Set.of("1", "2"), "staff", Set.of("*"), "helper", Set.of("yes")));
    assertThat(prune.base().protect().accounts()).isEqualTo(new AccountPatterns(List.of("boss")));
    assertThat(prune.base().protect().memberFields().get("vip")).containsExactly("1");
  }

  @Test
  @DisplayName("the first override whose every condition holds wins")
  void firstMatch() {
    assertThat(prune.policyFor(2, "x", "Private").mode()).isEqualTo(Mode.OBSERVE);
    assertThat(prune.policyFor(1, "x", "Private").mode()).isEqualTo(Mode.OFF);
    assertThat(prune.policyFor(2, "x", "Public").inactiveFor()).isEqualTo(Duration.ofDays(10));
    assertThat(prune.policyFor(2, "vip-x", "Private")).isEqualTo(vip());
    assertThat(prune.policyFor(1, "x", "Public")).isEqualTo(prune.base());
  }

  @Test
  @DisplayName("an app is asked for no field that only the policy of another app names")
  void fieldsOfTheApp() throws InvalidSettings {
    PruneSettings several =
        TestConfig.parse(
                """
                apps:
                  - { sdkAppId: 1, secretKey: k, callbackTokens: [t] }
                  - { sdkAppId: 2, secretKey: k, callbackTokens: [t] }
                prune:
                  protect: { memberFields: { vip: "1" } }
                  groups:
                    - { match: "a*", protect: { memberFields: { staff: "1" } } }
                    - sdkAppId: 2
                      protect: { memberFields: { helper: "1" } }
                      groupField: { key: pruning }
                """,
                Map.of())
            .prune();
    assertThat(several.memberFields(1)).containsExactly("staff", "vip");
    assertThat(several.memberFields(2)).containsExactly("helper", "staff", "vip");
    assertThat(several.groupFields(1)).isEmpty();
    assertThat(several.groupFields(2)).containsExactly("pruning");
  }

  @Test
  @DisplayName("the fields of all items together are no more than Tencent keeps, app by app")
  void fieldsOfAllItems() throws InvalidSettings {
    String text =
        """
        apps:
          - { sdkAppId: 1, secretKey: k, callbackTokens: [t] }
          - { sdkAppId: 2, secretKey: k, callbackTokens: [t] }
        prune:
          protect: { memberFields: { a: 1, b: 1, c: 1 } }
          groups:
            - { match: "x*", protect: { memberFields: { d: 1, e: 1 } } }
            - { sdkAppId: 2, type: Public, protect: { memberFields: { a: 2, f: 1 } } }
            - { sdkAppId: 2, protect: { memberFields: { g: 1 } } }
        """;
    assertThat(TestConfig.problems(text, Map.of()))
        .containsExactly(
            "prune.groups[1].protect.memberFields: makes 6 custom fields for the app 2, with those"
                + " of prune and of the items above: a, b, c, d, e, f; Tencent keeps 5. Use the same"
                + " fields in all items, or give the item an sdkAppId that needs fewer.");
    PruneSettings few =
        TestConfig.parse(text.replace("d: 1, e: 1", "d: 1").replace("g: 1", "f: 2"), Map.of())
            .prune();
    assertThat(few.memberFields(2)).hasSize(5);
  }

  @Test
  @DisplayName("an app is off when all of its policies are")
  void offForTheApp() throws InvalidSettings {
    PruneSettings several =
        TestConfig.parse(
                """
                apps:
                  - { sdkAppId: 1, secretKey: k, callbackTokens: [t] }
                  - { sdkAppId: 2, secretKey: k, callbackTokens: [t] }
                prune: { mode: off, groups: [{ sdkAppId: 2, mode: observe }] }
                """,
                Map.of())
            .prune();
    assertThat(several.isOff(1)).isTrue();
    assertThat(several.isOff(2)).isFalse();
  }

  @Test
  @DisplayName("member fields of prune and of an override together must not be too many")
  void tooManyFields() {
    assertThat(
            TestConfig.problemsWith(
                """
                prune:
                  protect: { memberFields: { a: 1, b: 1, c: 1 } }
                  groups:
                    - { match: x, protect: { memberFields: { c: 2, d: 1, e: 1 } } }
                    - { match: y, protect: { memberFields: { d: 1, e: 1, f: 1 } } }
                """))
        .singleElement()
        .asString()
        .startsWith("prune.groups[1].protect.memberFields: names more custom fields than the 5");
  }
}
