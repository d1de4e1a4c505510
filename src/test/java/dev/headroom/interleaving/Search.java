package dev.headroom.interleaving;

import dev.headroom.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Plays many scripts, and tells of each that ends badly in as few words as possible. */
final class Search implements AutoCloseable {

  /** So many side by side: more would keep a delete waiting for longer than it may. */
  private static final int BATCH = 300;

  /** A new database now and then keeps it small. */
  private static final int WORLD = 20_000;

  /** So many of them at most with calls that fail: the others show that the app is well. */
  private static final int TROUBLED = 100;

  private static final int MOST_BAD = 200;
  private static final int MOST_TOLD = 12;

  private final Database database;
  private final Path folder;
  private final List<Ending> bad = new ArrayList<>();
  private World world;
  private int worlds;
  private int inWorld;
  private long played;

  Search(Database database) throws IOException {
    this.database = database;
    Path memory = Path.of("/dev/shm");
    folder =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "headroom")
            : Files.createTempDirectory("headroom");
  }

  long played() {
    return played;
  }

  /** Plays all scripts. */
  void play(Stream<Script> scripts) throws Exception {
    play(scripts, ending -> {});
  }

  /**
   * Plays all scripts.
   *
   * @param each is told how each has ended
   */
  void play(Stream<Script> scripts, Consumer<Ending> each) throws Exception {
    Iterator<Script> left = scripts.iterator();
    Deque<Script> well = new ArrayDeque<>();
    Deque<Script> troubled = new ArrayDeque<>();
    while (left.hasNext()) {
      Script script = left.next();
      (script.isTroubled() ? troubled : well).add(script);
      if (well.size() == BATCH - TROUBLED) {
        batch(well, troubled, each);
      }
    }
    while (!well.isEmpty() || !troubled.isEmpty()) {
      if (well.isEmpty()) {
        Arrays.stream(Shape.values()).map(Script::of).forEach(well::add);
      }
      batch(well, troubled, each);
    }
  }

  private void batch(Deque<Script> well, Deque<Script> troubled, Consumer<Ending> each)
      throws Exception {
    List<Script> batch = new ArrayList<>();
    while (batch.size() < TROUBLED && !troubled.isEmpty()) {
      batch.add(troubled.remove());
    }
    while (batch.size() < BATCH && !well.isEmpty()) {
      batch.add(well.remove());
    }
    batch(batch, each);
  }

  private void batch(List<Script> batch, Consumer<Ending> each) throws Exception {
    if (bad.size() >= MOST_BAD) {
      return;
    }
    for (Ending ending : endings(batch)) {
      each.accept(ending);
      if (!ending.isWell()) {
        bad.add(ending);
      }
    }
  }

  private List<Ending> endings(List<Script> batch) throws Exception {
    if (world == null || inWorld >= WORLD || world.isOver()) {
      end();
      world = new World(database, Files.createDirectory(folder.resolve("world" + ++worlds)));
      inWorld = 0;
    }
    played += batch.size();
    inWorld += batch.size();
    return world.play(batch);
  }

  private void end() {
    if (world != null) {
      world.close();
      world = null;
    }
  }

  @Override
  public void close() throws IOException {
    end();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }

  /** Plays each alone among others that nothing disturbs. */
  void playOneByOne(Stream<Script> scripts) throws Exception {
    for (Script script : (Iterable<Script>) scripts::iterator) {
      List<Script> batch = new ArrayList<>(List.of(script));
      Arrays.stream(Shape.values()).map(Script::of).forEach(batch::add);
      batch(batch, ending -> {});
    }
  }

  /** Plays each with nobody beside it. */
  void playAlone(Stream<Script> scripts) throws Exception {
    for (Script script : (Iterable<Script>) scripts::iterator) {
      batch(List.of(script), ending -> {});
    }
  }

  /** What was found, or an empty text. */
  String told() throws Exception {
    StringBuilder text = new StringBuilder();
    if (!bad.isEmpty()) {
      for (Ending ending : bad.subList(0, Math.min(MOST_TOLD, bad.size()))) {
        tell(text, shortest(ending));
      }
      text.append('\n').append(bad.size()).append(" scripts of ").append(played).append(" failed");
      bad.forEach(
          ending ->
              text.append("\n  ").append(ending.script()).append("  ").append(ending.violations()));
    }
    return text.toString();
  }

  /** The fewest happenings that fail too. */
  private Ending shortest(Ending ending) throws Exception {
    for (Ending shorter : endings(ending.script().shorter())) {
      if (!shorter.isWell()) {
        return shortest(shorter);
      }
    }
    return ending;
  }

  private static void tell(StringBuilder text, Ending ending) {
    text.append("\n").append(ending.script()).append('\n');
    ending.violations().forEach(violation -> text.append("    ").append(violation).append('\n'));
    text.append("    steps: ").append(ending.steps()).append('\n');
    text.append("    again: mvn surefire:test -Dtest=InterleavingTest#again -Dscript=\"")
        .append(ending.script())
        .append("\"\n");
  }
}
