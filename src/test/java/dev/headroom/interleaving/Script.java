package dev.headroom.interleaving;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One interleaving: a shape of run, and what happens before which of its steps. As text: {@code
 * PLAIN 7:FILL_AND_CALL 12:DIES_BEFORE}.
 *
 * @param happenings in the order of their steps
 */
record Script(Shape shape, List<Happening> happenings) {

  /**
   * Something that happens before a step.
   *
   * @param step from 1; steps are counted over all runs of the script
   */
  record Happening(int step, Action action) {
    @Override
    public String toString() {
      return step + ":" + action;
    }
  }

  Script {
    happenings = List.copyOf(happenings);
  }

  static Script of(Shape shape) {
    return new Script(shape, List.of());
  }

  static Script parse(String text) {
    String[] words = text.strip().split("\\s+");
    List<Happening> happenings =
        Arrays.stream(words)
            .skip(1)
            .map(word -> word.split(":", 2))
            .map(pair -> new Happening(Integer.parseInt(pair[0]), Action.valueOf(pair[1])))
            .toList();
    return new Script(Shape.valueOf(words[0]), happenings);
  }

  Script and(int step, Action action) {
    List<Happening> more = new ArrayList<>(happenings);
    more.add(new Happening(step, action));
    return new Script(shape, more);
  }

  List<Action> at(int step) {
    return happenings.stream()
        .filter(happening -> happening.step() == step)
        .map(Happening::action)
        .toList();
  }

  boolean has(Action action) {
    return happenings.stream().anyMatch(happening -> happening.action() == action);
  }

  /** Whether calls fail in it. */
  boolean isTroubled() {
    return happenings.stream().anyMatch(each -> each.action().isTrouble());
  }

  /** The same with one happening less, each in turn: to find the least that fails. */
  List<Script> shorter() {
    List<Script> scripts = new ArrayList<>();
    for (Happening dropped : happenings) {
      List<Happening> left = new ArrayList<>(happenings);
      left.remove(dropped);
      scripts.add(new Script(shape, left));
    }
    return scripts;
  }

  @Override
  public String toString() {
    return Stream.concat(Stream.of(shape.name()), happenings.stream().map(Happening::toString))
        .collect(Collectors.joining(" "));
  }
}
