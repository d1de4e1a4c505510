package dev.headroom;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.headroom.chat.ChatApi;
import dev.headroom.store.Session;
import io.vertx.core.Verticle;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The rooms of the program")
class RoomsTest {

  private static final String HOUSE = "dev.headroom";

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z.]+)` \\| [^|]+ \\| ((?:`[a-z.]+` )*)\\|$");

  private static final Pattern NAME = Pattern.compile("`([a-z.]+)`");

  /** The rooms of the map in docs/code.md, each with those that it may know. */
  private static final Map<String, Set<String>> MAY_KNOW = new TreeMap<>();

  private static JavaClasses main;

  @BeforeAll
  static void read() {
    main =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(HOUSE);
  }

  static Stream<String> rooms() throws IOException {
    Matcher row = ROW.matcher(Files.readString(Path.of("docs", "code.md")));
    while (row.find()) {
      MAY_KNOW.put(
          row.group(1),
          NAME.matcher(row.group(2)).results().map(r -> r.group(1)).collect(Collectors.toSet()));
    }
    return MAY_KNOW.keySet().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rooms")
  @DisplayName("A room knows only the rooms that it may know by the map, and each of them")
  void arrows(String room) {
    Set<String> known =
        main.stream()
            .filter(each -> room(each).equals(room))
            .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
            .filter(each -> each.getPackageName().startsWith(HOUSE))
            .map(RoomsTest::room)
            .filter(each -> !each.equals(room))
            .collect(Collectors.toSet());
    assertThat(known).isEqualTo(MAY_KNOW.get(room));
  }

  /** The room of a class: the innermost package of the map that it lies in. */
  private static String room(JavaClass type) {
    return MAY_KNOW.keySet().stream()
        .filter(room -> !room.equals(HOUSE))
        .filter(room -> (type.getPackageName() + ".").startsWith(HOUSE + "." + room + "."))
        .max(Comparator.comparingInt(String::length))
        .orElse(type.getPackageName());
  }

  @Test
  @DisplayName("Every package says what it is for")
  void packages() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      Set<Path> folders =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(Path::getParent)
              .collect(Collectors.toSet());
      assertThat(folders).allMatch(folder -> Files.exists(folder.resolve("package-info.java")));
    }
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
  @DisplayName("Every class lives in a room of the map")
  void noOtherRooms() throws IOException {
    assertThat(rooms().toList()).containsAll(main.stream().map(RoomsTest::room).toList());
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
