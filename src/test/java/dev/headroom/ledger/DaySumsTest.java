package dev.headroom.ledger;

import static dev.headroom.ledger.Runs.members;
import static dev.headroom.ledger.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Outcome;
import dev.headroom.store.Database;
import dev.headroom.store.TestSession;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

class DaySumsTest {

  private static final long DAY = Duration.ofHours(24).toMillis();
  private static final List<GroupKey> GROUPS =
      List.of(GroupKey.of(1, "a"), GroupKey.of(1, "b"), GroupKey.of(2, "a"));

  private record Meant(GroupKey key, String run, int batch, long at, Map<String, Fate> fates) {
    long taken() {
      return fates.values().stream()
          .filter(fate -> fate != Fate.STAYED && fate != Fate.NOT_SENT)
          .count();
    }
  }

  @Property(tries = 40)
  @Label("Sums of 24 hours and of a run equal a plain count, whatever happens, cleaning included")
  void sums(@ForAll Database database, @ForAll long seed) throws SQLException {
    Random random = new Random(seed);
    List<Meant> model = new ArrayList<>();
    try (TestSession session = new TestSession(database)) {
      for (int step = 0; step < 60; step++) {
        switch (random.nextInt(6)) {
          case 0, 1 -> model.add(intend(session, random, step));
          case 2, 3 -> settle(session, random, model);
          case 4 -> session.pass((long) (random.nextDouble() * DAY / 3));
          default -> Retention.step(session, Duration.ofHours(1), 7);
        }
        checkDay(session, model);
        checkUntilRoom(session, model, 1 + random.nextInt(6), 1 + random.nextInt(9));
      }
      checkRuns(session, model);
    }
  }

  /** Half of the runs end at once, so that the cleaning has something to find. */
  private static Meant intend(TestSession session, Random random, int step) throws SQLException {
    GroupKey key = GROUPS.get(random.nextInt(GROUPS.size()));
    String[] accounts =
        IntStream.rangeClosed(0, random.nextInt(5)).mapToObj(i -> "u" + i).toArray(String[]::new);
    Run run = run("r" + step, key, Instant.ofEpochMilli(session.now()));
    int batch = Ledger.intend(session, run, members(accounts));
    if (random.nextBoolean()) {
      RunEnds.finish(
          session,
          new RunEnd(
              run,
              Outcome.FAILED,
              null,
              List.of(),
              Map.of(),
              "",
              Instant.ofEpochMilli(session.now())));
    }
    Map<String, Fate> fates = new HashMap<>();
    for (String account : accounts) {
      fates.put(account, Fate.OPEN);
    }
    return new Meant(key, run.id(), batch, session.now(), fates);
  }

  private static void settle(TestSession session, Random random, List<Meant> model)
      throws SQLException {
    List<Meant> young = model.stream().filter(meant -> meant.at() > session.now() - DAY).toList();
    if (young.isEmpty()) {
      return;
    }
    Meant meant = young.get(random.nextInt(young.size()));
    Map<String, Fate> fates = new HashMap<>();
    meant.fates().keySet().stream()
        .filter(account -> random.nextInt(3) > 0)
        .forEach(account -> fates.put(account, Fate.values()[random.nextInt(6)]));
    Ledger.settle(session, meant.run(), meant.batch(), fates);
    // What is known of a member already stays.
    fates.forEach(
        (account, fate) ->
            meant
                .fates()
                .computeIfPresent(
                    account, (same, now) -> now == Fate.OPEN || now == Fate.UNKNOWN ? fate : now));
  }

  private static void checkDay(TestSession session, List<Meant> model) throws SQLException {
    for (GroupKey key : GROUPS) {
      Taken expected =
          new Taken(
              (int) sum(session, model.stream().filter(meant -> meant.key().equals(key)).toList()),
              (int)
                  sum(
                      session,
                      model.stream()
                          .filter(meant -> meant.key().sdkAppId() == key.sdkAppId())
                          .toList()));
      assertThat(Ledger.taken(session, key)).isEqualTo(expected);
    }
  }

  /** The limits leave room at the moment that is told, and not a millisecond before. */
  private static void checkUntilRoom(
      TestSession session, List<Meant> model, int perGroup, int perApp) throws SQLException {
    for (GroupKey key : GROUPS) {
      long wait = Ledger.untilRoom(session, key, perGroup, perApp).orElseThrow().toMillis();
      long at = session.now() + wait;
      assertThat(hasRoom(model, key, at, perGroup, perApp)).isTrue();
      assertThat(wait == 0 || !hasRoom(model, key, at - 1, perGroup, perApp)).isTrue();
      assertThat(Ledger.untilRoom(session, key, perGroup, 0)).isEmpty();
    }
  }

  private static boolean hasRoom(
      List<Meant> model, GroupKey key, long at, int perGroup, int perApp) {
    List<Meant> ofApp =
        model.stream()
            .filter(meant -> meant.at() > at - DAY)
            .filter(meant -> meant.key().sdkAppId() == key.sdkAppId())
            .toList();
    long app = ofApp.stream().mapToLong(Meant::taken).sum();
    long group =
        ofApp.stream().filter(meant -> meant.key().equals(key)).mapToLong(Meant::taken).sum();
    return group < perGroup && app < perApp;
  }

  private static void checkRuns(TestSession session, List<Meant> model) throws SQLException {
    for (Meant meant : model) {
      if (meant.at() > session.now() - DAY) {
        assertThat(Ledger.takenByRun(session, meant.run())).isEqualTo((int) meant.taken());
      }
    }
  }

  private static long sum(TestSession session, List<Meant> model) {
    return model.stream()
        .filter(meant -> meant.at() > session.now() - DAY)
        .mapToLong(Meant::taken)
        .sum();
  }
}
