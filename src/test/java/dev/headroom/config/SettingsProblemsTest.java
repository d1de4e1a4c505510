package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.yaml.InvalidSettings;
import dev.headroom.config.yaml.Problem;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsProblemsTest {

  @ParameterizedTest(name = "{0}")
  @DisplayName("a mistake is named by its path and cause, with a remedy")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
"""
server: { poort: 1 } | server.poort: is not a key of this section. Did you mean port?
server: { xyz: 1 } | server.xyz: is not a key of this section. Known here: host, port, path
server: { port: 70000 } | server.port: "70000" is out of range. Write a whole number from 0 to 65535.
server: { port: -1 } | server.port: "-1" is out of range.
server: { port: 1e3 } | server.port: "1e3" is not a whole number.
server: { port: 1:30 } | server.port: "1:30" is not a whole number.
server: { port: [1] } | server.port: is not a single value. Write one value
server: { port: } | server.port: has no value. Write a value, or leave it out.
server: { port: "" } | server.port: is not a whole number.
server: { port: !mine 1 } | server.port: has a YAML tag. Remove the tag
server: { host: "http://x" } | server.host: "http://x" is not a host name or address. Write it without scheme
server: { host: "" } | server.host: is not a host name or address.
server: { path: callback } | server.path: "callback" is not a path that Tencent's console takes. Begin with /
server: { path: "/a?b" } | server.path: "/a?b" is not a path
server: { path: "/a b" } | server.path: "/a b" is not a path
server: { path: "/a!" } | server.path: "/a!" is not a path
server: { path: "/a$" } | server.path: "/a$" is not a path
server: { path: "/a&b" } | server.path: "/a&b" is not a path
server: { instances: 1.5 } | server.instances: "1.5" is not a whole number.
server: { maxBody: 64KB } | server.maxBody: "64KB" is not a size. Write bytes, or a number with KiB or MiB
server: { maxBody: 0 } | server.maxBody: "0" is out of range. Set it from 1KiB to 16MiB.
server: { maxBody: 2000000000MiB } | server.maxBody: "2000000000MiB" is out of range.
server: { port: 8081 } | management.port: is the port of server, too.
server: 5 | server: is not a mapping. Write keys with values below it
jobs: { url: "jdbc:mysql://h/d" } | jobs.url: is not a database that Headroom knows. Use jdbc:sqlite:FILE
jobs: { url: "jdbc:sqlite:" } | jobs.url: is not a database that Headroom knows.
jobs: { url: "jdbc:sqlite::memory:" } | jobs.url: is not a plain file. Name a file without parameters
jobs: { url: "jdbc:sqlite:a.db?mode=ro" } | jobs.url: is not a plain file.
jobs: { url: "jdbc:postgresql:d" } | jobs.url: is not a PostgreSQL URL that Headroom understands. Use jdbc:postgresql://HOST:5432/DATABASE
jobs: { url: "jdbc:postgresql://h" } | jobs.url: is not a PostgreSQL URL that Headroom understands.
jobs: { url: "jdbc:postgresql://u:a@b@h/d" } | jobs.url: is not a PostgreSQL URL that Headroom understands.
jobs: { url: "jdbc:postgresql://h/d?user=u&password=" } | jobs.url: has an empty password. Name one
jobs: { url: "jdbc:postgresql://u:@h/d" } | jobs.url: has an empty password.
jobs: { ackDeadline: 2s } | jobs.ackDeadline: "2s" is too long. Set it to 1999ms or less.
jobs: { ackDeadline: 0s } | jobs.ackDeadline: "0s" is too short. Set it to 1ms or more.
jobs: { ackDeadline: 1500 } | jobs.ackDeadline: "1500" is not a duration. Write a whole number and a unit
jobs: { lease: 1m30s } | jobs.lease: "1m30s" is not a duration.
jobs: { lease: 14s } | jobs.lease: is 14s, less than three times chat.timeout of 5s. Set jobs.lease to 15s or more
jobs: { maxAttempts: 0 } | jobs.maxAttempts: "0" is out of range. Write a whole number from 1 to 1000.
jobs: { maxWaiting: 0 } | jobs.maxWaiting: "0" is out of range.
jobs: { retention: 23h } | jobs.retention: "23h" is too short. Set it to 1d or more.
chat: { timeout: 99ms } | chat.timeout: "99ms" is too short. Set it to 100ms or more.
chat: { timeout: 11s } | chat.timeout: is 11s, more than a third of jobs.lease of 30s. Set jobs.lease to 33s or more
prune: { mode: observer } | prune.mode: "observer" is not known here. Did you mean observe? Known here: enforce, observe, off.
prune: { mode: on } | prune.mode: "on" is not known here. Known here: enforce, observe, off.
prune: { enforceFrom: 24.12.2026 } | prune.enforceFrom: "24.12.2026" is neither a date nor a date and time with its offset.
prune: { enforceFrom: "2026-12-24T09:00:00" } | prune.enforceFrom: "2026-12-24T09:00:00" is neither a date nor
prune: { workers: 0 } | prune.workers: "0" is out of range.
prune: { concurrency: 0 } | prune.concurrency: "0" is out of range.
prune: { runDeadline: 1s } | prune.runDeadline: is 1s, less than three times chat.timeout of 5s, so a run could never remove anybody. Set it to 15s or more, or shorten chat.timeout.
prune: { runDeadline: 5s } | prune.runDeadline: is 5s, less than three times chat.timeout of 5s
prune: { runDeadline: 14999ms } | prune.runDeadline: is 14999ms, less than three times chat.timeout of 5s
prune: { groups: [{ match: a, runDeadline: 14s }] } | prune.groups[0].runDeadline: is 14s, less than three times chat.timeout of 5s
prune: { inactiveFor: 0s } | prune.inactiveFor: "0s" is too short.
prune: { newcomer: -7d } | prune.newcomer: "-7d" is not a duration.
prune: { neverSpoke: remove } | prune.neverSpoke: "remove" is not known here. Known here: byJoinTime, protect.
prune: { freeSeats: 100% } | prune.freeSeats: "100%" is out of range. Write a count of 1 or more, or a share from 1% to 99%.
prune: { freeSeats: 0 } | prune.freeSeats: "0" is out of range.
prune: { freeSeats: 2.5% } | prune.freeSeats: "2.5%" is neither a count nor a share in whole percent.
prune: { maxPerRun: 0 } | prune.maxPerRun: "0" is out of range.
prune: { maxPerDay: { group: 101% } } | prune.maxPerDay.group: "101%" is out of range.
prune: { maxPerDay: { app: 5% } } | prune.maxPerDay.app: "5%" is not a whole number.
prune: { maxPerDay: { grup: 1 } } | prune.maxPerDay.grup: is not a key of this section. Did you mean group?
prune: { maxPerDay: 20% } | prune.maxPerDay: is not a mapping.
prune: { brake: 0% } | prune.brake: "0%" is out of range.
prune: { brake: off } | prune.brake: "off" is neither a count nor a share
prune: { cooldown: 0s } | prune.cooldown: "0s" is too short.
prune: { cooldown: 7h } | prune.cooldown: leaves maxRest at 6h, shorter than cooldown, which is 7h. Set maxRest to 7h or more
prune: { maxRest: 1m } | prune.maxRest: leaves maxRest at 1m, shorter than cooldown, which is 5m.
prune: { protect: { accounts: boss } } | prune.protect.accounts: is not a list. Write [a, b], or one item a line
prune: { protect: { accounts: [a, ""] } } | prune.protect.accounts[1]: is empty. Write a value
prune: { protect: { accounts: [{ a: b }] } } | prune.protect.accounts[0]: is not a single value.
prune: { protect: { memberFields: { vip: [] } } } | prune.protect.memberFields.vip: is an empty list.
prune: { protect: { memberFields: { vip: } } } | prune.protect.memberFields.vip: has no value.
prune: { protect: { memberFields: { "": 1 } } } | prune.protect.memberFields.: is a field without a name.
prune: { protect: { memberFields: { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 } } } | prune.protect.memberFields: names more custom fields than the 5 that Tencent keeps.
prune: { protect: { online: yes } } | prune.protect.online: "yes" is neither true nor false. Write true or false.
prune: { protect: { offline: true } } | prune.protect.offline: is not a key of this section. Did you mean online?
prune: { groupField: { consent: optIn } } | prune.groupField.key: is empty, so no group could ever say on
prune: { groupField: { consent: yes } } | prune.groupField.consent: "yes" is not known here. Known here: optIn, optOut.
prune: { groupField: { kee: x } } | prune.groupField.kee: is not a key of this section. Did you mean key?
prune: { notice: { silence: 1 } } | prune.notice.silence: "1" is neither true nor false.
prune: { notice: { reason: "a\\nb" } } | prune.notice.reason: "a?b" has a line break or a control character.
prune: { notice: { why: x } } | prune.notice.why: is not a key of this section. Known here: silence, reason.
prune: { groups: [{ mode: off }] } | prune.groups[0]: names no groups. Add match, type or sdkAppId
prune: { groups: [a] } | prune.groups[0]: is not a mapping. Write its keys
prune: { groups: { match: a } } | prune.groups: is not a list.
prune: { groups: [{ match: a, workers: 2 }] } | prune.groups[0].workers: is one for all groups. Set prune.workers.
prune: { groups: [{ match: a, concurrency: 2 }] } | prune.groups[0].concurrency: is one for all groups.
prune: { groups: [{ match: a, groups: [] }] } | prune.groups[0].groups: cannot stand inside an item of groups.
prune: { groups: [{ match: a, mod: off }] } | prune.groups[0].mod: is not a key of this section. Did you mean mode?
prune: { groups: [{ match: "" }] } | prune.groups[0].match: can match no GroupId. Use printable ASCII
prune: { groups: [{ match: "群*" }] } | prune.groups[0].match: "群*" can match no GroupId.
prune: { groups: [{ type: Wrok }] } | prune.groups[0].type: "Wrok" is not known here. Did you mean Work?
prune: { groups: [{ sdkAppId: 7 }] } | prune.groups[0].sdkAppId: "7" is not the sdkAppId of any of the apps.
prune: { groups: [{ match: a }, { match: a, mode: off }] } | prune.groups[1]: names the same groups as an earlier item, and the first match wins. Merge the two.
prune: { groups: [{ match: a, cooldown: 8h }] } | prune.groups[0].cooldown: leaves maxRest at 6h, shorter than cooldown
prune: { groups: [{ match: a, groupField: { consent: optIn } }] } | prune.groups[0].groupField.key: is empty
prune: { groups: [{ match: a, protect: { accounts: [""] } }] } | prune.groups[0].protect.accounts[0]: is empty.
management: { host: 0.0.0.0 } | management.host: is reachable from other machines, and there is no token. Set management.token, or listen on 127.0.0.1.
management: { token: "" } | management.token: is empty. Give the secret
management: { token: " a" } | management.token: begins or ends with white space. Remove the blanks
management: { token: a, tokens: [] } | management.tokens: stands beside token, which is short for a list of one. Keep either
management: { tokens: [{ name: a, token: b }] } | management.tokens[0].role: is missing. Write read or operate.
management: { tokens: [{ name: a, role: read }] } | management.tokens[0].token: is missing. Give the secret
management: { tokens: [{ token: a, role: read }] } | management.tokens[0].name: is missing. Say who
management: { tokens: [{ name: a, token: b, role: admin }] } | management.tokens[0].role: is not known here. Known here: operate, read.
management: { tokens: [{ name: a, token: b, role: read }, { name: a, token: c, role: read }] } | management.tokens[1].name: is the name of an earlier token, too.
management: { tokens: [{ name: a, token: b, role: read }, { name: c, token: b, role: read }] } | management.tokens[1].token: is the same secret as an earlier one.
management: { tokens: [{ name: a, token: b, role: read, x: y }] } | management.tokens[0].x: is not a key of this section.
management: { prot: 1 } | management.prot: is not a key of this section. Did you mean port?
chat: { timout: 5s } | chat.timout: is not a key of this section. Did you mean timeout?
jobs: { leese: 30s } | jobs.leese: is not a key of this section. Did you mean lease?
prune: { mod: off } | prune.mod: is not a key of this section. Did you mean mode?
serve: {} | serve: is not a key of this section. Did you mean server?
apps: [] | apps: is given twice. Keep one of them and remove the other.
server: { allowFrom: tencent } | server.allowFrom: is not built in this version. Remove it, or write any.
server: { trustedProxies: [10.0.0.1] } | server.trustedProxies: is not built in this version. Remove it, or write [].
sweep: on | sweep: is not a mapping. Write keys with values below it
sweep: { every: 24 } | sweep.every: "24" is not a duration. Write a whole number and a unit
sweep: { every: 999ms } | sweep.every: "999ms" is too short. Set it to 1s or more.
sweep: { act: some } | sweep.act: "some" is not known here. Known here: all, known, report.
sweep: { share: 10 } | sweep.share: "10" is not a share in whole percent. Write a share from 1% to 100%.
sweep: { share: 0% } | sweep.share: "0%" is out of range. Write a share from 1% to 100%.
sweep: { share: 101% } | sweep.share: "101%" is out of range.
sweep: { evry: 24h } | sweep.evry: is not a key of this section. Did you mean every?
cluster: { enabled: yes } | cluster.enabled: "yes" is neither true nor false. Write true or false.
cluster: { port: 65535 } | cluster.port: "65535" is out of range. Write a whole number from 1 to 65534.
cluster: { members: ["10.0.0.2:70000"] } | cluster.members[0]: "10.0.0.2:70000" is not an address of a node. Write HOST or HOST:PORT
cluster: { members: ["http://a"] } | cluster.members[0]: "http://a" is not an address of a node.
cluster: { kubernetes: { dns: a, label: b=c } } | cluster.kubernetes: needs either dns or label. Set dns to the name of a headless service
cluster: { kubernetes: { namespace: a } } | cluster.kubernetes: needs either dns or label.
cluster: { kubernetes: { dns: a, namespace: b } } | cluster.kubernetes.namespace: is of no use beside dns. Remove it
cluster: { kubernetes: { label: headroom } } | cluster.kubernetes.label: "headroom" is not such a name. Write name=value
cluster: { nodes: 3 } | cluster.nodes: is not a key of this section.
cluster: { enabled: true, host: 10.0.0.1, members: [10.0.0.2] } | cluster.enabled: needs a database that all nodes share, and jobs.url names a file. Set jobs.url to jdbc:postgresql://HOST/DATABASE
hooks: { verticle: a } | hooks: is not a list. Write [a, b], or one item a line
hooks: [a] | hooks[0]: is not a mapping. Write its keys
hooks: [{}] | hooks[0].verticle: is missing. Name a class in one of the jars in hooks/.
hooks: [{ verticle: "" }] | hooks[0].verticle: is not the name of a class. Write it with its package
hooks: [{ verticle: com/example/A.class }] | hooks[0].verticle: is not the name of a class.
hooks: [{ verticle: com.example. }] | hooks[0].verticle: is not the name of a class.
hooks: [{ verticle: a, instances: 0 }] | hooks[0].instances: "0" is out of range. Write a whole number from 1 to 64.
hooks: [{ verticle: a, worker: yes }] | hooks[0].worker: "yes" is neither true nor false.
hooks: [{ verticle: a, config: [] }] | hooks[0].config: is not a mapping.
hooks: [{ verticle: a, config: { b: "${NOT_SET}" } }] | hooks[0].config: needs the environment variable NOT_SET, which is not set.
hooks: [{ verticle: a, config: { b: 1, b: 2 } }] | hooks[0].config: has a key twice. Keep one
hooks: [{ verticle: a, config: { ? [b] : 1 } }] | hooks[0].config: has a key that is not a text. Write a plain key.
hooks: [{ verticle: a, config: &c { b: *c } }] | hooks[0].config: is nested too deep or too large.
hooks: [{ verticle: a, instance: 2 }] | hooks[0].instance: is not a key of this section. Did you mean instances?
""")
  void mistakes(String line, String problem) {
    assertThat(TestConfig.problemsWith(line)).singleElement().asString().startsWith(problem);
    assertThat(TestConfig.problemsWith(line).get(0)).matches(".+: .+\\. .+\\.");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("a mistake in an app is named by its path and cause, with a remedy")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
"""
secretKey: k, callbackTokens: [t] | apps[0].sdkAppId: is missing. Give the SDKAppID
sdkAppId: 0, secretKey: k, callbackTokens: [t] | apps[0].sdkAppId: is out of range. Write a whole number of 1 or more.
sdkAppId: abc, secretKey: k, callbackTokens: [t] | apps[0].sdkAppId: is not a whole number.
sdkAppId: 1, callbackTokens: [t] | apps[0].secretKey: is missing. Give the key
sdkAppId: 1, secretKey: "", callbackTokens: [t] | apps[0].secretKey: is empty. Give the secret
sdkAppId: 1, secretKey: k | apps[0].callbackTokens: is missing. Give the token of the console's callback authentication, or set allowUnsigned
sdkAppId: 1, secretKey: k, callbackTokens: [] | apps[0].callbackTokens: is empty. Give the token
sdkAppId: 1, secretKey: k, callbackTokens: [t, ""] | apps[0].callbackTokens[1]: is empty.
sdkAppId: 1, secretKey: k, callbackTokens: t | apps[0].callbackTokens: is not a list.
sdkAppId: 1, secretKey: k, callbackTokens: | apps[0].callbackTokens: has no value.
sdkAppId: 1, secretKey: k, callbackTokens: [t], allowUnsigned: true | apps[0].allowUnsigned: is true, but callbacks without signature are refused while there are callbackTokens. Set it to false
sdkAppId: 1, secretKey: k, callbackTokens: [t], allowUnsigned: on | apps[0].allowUnsigned: "on" is neither true nor false.
sdkAppId: 1, secretKey: k, callbackTokens: [t], identifier: "" | apps[0].identifier: is empty.
sdkAppId: 1, secretKey: k, callbackTokens: [t], api: console.tim.qq.com | apps[0].api: is not an https URL. Write the domain
sdkAppId: 1, secretKey: k, callbackTokens: [t], api: "https://a b" | apps[0].api: is not a URL.
sdkAppId: 1, secretKey: k, callbackTokens: [t], api: "ftp://a" | apps[0].api: is not an https URL.
sdkAppId: 1, secretKey: k, callbackTokens: [t], api: "http://example.com" | apps[0].api: uses http, which would show the administrator's signature to the network. Use https
sdkAppId: 1, secretKey: k, callbackTokens: [t], api: "http://127.0.0.1.example.com" | apps[0].api: uses http
sdkAppId: 1, secretKey: k, callbackTokens: [t], api: "https://example.com/v4" | apps[0].api: has more than scheme, host and port.
sdkAppId: 1, secretKey: k, callbackTokens: [t], api: "https://example.com?a=b" | apps[0].api: has more than scheme, host and port.
sdkAppId: 1, secretKey: k, callbackTokens: [t], api: "https://u:p@example.com" | apps[0].api: has more than scheme, host and port.
sdkAppId: 1, secretKey: k, callbackTokens: [t], callsPerSecond: 0 | apps[0].callsPerSecond: "0" is out of range.
sdkAppId: 1, secretKey: k, callbackTokens: [t], callsPerSecondFor: { delete_group_member: 0 } | apps[0].callsPerSecondFor.delete_group_member: "0" is out of range.
sdkAppId: 1, secretKey: k, callbackTokens: [t], callsPerSecondFor: { delete_group_members: 9 } | apps[0].callsPerSecondFor.delete_group_members: is not a key of this section. Did you mean delete_group_member?
sdkAppId: 1, secretKey: k, callbackTokens: [t], secret: s | apps[0].secret: is not a key of this section.
""")
  void mistakesOfAnApp(String app, String problem) {
    assertThat(TestConfig.problems("apps: [{ " + app + " }]", Map.of()))
        .singleElement()
        .asString()
        .startsWith(problem);
  }

  @Test
  @DisplayName("two apps of one id are a mistake of the second")
  void sameApp() {
    String app = "{ sdkAppId: 1, secretKey: k, callbackTokens: [t] }";
    assertThat(TestConfig.problems("apps: [" + app + ", " + app + "]", Map.of()))
        .containsExactly(
            "apps[1].sdkAppId: is the id of an earlier app, too. Keep one item for each app.");
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @DisplayName("a file without apps is a mistake")
  @ValueSource(strings = {"", "# only a comment\n", "server: {}\n", "apps: []\n", "apps:\n"})
  void noApps(String text) {
    assertThat(TestConfig.problems(text, Map.of())).singleElement().asString().startsWith("apps: ");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("what is not YAML is told by line and column, without quoting it")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          apps: *hush | line 1, column 7. Quote a value that begins with *.
          apps:\\n\\t- hush | line 2, column 1. Indent with blanks, not with tabs.
          apps: [hush | line 1, column 12. Check the indentation
          apps: hush: hush | line 1, column 11. Check the indentation
          apps: "hush | line 1, column 12. Check the indentation
          a: 1\\n---\\nhush: 1 | line 2, column 1. Keep one document in the file
          """)
  void notYaml(String text, String problem) {
    String file = text.replace("\\n", "\n").replace("\\t", "\t");
    assertThat(TestConfig.problems(file, Map.of()))
        .singleElement()
        .asString()
        .startsWith("test.yaml: is not readable as YAML at " + problem)
        .doesNotContain("hush");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("a slip that the YAML parser itself trips over is told, too")
  @ValueSource(strings = {"apps: \"hush\\x", "apps: hush\u0007", "apps: \"hush\\q\""})
  void odd(String text) {
    assertThat(TestConfig.problems(text, Map.of()))
        .singleElement()
        .asString()
        .startsWith("test.yaml: is not readable as YAML")
        .doesNotContain("hush");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("a file that is no mapping is a mistake of the file")
  @ValueSource(strings = {"- a", "text", "[1, 2]"})
  void noMapping(String text) {
    assertThat(TestConfig.problems(text, Map.of()))
        .containsExactly(
            "test.yaml: is not a mapping of sections. Begin with a section at the start of a line,"
                + " e.g. apps:.");
  }

  @Test
  @DisplayName("references that multiply, or contain themselves, end in an error at once")
  void references() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 24; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(TestConfig.problems(bomb + "apps: *a23\n", Map.of()))
        .contains("apps[0]: is not a mapping. Write its keys with their values, or remove it.");
    assertThat(TestConfig.problemsWith("server: &s { port: *s }"))
        .containsExactly(
            "server.port: is not a single value. Write one value, and quote it if it has a {.");
  }

  @Test
  @DisplayName("all mistakes are told at once, in the order of the file")
  void allAtOnce() {
    String text =
        """
        prune:
          mode: maybe
          maxPerDay: { group: 0 }
          groups:
            - { match: a, mode: never }
        management: { host: 0.0.0.0 }
        apps:
          - sdkAppId: 1
            secretKey: ${NOT_SET}
            callbackTokens: ["${NOT_SET_EITHER}", ""]
        jobs: { lease: 10s }
        chat: { timeout: 4s, retries: 3 }
        sweep: { share: 1h }
        """;
    assertThat(TestConfig.problems(text, Map.of()))
        .extracting(problem -> problem.substring(0, problem.indexOf(": ")))
        .containsExactly(
            "prune.mode",
            "prune.maxPerDay.group",
            "prune.groups[0].mode",
            "management.host",
            "apps[0].secretKey",
            "apps[0].callbackTokens[0]",
            "apps[0].callbackTokens[1]",
            "jobs.lease",
            "chat.retries",
            "sweep.share");
  }

  @Test
  @DisplayName("a problem gives its path, cause and remedy apart")
  void parts() throws InvalidSettings {
    try {
      TestConfig.with("chat: { timeout: 99ms }");
    } catch (InvalidSettings e) {
      assertThat(e.problems())
          .containsExactly(
              new Problem("chat.timeout", "\"99ms\" is too short", "Set it to 100ms or more"));
      assertThat(e).hasToString("chat.timeout: \"99ms\" is too short. Set it to 100ms or more.");
      return;
    }
    throw new AssertionError("accepted");
  }
}
