package dev.headroom.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScreensTest {

  private static final Times TIMES =
      new Times(Instant.parse("2026-11-23T12:00:00Z"), ZoneId.of("UTC"));

  private static final String STATS =
      """
      {"version":"0.1.0","node":"n1","you":{"name":"ops","role":"operate"},
       "mode":"enforce","enforceFrom":"2026-12-24T00:00:00Z",
       "nodes":[{"node":"n1","seenAt":"2026-11-23T11:59:58Z"},
                {"node":"n2","seenAt":"2026-11-23T11:59:50Z"}],
       "paused":[{"sdkAppId":1400000000,"groupId":"@TGS#1","reason":"looking","by":"ops",
                  "at":"2026-11-23T11:00:00Z","until":"2026-11-23T14:00:00Z"}],
       "jobs":{"waiting":3,"running":1,"resting":20,"dead":2,"oldestDueAt":"2026-11-23T11:55:00Z"},
       "day":{"removed":56,"wouldRemove":12,"callbacks":1234,"braked":1},
       "budgets":[{"sdkAppId":1400000000,"api":"get_group_info","used":7,"allowed":100,"limit":200},
                  {"sdkAppId":1400000000,"api":"delete_group_member","used":0,"allowed":100,
                   "limit":200}],
       "configRejected":true,
       "apps":[{"sdkAppId":1400000000,
                "lastCallback":{"at":"2026-11-23T11:58:00Z",
                                "command":"Group.CallbackAfterGroupFull"},
                "results":{"accepted":1230,"ignored":4,"bad_signature":3}},
               {"sdkAppId":1400000001,"lastCallback":null,"results":{}}],
       "unknownApp":{"not_our_app":2},
       "refusals":[{"at":"2026-11-23T11:59:00Z","result":"bad_signature","status":401,
                    "cause":"Sign was made with none of this app's callbackTokens",
                    "remoteAddress":"192.0.2.7"}],
       "probes":[]}
      """;

  private static List<String> fits(List<String> lines) {
    assertThat(lines).allMatch(line -> TerminalText.width(line) <= TerminalText.WIDTH);
    return lines;
  }

  private static String text(List<String> lines) {
    return String.join("\n", fits(lines));
  }

  @Test
  @DisplayName("Status tells what holds, what waits, what was refused and why, and what to do next")
  void status() {
    List<String> lines =
        fits(StatusScreen.lines(new JsonObject(STATS), TIMES, "http://127.0.0.1:8081"));
    assertThat(lines)
        .startsWith(
            "Headroom 0.1.0 at http://127.0.0.1:8081, node n1; you are ops (operate)",
            "  mode      enforce; enforces from 2026-12-24 00:00",
            "  jobs      3 waiting (the oldest was due 5 min ago), 1 running, 20 resting, 2 dead",
            "  24 hours  1,234 callbacks, 56 removed, 12 would have gone, 1 run braked",
            "  nodes     n1, seen 2 s ago; n2, seen 10 s ago")
        .contains(
            "  PAUSED    @TGS#1 of app 1400000000 since 2026-11-23 11:00 by ops: looking; until"
                + " 2026-11-23 14:00",
            "1400000000  2 min ago      Group.CallbackAfterGroupFull  1,234        3",
            "1400000001  none yet       -                                 0        0",
            "Dead jobs: headroom jobs --state dead, then headroom redrive");
    assertThat(text(lines))
        .contains("bad_signature", "192.0.2.7", "not_our_app", "get_group_info")
        .contains("the changed file is refused")
        .doesNotContain("delete_group_member");
  }

  @Test
  @DisplayName("Status shows what an older service tells, too")
  void olderStatus() {
    assertThat(
            StatusScreen.lines(
                new JsonObject("{\"since\":\"2026-11-23T11:00:00Z\",\"apps\":[]}"),
                TIMES,
                "http://127.0.0.1:8081"))
        .containsExactly("Headroom ? at http://127.0.0.1:8081");
  }

  private static JsonObject plan(String outcome, String people) {
    return new JsonObject(
        "{\"sdkAppId\":1400000000,\"groupId\":\"@TGS#1\",\"type\":\"Public\",\"mode\":\"enforce\","
            + "\"outcome\":\""
            + outcome
            + "\",\"note\":\"10 seats shall be free\","
            + "\"seats\":{\"max\":200,\"before\":200,\"after\":199},\"removed\":["
            + people
            + "],\"spared\":{\"active\":{\"count\":24,\"samples\":[\"rosa\",\"andrei\"]},"
            + "\"owner\":{\"count\":1,\"samples\":[\"olga\"]}}}");
  }

  private static final String JARED =
      "{\"account\":\"jared\",\"reason\":\"inactive\",\"lastActivity\":\"2025-01-04T08:12:00Z\","
          + "\"joinTime\":\"2024-05-06T07:08:09Z\"}";

  @Test
  @DisplayName("A plan lists who would go in their order, and who is spared by which rule")
  void plan() {
    assertThat(fits(PlanScreen.lines(plan("pruned", JARED), TIMES)))
        .containsExactly(
            "Plan for @TGS#1 of app 1400000000",
            "  type      Public",
            "  mode      enforce",
            "  seats     200 of 200 taken",
            "  outcome   pruned",
            "  because   10 seats shall be free",
            "",
            "1 member would go, the first one first; 199 of 200 seats would then be taken:",
            "",
            "#  Account  Reason    Last active (UTC)  Joined",
            "1  jared    inactive  2025-01-04 08:12   2024-05-06",
            "",
            "Spared by  Members  Among them",
            "active          24  rosa, andrei",
            "owner            1  olga");
  }

  @Test
  @DisplayName("A plan that removes nobody says so, and why")
  void harmlessPlan() {
    assertThat(text(PlanScreen.lines(plan("observed", JARED), TIMES)))
        .contains("if the mode were enforce; as it is, nobody does", "jared");
    assertThat(text(PlanScreen.lines(plan("braked", JARED), TIMES)))
        .contains("nobody goes until it is released", "jared");
    assertThat(text(PlanScreen.lines(plan("nothing-to-prune", ""), TIMES)))
        .contains("Nobody would go.");
  }

  private static final String STANDS_AGAINST =
      "{\"enforceFrom\":\"2026-12-24T00:00:00Z\",\"dailyLimit\":{\"group\":12,\"app\":null},"
          + "\"paused\":[{\"sdkAppId\":null,\"groupId\":null,\"reason\":\"\",\"by\":\"ops\","
          + "\"at\":\"2026-11-23T11:00:00Z\",\"until\":null}]}";

  @Test
  @DisplayName("A plan says what stands against it, and the question what a yes does")
  void hinderedPlan() {
    JsonObject plan = plan("observed", JARED).put("mode", "observe");
    assertThat(BoundsText.question(plan))
        .isEqualTo("Write down who would go from @TGS#1, and remove nobody now?");
    assertThat(BoundsText.question(plan("pruned", JARED)))
        .isEqualTo("Remove 1 member of @TGS#1 now?");
    assertThat(BoundsText.question(plan("braked", JARED)))
        .isEqualTo("Let a run of @TGS#1 begin that will remove nobody as things are now?");
    plan.mergeIn(new JsonObject(STANDS_AGAINST));
    assertThat(fits(PlanScreen.lines(plan, TIMES)))
        .contains(
            "  mode      observe; enforces from 2026-12-24 00:00",
            "  PAUSED    everything since 2026-11-23 11:00 by ops",
            "  24 hours  12 of the group may still go",
            "It is paused: nobody goes until somebody resumes.");
    assertThat(BoundsText.question(plan))
        .isEqualTo(
            "Write down who would go from @TGS#1, and remove nobody, when somebody has resumed?");
  }

  @Test
  @DisplayName("An answer to a request says what will hold, and an older service says nothing")
  void ahead() {
    JsonObject answer = new JsonObject(STANDS_AGAINST).put("mode", "observe");
    assertThat(fits(BoundsText.ofGroup(answer, TIMES)))
        .containsExactly(
            "PAUSED: nobody goes until somebody resumes: everything since 2026-11-23 11:00 by ops",
            "Mode observe: nobody is removed; the run only writes down who would go.",
            "Until 2026-12-24 00:00 nothing is enforced in this group.");
    assertThat(text(BoundsText.ofGroup(answer.copy().putNull("mode"), TIMES)))
        .contains("the mode of this group is not known yet");
    assertThat(text(BoundsText.atMost(answer.copy().put("mode", "enforce"), TIMES)))
        .contains("Where the mode of a group is enforce, members may be removed.");
    assertThat(BoundsText.ofGroup(new JsonObject().put("id", "r"), TIMES)).isEmpty();
  }

  @Test
  @DisplayName("Status tells that some groups go further than the mode of the service")
  void someEnforce() {
    JsonObject stats =
        new JsonObject(STATS)
            .putNull("enforceFrom")
            .put("mode", "observe")
            .put(
                "appModes",
                new JsonArray().add(new JsonObject().put("sdkAppId", 1).put("mode", "enforce")));
    assertThat(StatusScreen.lines(stats, TIMES, "http://127.0.0.1:8081"))
        .contains("  mode      observe; but for some groups, by prune.groups, up to enforce");
  }

  private static JsonObject run(String more) {
    return new JsonObject(
        "{\"id\":\"0mf3x1a2bk3j9d7q2\",\"sdkAppId\":1400000000,\"groupId\":\"@TGS#1\","
            + "\"type\":\"Public\",\"cause\":\"callback\",\"mode\":\"enforce\",\"planned\":1,"
            + "\"startedAt\":\"2026-11-23T11:00:00Z\",\"finishedAt\":\"2026-11-23T11:00:01Z\","
            + "\"times\":1,\"note\":\"as planned\",\"spared\":{\"owner\":1},"
            + more
            + "}");
  }

  @Test
  @DisplayName("A run tells the fate of each, and how to bring them back")
  void run() {
    String person = JARED.replace("}", ",\"fate\":\"removed\",\"batch\":1}");
    assertThat(
            text(
                RunScreen.lines(
                    run(
                        "\"outcome\":\"pruned\",\"removedCount\":1,"
                            + "\"seats\":{\"max\":200,\"before\":200,\"after\":199},\"removed\":["
                            + person
                            + "],\"wouldRemove\":[]"),
                    TIMES)))
        .contains(
            "Run 0mf3x1a2bk3j9d7q2: pruned",
            "200 of 200 taken before, 199 after",
            "1 of 1 planned",
            "jared    inactive  2025-01-04 08:12   2024-05-06  removed  -",
            "headroom restore 0mf3x1a2bk3j9d7q2");
  }

  @Test
  @DisplayName("A braked run shows whom it would have removed, and how to release it")
  void brakedRun() {
    String shown =
        "\"outcome\":\"braked\",\"removedCount\":0,\"seats\":{\"max\":200,\"before\":200},"
            + "\"removed\":[],\"wouldRemove\":["
            + JARED
            + "]";
    assertThat(text(RunScreen.lines(run(shown), TIMES)))
        .contains("Would have gone", "jared", "headroom release 0mf3x1a2bk3j9d7q2");
    assertThat(
            text(
                RunScreen.lines(
                    run(
                        shown
                            + ",\"release\":{\"by\":\"ops\",\"at\":\"2026-11-23T11:30:00Z\","
                            + "\"run\":\"other\"}"),
                    TIMES)))
        .contains("by ops, 2026-11-23 11:30:00, as run other")
        .doesNotContain("headroom release");
  }

  @Test
  @DisplayName("A run under way is told as such")
  void openRun() {
    assertThat(text(RunScreen.lines(run("\"outcome\":null,\"seats\":{}"), TIMES)))
        .contains("Run 0mf3x1a2bk3j9d7q2: goes on");
  }

  @Test
  @DisplayName("Lists fit the screen, say how to go on, and say when they are empty")
  void lists() {
    JsonObject runs =
        new JsonObject()
            .put("items", List.of(run("\"outcome\":\"nothing-to-prune\",\"seats\":{}").getMap()))
            .put("next", "cursor-1");
    assertThat(text(ListScreens.runs(runs, TIMES)))
        .contains("0mf3x1a2bk3j9d7q2", "nothing-to-prune", "There are more: --after cursor-1");
    JsonObject none = new JsonObject("{\"items\":[],\"next\":null}");
    assertThat(ListScreens.runs(none, TIMES)).containsExactly("There are no such runs.");
    JsonObject jobs =
        new JsonObject(
            "{\"items\":[{\"id\":\"1\",\"sdkAppId\":1400000000,\"groupId\":\""
                + "g".repeat(96)
                + "\",\"topicId\":\"\",\"state\":\"dead\",\"dueAt\":\"2026-11-23T11:00:00Z\","
                + "\"attempts\":10,\"deadCause\":\""
                + "why ".repeat(50)
                + "\",\"lastAt\":\"2026-11-23T11:00:00Z\"}]}");
    assertThat(text(ListScreens.jobs(jobs, TIMES)))
        .contains("1400000000", "dead", "60 min ago", "given up: why why");
    JsonObject waiting =
        new JsonObject(
            "{\"items\":[{\"sdkAppId\":1400000000,\"groupId\":\"g\",\"topicId\":\"\","
                + "\"state\":\"waiting\",\"dueAt\":\"2026-11-23T12:03:00Z\",\"attempts\":2,"
                + "\"failure\":\"10016: rejected\",\"next\":\"2026-11-23T12:03:00Z\","
                + "\"lastAt\":\"2026-11-23T11:00:00Z\"}]}");
    assertThat(text(ListScreens.jobs(waiting, TIMES)))
        .contains("in 3 min", "g failed at its last try: 10016: rejected");
    assertThat(ListScreens.restores(none, TIMES)).hasSize(1);
    JsonObject actions =
        new JsonObject(
            "{\"items\":[{\"id\":\"1\",\"at\":\"2026-11-23T11:00:00Z\",\"by\":\"ops\","
                + "\"role\":\"operate\",\"action\":\"pause\",\"reason\":\"先看一下\"}]}");
    assertThat(text(ListScreens.actions(actions, TIMES)))
        .contains("2026-11-23 11:00:00", "ops", "pause", "先看一下");
  }

  @Test
  @DisplayName("A restore tells what became of each, and is complete when everybody is back")
  void restore() {
    String json =
        """
        {"id":"r1","by":"ops","at":"2026-11-23T11:00:00Z","state":"done","reason":"wrong policy",
         "counts":{"restored":1,"group-full":1,"waiting":0},
         "members":[{"sdkAppId":1400000000,"groupId":"@TGS#1","account":"jared",
                     "joinTime":"2024-05-06T07:08:09Z","result":"restored"},
                    {"sdkAppId":1400000000,"groupId":"@TGS#1","account":"monica",
                     "joinTime":"2024-05-06T07:08:09Z","result":"group-full"}]}
        """;
    JsonObject restore = new JsonObject(json);
    assertThat(text(RestoreScreen.lines(restore, TIMES)))
        .contains("Restore r1: done", "1 restored, 1 group-full", "monica");
    assertThat(RestoreScreen.isComplete(restore)).isFalse();
    assertThat(
            RestoreScreen.isComplete(
                new JsonObject(json.replace("\"group-full\"}", "\"already-back\"}"))))
        .isTrue();
  }

  @Test
  @DisplayName("The progress of a sweep is a share of the last one, or just movement")
  void bar() {
    assertThat(SweepScreen.bar(500, 2, 1000, 0))
        .isEqualTo("[############------------] 500 of about 1,000 groups, 2 full");
    assertThat(SweepScreen.bar(1500, 2, 1000, 0))
        .isEqualTo("[####--------------------] 1,500 groups, 2 full");
    assertThat(SweepScreen.bar(5, 0, 0, 0))
        .isEqualTo("[####--------------------] 5 groups, 0 full");
    assertThat(SweepScreen.bar(5, 0, 0, 22))
        .isEqualTo("[##--------------------##] 5 groups, 0 full");
  }

  @Test
  @DisplayName("A sweep's findings and failures are told, app by app")
  void sweep() {
    JsonObject sweeps =
        new JsonObject(
            """
            {"items":[{"sdkAppId":1,"state":"done","startedAt":"2026-11-23T11:00:00Z",
                       "finishedAt":"2026-11-23T11:00:05Z","groups":1200,"full":79,"asked":1,"lookedAfter":77,
                       "unread":0,"findings":[{"groupId":"@TGS#9","type":"Public",
                       "memberNum":200,"maxMemberNum":200,"called":false}]},
                      {"sdkAppId":2,"state":"failed","startedAt":"2026-11-23T11:00:00Z",
                       "failure":"no answer","findings":[]}]}
            """);
    assertThat(text(SweepScreen.lines(sweeps, TIMES)))
        .contains(
            "1,200", "Looked after", "77", "@TGS#9", "The search of app 2 ended early: no answer");
    assertThat(SweepScreen.hasFailed(sweeps, null)).isTrue();
    assertThat(SweepScreen.hasFailed(sweeps, 1L)).isFalse();
    assertThat(SweepScreen.isRunning(sweeps, null)).isFalse();
  }
}
