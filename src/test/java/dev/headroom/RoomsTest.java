package dev.headroom;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.headroom.chat.ChatApi;
import dev.headroom.store.Session;
import io.vertx.core.Verticle;
import io.vertx.core.VerticleBase;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The rooms of the program")
class RoomsTest {

  private static final String HOUSE = "dev.headroom";

  /** Which room may know which others. */
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("event", Set.of()),
          Map.entry("config", Set.of("event")),
          // How both ports read requests, and why a connection was lost.
          Map.entry("http", Set.of()),
          Map.entry("callback", Set.of("config", "event", "http")),
          Map.entry("store", Set.of("config")),
          Map.entry("jobs", Set.of("ledger", "store", "config", "event")),
          Map.entry("ledger", Set.of("store", "config", "event")),
          Map.entry("chat", Set.of("config")),
          Map.entry("prune", Set.of("jobs", "ledger", "store", "chat", "config", "event")),
          // Not part of prune: who brings people back can remove nobody.
          Map.entry("restore", Set.of("jobs", "ledger", "store", "chat", "config", "event")),
          // Not part of prune: it looks for groups and shares nothing with a run but Chat.
          Map.entry("sweep", Set.of("jobs", "ledger", "store", "chat", "config", "event")),
          Map.entry("cluster", Set.of("store", "config")),
          Map.entry("hooks", Set.of("config")),
          Map.entry("doctor", Set.of("callback", "config", "event", "chat", "http")),
          Map.entry("survey", Set.of("prune", "ledger", "event", "chat")),
          Map.entry("report", Set.of("event", "chat", "ledger")),
          // Stands between rooms, so that they know nothing of it.
          Map.entry("trace", Set.of("event", "chat", "prune", "jobs", "ledger")),
          Map.entry(
              "manage",
              Set.of(
                  "callback",
                  "cluster",
                  "jobs",
                  "ledger",
                  "prune",
                  "restore",
                  "sweep",
                  "store",
                  "chat",
                  "config",
                  "event",
                  "http")),
          Map.entry(
              "node",
              Set.of(
                  "callback",
                  "chat",
                  "cluster",
                  "config",
                  "event",
                  "hooks",
                  "jobs",
                  "ledger",
                  "manage",
                  "prune",
                  "restore",
                  "store",
                  "sweep",
                  "trace")),
          Map.entry("sandbox", Set.of()),
          Map.entry(
              "cli",
              Set.of(
                  "chat", "cluster", "config", "doctor", "event", "hooks", "http", "ledger", "node",
                  "prune", "report", "sandbox", "store", "survey")));

  private static JavaClasses main;

  @BeforeAll
  static void read() {
    main =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(HOUSE);
  }

  static Stream<String> rooms() {
    return MAY_KNOW.keySet().stream().sorted();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rooms")
  @DisplayName("A room knows only the rooms it may know, and never main()")
  void arrows(String room) {
    String[] forbidden =
        Stream.concat(
                Stream.of(HOUSE),
                rooms()
                    .filter(other -> !other.equals(room) && !MAY_KNOW.get(room).contains(other))
                    .map(RoomsTest::inside))
            .toArray(String[]::new);
    check(
        noClasses()
            .that()
            .resideInAPackage(inside(room))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(forbidden));
  }

  @Test
  @DisplayName("main() knows the command line and nothing else")
  void root() {
    check(
        noClasses()
            .that()
            .resideInAPackage(HOUSE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                rooms()
                    .filter(room -> !room.equals("cli"))
                    .map(RoomsTest::inside)
                    .toArray(String[]::new)));
  }

  @Test
  @DisplayName("Commands to a running service know it by the wire only")
  void byTheWire() {
    check(
        noClasses()
            .that()
            .resideInAPackage(inside("cli.remote"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                rooms()
                    .filter(room -> !Set.of("cli", "config", "http").contains(room))
                    .map(RoomsTest::inside)
                    .toArray(String[]::new)));
  }

  @Test
  @DisplayName("The management port as HTTP knows no feature")
  void managementPort() {
    Set<String> known = Set.of("manage", "config", "event", "http");
    check(
        noClasses()
            .that()
            .resideInAPackage(HOUSE + ".manage")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                Stream.concat(
                        Stream.of(HOUSE + ".manage.api.."),
                        rooms().filter(room -> !known.contains(room)).map(RoomsTest::inside))
                    .toArray(String[]::new)));
  }

  @Test
  @DisplayName("How a strict file is read knows nothing of what is configured")
  void yaml() {
    check(
        noClasses()
            .that()
            .resideInAPackage(HOUSE + ".config.yaml..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HOUSE + ".config", HOUSE + ".event.."));
  }

  @Test
  @DisplayName("In runs, restores and searches only what is called Stored, and tables, touch SQL")
  void sql() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(inside("prune"), inside("restore"), inside("sweep"))
            .and()
            .haveSimpleNameNotStartingWith("Stored")
            .and()
            .haveSimpleNameNotEndingWith("Table")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Session.class));
  }

  @Test
  @DisplayName("Every class lives in a room that has its arrows written down")
  void noOtherRooms() {
    String[] known =
        Stream.concat(Stream.of(HOUSE), rooms().map(RoomsTest::inside)).toArray(String[]::new);
    check(classes().should().resideInAnyPackage(known));
  }

  @Test
  @DisplayName("No two rooms know each other, not even round a corner")
  void noCycles() {
    check(slices().matching(HOUSE + ".(*)..").should().beFreeOfCycles());
  }

  @Test
  @DisplayName("A name says what a thing is, not that it helps or implements something")
  void names() {
    check(
        noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Utility|Utilities|Impl)|.*[.$]Abstract.*"));
    check(noClasses().should().resideInAnyPackage("..util..", "..utils..", "..impl.."));
  }

  @Test
  @DisplayName("Verticles are of the Vert.x 5 kind, and can be told by their names")
  void verticles() {
    check(noClasses().should().beAssignableTo(Verticle.class));
    check(
        classes()
            .that()
            .areAssignableTo(VerticleBase.class)
            .should()
            .haveSimpleNameEndingWith("Verticle"));
    check(
        classes()
            .that()
            .haveSimpleNameEndingWith("Verticle")
            .should()
            .beAssignableTo(VerticleBase.class));
  }

  @Test
  @DisplayName("Nothing sleeps or waits for a future on its thread")
  void noBlocking() {
    check(noClasses().should().accessTargetWhere(use(Thread.class, "sleep")));
    check(noClasses().should().accessTargetWhere(use(io.vertx.core.Future.class, "await")));
    check(noClasses().should().accessTargetWhere(use(Future.class, "get")));
    check(noClasses().should().accessTargetWhere(use(Future.class, "join")));
  }

  @Test
  @DisplayName("Only a run can remove members")
  void onlyRunsRemove() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(inside("prune"), inside("chat"))
            .should()
            .accessTargetWhere(use(ChatApi.class, "delete")));
  }

  @Test
  @DisplayName("Logging goes through SLF4J")
  void logging() {
    check(noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging.."));
  }

  @Test
  @DisplayName("Only the command line and the sandbox's stories print")
  void printing() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(inside("cli"), inside("sandbox"))
            .should(ACCESS_STANDARD_STREAMS));
  }

  private static String inside(String room) {
    return HOUSE + "." + room + "..";
  }

  /** A call of the method, or a reference to it. */
  private static DescribedPredicate<JavaAccess<?>> use(Class<?> type, String method) {
    return DescribedPredicate.describe(
        type.getName() + "." + method,
        access ->
            access.getTargetOwner().isAssignableTo(type)
                && access.getTarget().getName().equals(method));
  }

  /** A room that is empty or not built yet breaks no rule. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(main);
  }
}
