package dev.headroom.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What may happen between two calls of a run: everything, at every step of every shape of run. What
 * was promised is kept all the same.
 */
class InterleavingTest {

  private Search search;

  @BeforeEach
  void begin() throws Exception {
    search = new Search();
  }

  @AfterEach
  void end() throws Exception {
    search.close();
  }

  private static Stream<Script> undisturbed() {
    return Arrays.stream(Shape.values()).map(Script::of);
  }

  /** Each with one more happening, before each of its steps. */
  private static Stream<Script> withOneMore(Ending ending) {
    List<String> steps = ending.steps();
    List<Script> scripts = new ArrayList<>();
    for (int step = 1; step <= steps.size(); step++) {
      for (Action action : Action.values()) {
        if (action.fits(steps.get(step - 1))) {
          scripts.add(ending.script().and(step, action));
        }
      }
    }
    return scripts.stream();
  }

  @Test
  @DisplayName("Whatever happens before any one step of any run, no promise is broken")
  void singles() throws Exception {
    List<Ending> plain = new ArrayList<>();
    search.play(undisturbed(), plain::add);
    assertThat(plain).allMatch(Ending::isWell);
    search.play(plain.stream().flatMap(InterleavingTest::withOneMore));
    System.out.println("scripts: " + search.played());
    assertThat(search.told()).isEmpty();
  }

  @Test
  @DisplayName("One script again: -Dscript=\"PLAIN 7:CALL\"")
  @EnabledIfSystemProperty(named = "script", matches = ".+")
  void again() throws Exception {
    search.play(Stream.of(Script.parse(System.getProperty("script"))), System.out::println);
    assertThat(search.told()).isEmpty();
  }
}
