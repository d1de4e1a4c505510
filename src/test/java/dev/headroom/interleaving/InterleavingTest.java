package dev.headroom.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.store.Database;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What may happen between two calls of a run: everything, at every step of every shape of run. What
 * was promised is kept all the same.
 */
class InterleavingTest {

  /** More steps than most scripts have. */
  private static final int STEPS = 50;

  private static final int MOST_TOGETHER = 5;

  private static final Set<Shape> ON_POSTGRES = EnumSet.of(Shape.RESUMED, Shape.RESTORED);

  private Search search;

  @BeforeEach
  void begin() throws Exception {
    search = new Search(Database.SQLITE);
  }

  @AfterEach
  void end() throws Exception {
    search.close();
  }

  private static Stream<Script> undisturbed() {
    return Arrays.stream(Shape.values()).map(Script::of);
  }

  /** Each with one more happening, before each of its steps from the last happening on. */
  private static Stream<Script> withOneMore(Ending ending, Set<Action> actions) {
    List<Script.Happening> before = ending.script().happenings();
    int from = before.isEmpty() ? 1 : before.get(before.size() - 1).step();
    List<Script> scripts = new ArrayList<>();
    for (int step = from; step <= ending.steps().size(); step++) {
      for (Action action : actions) {
        if (action.fits(ending.steps().get(step - 1))) {
          scripts.add(ending.script().and(step, action));
        }
      }
    }
    return scripts.stream();
  }

  private List<Ending> endings(Stream<Script> scripts) throws Exception {
    List<Ending> endings = new ArrayList<>();
    search.play(scripts, endings::add);
    return endings;
  }

  @Test
  @DisplayName("Whatever happens before any one step of any run, no promise is broken")
  void singles() throws Exception {
    search.play(
        endings(undisturbed()).stream()
            .flatMap(ending -> withOneMore(ending, Action.OF_ONE_GROUP)));
    assertThat(search.told()).isEmpty();
  }

  @Test
  @DisplayName("The same holds on PostgreSQL")
  void onPostgres() throws Exception {
    search.close();
    search = new Search(Database.POSTGRESQL);
    Stream<Script> some = ON_POSTGRES.stream().map(Script::of);
    search.play(endings(some).stream().flatMap(ending -> withOneMore(ending, Action.OFTEN)));
    assertThat(search.told()).isEmpty();
  }

  @Test
  @DisplayName("Trouble with one group is nobody else's: the app is not left alone for it")
  void trouble() throws Exception {
    search.playOneByOne(
        endings(Stream.of(Script.of(Shape.PLAIN))).stream()
            .flatMap(ending -> withOneMore(ending, Action.OF_ONE_GROUP))
            .filter(Script::isTroubled));
    assertThat(search.told()).isEmpty();
  }

  @Test
  @DisplayName("All clocks may jump, forward or back, before any step")
  void jumps() throws Exception {
    search.playAlone(
        endings(undisturbed()).stream()
            .filter(ending -> !ending.script().shape().isBig())
            .flatMap(ending -> withOneMore(ending, Action.OF_ALL)));
    assertThat(search.told()).isEmpty();
  }

  /** What several things together have once broken. */
  @Test
  @DisplayName("What was found by chance does not come back")
  void found() throws Exception {
    search.play(
        Stream.of(
                // A dead job that a restore woke rested afterwards: its callback was forgotten.
                "RESTORED_INTO_FULL 11:FILL_AND_CALL 14:SICK")
            .map(Script::parse));
    assertThat(search.told()).isEmpty();
  }

  /** All shapes take about an hour; {@code -Dshapes=PLAIN,RESTED} plays only these. */
  @Test
  @Tag("long")
  @DisplayName("Whatever two of the usual things happen before any two steps, no promise is broken")
  void pairs() throws Exception {
    String all = Stream.of(Shape.values()).map(Shape::name).collect(Collectors.joining(","));
    Set<String> shapes = Set.of(System.getProperty("shapes", all).split(","));
    Stream<Ending> plain =
        endings(undisturbed()).stream()
            .filter(ending -> !ending.script().shape().isBig())
            .filter(ending -> shapes.contains(ending.script().shape().name()));
    List<Ending> singles = endings(plain.flatMap(ending -> withOneMore(ending, Action.OFTEN)));
    search.play(singles.stream().flatMap(ending -> withOneMore(ending, Action.OFTEN)));
    System.out.println("scripts: " + search.played());
    assertThat(search.told()).isEmpty();
  }

  @Test
  @DisplayName("Scripts by chance: -Dscripts=1000000 -Dseed=1")
  @EnabledIfSystemProperty(named = "scripts", matches = "\\d+")
  void byChance() throws Exception {
    Random random = new Random(Long.getLong("seed", 1));
    search.play(Stream.generate(() -> any(random)).limit(Long.getLong("scripts")));
    System.out.println("scripts: " + search.played());
    assertThat(search.told()).isEmpty();
  }

  private static Script any(Random random) {
    Shape[] shapes = Shape.values();
    Action[] actions = Action.OF_ONE_GROUP.toArray(Action[]::new);
    Script script = Script.of(shapes[random.nextInt(shapes.length)]);
    int most = 1 + random.nextInt(MOST_TOGETHER);
    int step = 0;
    for (int i = 0; i < most; i++) {
      step += random.nextInt(STEPS / most);
      script = script.and(1 + step, actions[random.nextInt(actions.length)]);
    }
    return script;
  }

  @Test
  @DisplayName("One script again: -Dscript=\"PLAIN 7:CALL\"")
  @EnabledIfSystemProperty(named = "script", matches = ".+")
  void again() throws Exception {
    search.play(Stream.of(Script.parse(System.getProperty("script"))), System.out::println);
    assertThat(search.told()).isEmpty();
  }
}
