package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.sandbox.SandboxMember;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console in a real browser, which {@code src/test/console/console.mjs} drives. Where Node,
 * Chromium or the packages of {@code npm ci} are absent it is skipped, loudly; with {@code CI=true}
 * that is a failure.
 */
@DisplayName("The console of the jar, in a browser")
class ConsoleIT {

  private static final Path SCRIPTS = Path.of("src/test/console").toAbsolutePath();
  private static final Path PICTURES = Path.of("target/console").toAbsolutePath();
  private static final long OTHER_APP = 1_400_000_777L;

  /** So many more groups than fit on a page of the console. */
  private static final int CROWDS = 60;

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir private Path folder;
  private Vertx vertx;
  private SandboxBackend backend;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
  }

  @AfterEach
  void close() throws Exception {
    NodeInProcess.result(backend.close());
    NodeInProcess.result(vertx.close());
  }

  @Test
  @DisplayName(
      "An operator watches a group get full, previews, prunes, drills down, restores and pauses, and"
          + " is told the mode of the group")
  void wholeRound() throws Exception {
    String node = program("node");
    String chromium = program("chromium");
    if (!Files.isDirectory(SCRIPTS.resolve("node_modules/playwright-core"))) {
      missing("the packages of src/test/console (run npm ci there)");
    }
    SandboxGroup choir = fullGroup("choir", 40, 12);
    SandboxGroup marathon = fullGroup("marathon", 1000, 700);
    for (int i = 0; i < CROWDS; i++) {
      fullGroup("crowd-" + i, 10, 4);
    }
    fullGroup("late", 10, 4);
    SandboxGroup eager = fullGroup("eager", 20, 8);
    backend.addApp(OTHER_APP, "administrator", "the key of the other app");
    Map<String, Long> before = joinTimes(choir);
    Files.createDirectories(PICTURES);

    try (Jar jar = serve()) {
      Path output = folder.resolve("said");
      ProcessBuilder builder =
          new ProcessBuilder(
                  node, "console.mjs", jar.managementUrl(), backend.url(), PICTURES.toString())
              .directory(SCRIPTS.toFile())
              .redirectOutput(output.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().put("CHROMIUM", chromium);
      builder.environment().put("APP", Long.toString(backend.app().sdkAppId()));
      builder.environment().put("OTHER_APP", Long.toString(OTHER_APP));
      builder.environment().put("CROWDS", Integer.toString(CROWDS));
      Process browser = builder.start();
      try {
        assertThat(browser.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } finally {
        browser.descendants().forEach(ProcessHandle::destroyForcibly);
        browser.destroyForcibly();
      }
      assertThat(browser.exitValue()).as("see what the browser said above").isZero();

      JsonObject said = new JsonObject(Files.readString(output));
      List<Object> previewed = said.getJsonArray("previewed").stream().toList();
      assertThat(choir.deletedAccounts()).hasSameElementsAs(accounts(previewed));
      assertThat(joinTimes(choir))
          .as("they are back with their JoinTime")
          .containsAllEntriesOf(before);
      assertThat(marathon.deletions()).hasSize(500);
      assertThat(eager.deletions()).as("in a service that observes").hasSize(2);
      assertThat(backend.breaches()).isEmpty();
    }
  }

  private static List<String> accounts(List<Object> names) {
    return names.stream().map(String.class::cast).toList();
  }

  private Jar serve() throws Exception {
    String prune =
        """
        mode: observe
        maxPerRun: 1000
        maxPerDay: off
        groups:
          - { match: marathon, freeSeats: 500, brake: 90% }
          - { match: eager, mode: enforce, freeSeats: 2 }\
        """;
    String configuration =
        Jar.configuration(backend.app(), backend.url(), prune)
            .replace("callsPerSecondFor: {}", "callsPerSecondFor: { delete_group_member: 1 }")
            .replace(
                "management:",
                "  - { sdkAppId: %d, identifier: administrator, secretKey: the key of the other app,"
                        .formatted(OTHER_APP)
                    + " callbackTokens: [other-token], api: %s }\nmanagement:"
                        .formatted(backend.url()))
            .replace(
                "management: { host: 127.0.0.1, port: 0 }",
                "management: { host: 127.0.0.1, port: 0, tokens: ["
                    + "{ name: eyes, token: read-secret, role: read },"
                    + " { name: hands, token: operate-secret, role: operate }] }");
    Path file = folder.resolve("headroom.yaml");
    Files.writeString(file, configuration);
    Jar jar = Jar.start(folder, Map.of(), "--config", file.toString());
    jar.awaitReady();
    backend.app().callbackTo(jar.callbackUrl(), Jar.TOKEN);
    return jar;
  }

  private SandboxGroup fullGroup(String id, int seats, int inactive) {
    Instant now = Instant.now();
    SandboxGroup group = backend.app().group(id, GroupType.PUBLIC).max(seats);
    group.owner("owner").admin("admin");
    group.add(
        inactive,
        id + "-quiet",
        (member, i) ->
            member
                .joined(now.minus(Duration.ofDays(800)).plusSeconds(3600L * i))
                .spoke(now.minus(Duration.ofDays(400)).plusSeconds(3600L * i)));
    group.add(
        seats - inactive - 2,
        id + "-lively",
        (member, i) ->
            member.joined(now.minus(Duration.ofDays(300))).spoke(now.minus(Duration.ofDays(2))));
    group.lastMessage(now.minus(Duration.ofHours(1)), 1_000);
    return group;
  }

  private static Map<String, Long> joinTimes(SandboxGroup group) {
    return group.accounts().stream()
        .map(account -> group.member(account).orElseThrow())
        .collect(Collectors.toMap(SandboxMember::account, SandboxMember::joinTime));
  }

  private static String program(String name) {
    List<String> folders =
        new ArrayList<>(List.of(System.getenv("PATH").split(File.pathSeparator)));
    Optional<Path> found =
        folders.stream()
            .flatMap(each -> Stream.of(Path.of(each, name)))
            .filter(Files::isExecutable)
            .findFirst();
    return found.map(Path::toString).orElseGet(() -> missing(name));
  }

  private static String missing(String what) {
    String says = "THE BROWSER TEST OF THE CONSOLE DID NOT RUN: there is no " + what;
    assertThat(System.getenv("CI")).as(says).isNotEqualTo("true");
    System.err.println(says);
    return abort(says);
  }
}
