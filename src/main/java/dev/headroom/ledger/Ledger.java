package dev.headroom.ledger;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.GroupPruned;
import dev.headroom.event.Outcome;
import dev.headroom.store.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What runs mean to do and did: the intent before each delete call, its result, the end.
 *
 * <p>Functions on a transaction that the caller owns, so that the ledger and the job table change
 * together or not at all. Rows are only added and completed; nothing but {@link Retention} takes
 * any away.
 */
public final class Ledger {

  /** The limits of removals look back this far. */
  static final long DAY_MILLIS = Duration.ofHours(24).toMillis();

  private static final String OPEN = Fate.OPEN.wire();
  private static final String REMOVED = Fate.REMOVED.wire();
  private static final String UNKNOWN = Fate.UNKNOWN.wire();
  private static final String RETURNED = Fate.RETURNED.wire();

  private Ledger() {}

  /** What an earlier try of the run has left; empty if it meant nobody yet, or has ended. */
  public static Optional<OpenRun> open(Session session, String run) throws SQLException {
    Optional<Run> row =
        session.first("SELECT * FROM runs WHERE id = ? AND outcome IS NULL", Columns::run, run);
    if (row.isEmpty()) {
      return Optional.empty();
    }
    List<OpenRun.Batch> open = new ArrayList<>();
    for (long[] batch : openBatches(session, run)) {
      List<Removal> removals =
          session.query(
              "SELECT * FROM removals WHERE run = ? AND batch = ? AND fate = ? ORDER BY place",
              Columns::removal,
              run,
              (int) batch[0],
              OPEN);
      open.add(new OpenRun.Batch((int) batch[0], removals, batch[1]));
    }
    List<String> returned =
        session.query(
            "SELECT account FROM removals WHERE run = ? AND fate = ?",
            found -> found.getString(1),
            run,
            Fate.RETURNED.wire());
    return Optional.of(
        new OpenRun(row.get(), open, count(session, run, REMOVED), new HashSet<>(returned)));
  }

  /** The accounts that a run has really removed so far. */
  public static Set<String> removedBy(Session session, String run) throws SQLException {
    return new HashSet<>(
        session.query(
            "SELECT account FROM removals WHERE run = ? AND fate = ?",
            row -> row.getString(1),
            run,
            REMOVED));
  }

  private static List<long[]> openBatches(Session session, String run) throws SQLException {
    return session.query(
        "SELECT number, intended_at FROM batches WHERE run = ? AND settled_at IS NULL"
            + " ORDER BY number",
        row -> new long[] {row.getLong(1), row.getLong(2)},
        run);
  }

  /** Removals of the last 24 hours by the database's clock, intents without a result included. */
  public static Taken taken(Session session, GroupKey key) throws SQLException {
    long since = session.now() - DAY_MILLIS;
    int group =
        sum(
            session,
            "SELECT COALESCE(SUM(taken), 0) FROM batches"
                + " WHERE sdk_app_id = ? AND group_id = ? AND intended_at > ?",
            key.sdkAppId(),
            key.groupId(),
            since);
    int app =
        sum(
            session,
            "SELECT COALESCE(SUM(taken), 0) FROM batches"
                + " WHERE sdk_app_id = ? AND intended_at > ?",
            key.sdkAppId(),
            since);
    return new Taken(group, app);
  }

  /**
   * How long until the limits of 24 hours leave room for one more removal, if nobody else takes it;
   * zero when they do now, empty when they never will.
   *
   * @param perGroup most removals from the group in 24 hours
   * @param perApp the same for the app
   */
  public static Optional<Duration> untilRoom(
      Session session, GroupKey key, int perGroup, int perApp) throws SQLException {
    if (perGroup <= 0 || perApp <= 0) {
      return Optional.empty();
    }
    Taken taken = taken(session, key);
    long now = session.now();
    long roomAt =
        Math.max(
            rolledBy(session, key, " AND group_id = ?", taken.group() - perGroup),
            rolledBy(session, key, "", taken.app() - perApp));
    return Optional.of(Duration.ofMillis(Math.max(0, roomAt - now)));
  }

  /** When more than {@code over} of the removals of the last 24 hours will be older than that. */
  private static long rolledBy(Session session, GroupKey key, String ofGroup, int over)
      throws SQLException {
    if (over < 0) {
      return 0;
    }
    List<Object> parameters = new ArrayList<>(List.of(key.sdkAppId()));
    if (!ofGroup.isEmpty()) {
      parameters.add(key.groupId());
    }
    parameters.add(session.now() - DAY_MILLIS);
    parameters.add(over);
    return session
        .first(
            "SELECT intended_at FROM (SELECT intended_at, run, number, SUM(taken) OVER (ORDER BY"
                + " intended_at, run, number) AS rolled FROM batches WHERE sdk_app_id = ?"
                + ofGroup
                + " AND intended_at > ?) AS day WHERE rolled > ? ORDER BY rolled, intended_at"
                + " LIMIT 1",
            row -> row.getLong(1) + DAY_MILLIS,
            parameters.toArray())
        .orElse(0L);
  }

  /** How many the run has removed or may have removed, over all its tries. */
  public static int takenByRun(Session session, String run) throws SQLException {
    return sum(session, "SELECT COALESCE(SUM(taken), 0) FROM batches WHERE run = ?", run);
  }

  /**
   * Writes down that these members are about to be removed. The first intent of a run writes the
   * run as well. Whether they may go is for the caller to decide first, in the same transaction.
   *
   * @param removals at least one, each account once
   * @return number of the batch, from 1
   * @throws IllegalStateException when the run has ended
   */
  public static int intend(Session session, Run run, List<Removal> removals) throws SQLException {
    if (removals.isEmpty()) {
      throw new IllegalArgumentException("an intent needs members");
    }
    session.update(
        "INSERT INTO runs (id, sdk_app_id, group_id, topic_id, type, cause, mode, policy, planned,"
            + " seats_max, seats_before, removed_count, batches, started_at, times, revision,"
            + " published) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, 1, 0, 0)"
            + " ON CONFLICT (id) DO NOTHING",
        run.id(),
        run.key().sdkAppId(),
        run.key().groupId(),
        run.key().topicId(),
        run.type(),
        run.cause().wire(),
        run.mode().wire(),
        run.policy(),
        run.planned(),
        run.max(),
        run.before(),
        run.startedAt().toEpochMilli());
    int batch =
        session
            .first(
                "UPDATE runs SET batches = batches + 1 WHERE id = ? AND outcome IS NULL"
                    + " RETURNING batches",
                row -> row.getInt(1),
                run.id())
            .orElseThrow(() -> new IllegalStateException("run " + run.id() + " has ended"));
    session.update(
        "INSERT INTO batches (run, number, sdk_app_id, group_id, intended_at, taken)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        run.id(),
        batch,
        run.key().sdkAppId(),
        run.key().groupId(),
        session.now(),
        removals.size());
    insert(session, run.id(), batch, removals);
    return batch;
  }

  private static void insert(Session session, String run, int batch, List<Removal> removals)
      throws SQLException {
    List<Object> values = new ArrayList<>();
    int place = 0;
    for (Removal removal : removals) {
      place++;
      values.addAll(
          Arrays.asList(
              run,
              batch,
              removal.account(),
              place,
              removal.joinTime().toEpochMilli(),
              removal.lastActivity().toEpochMilli(),
              removal.reason().wire(),
              removal.evidence(),
              removal.msgSeq(),
              OPEN));
    }
    session.update(
        "INSERT INTO removals (run, batch, account, place, join_time, last_activity, reason,"
            + " evidence, msg_seq, fate) VALUES "
            + String.join(
                ", ", Collections.nCopies(removals.size(), "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
        values.toArray());
  }

  /**
   * Writes down what became of members of a batch. Who is not named keeps the fate they have, and
   * so does whose fate is known: whoever lost the lease may come late. The batch is settled when
   * nobody's is open. A run that has ended is published again.
   *
   * @param fates by account
   * @return whether the run has ended and is to be told again
   */
  public static boolean settle(Session session, String run, int batch, Map<String, Fate> fates)
      throws SQLException {
    Map<Fate, List<String>> accounts =
        fates.keySet().stream()
            .collect(
                Collectors.groupingBy(
                    fates::get, () -> new EnumMap<>(Fate.class), Collectors.toList()));
    int settled = 0;
    for (Map.Entry<Fate, List<String>> entry : accounts.entrySet()) {
      List<Object> parameters =
          new ArrayList<>(List.of(entry.getKey().wire(), run, batch, OPEN, UNKNOWN));
      parameters.addAll(entry.getValue());
      settled +=
          session.update(
              "UPDATE removals SET fate = ? WHERE run = ? AND batch = ? AND fate IN (?, ?)"
                  + " AND account IN ("
                  + String.join(", ", Collections.nCopies(entry.getValue().size(), "?"))
                  + ")",
              parameters.toArray());
    }
    if (settled == 0) {
      return false;
    }
    session.update(
        "UPDATE batches SET"
            + " taken = (SELECT COUNT(*) FROM removals r"
            + " WHERE r.run = batches.run AND r.batch = batches.number AND r.fate IN (?, ?, ?, ?)),"
            + " settled_at = CASE WHEN EXISTS (SELECT 1 FROM removals r"
            + " WHERE r.run = batches.run AND r.batch = batches.number AND r.fate = ?)"
            + " THEN NULL ELSE ? END"
            + " WHERE run = ? AND number = ?",
        REMOVED,
        // Perhaps removed, and came back at once: a limit is to count too many, never too few.
        RETURNED,
        OPEN,
        UNKNOWN,
        OPEN,
        session.now(),
        run,
        batch);
    return session.update(
            "UPDATE runs SET removed_count = ?, revision = revision + 1"
                + " WHERE id = ? AND outcome IS NOT NULL",
            count(session, run, REMOVED),
            run)
        == 1;
  }

  /**
   * Ends a run of which no more can be written than that: what it has meant and nobody has looked
   * at is not known. Does nothing when it has meant nobody, or has ended.
   */
  public static void abandon(Session session, String run) throws SQLException {
    closeOpen(session, run);
    long now = session.now();
    session.update(
        "UPDATE runs SET outcome = ?, note = 'its end could not be written down', spared = '{}',"
            + " would_remove = '[]', people = '', left_out = '[]', removed_count = ?,"
            + " finished_at = ?, last_at = ?, revision = revision + 1"
            + " WHERE id = ? AND outcome IS NULL",
        Outcome.FAILED.wire(),
        count(session, run, REMOVED),
        now,
        now,
        run);
  }

  /** Nobody looks any more at what a run has left open; the limits go on counting it. */
  private static void closeOpen(Session session, String run) throws SQLException {
    int unknown =
        session.update(
            "UPDATE removals SET fate = ? WHERE run = ? AND fate = ?", UNKNOWN, run, OPEN);
    if (unknown > 0) {
      session.update(
          "UPDATE batches SET settled_at = ? WHERE run = ? AND settled_at IS NULL",
          session.now(),
          run);
    }
  }

  /**
   * Ends a run. One that meant nobody and came to the same end as the group's last one, with the
   * same people, mode and policy, has no row of its own: the last one's counts it. What somebody
   * asked for by hand always has its row.
   *
   * @return what is to be told; its run is the id of the row, which may be the earlier one. A run
   *     that has ended before keeps its first end.
   */
  public static GroupPruned finish(Session session, RunEnd end) throws SQLException {
    String run = end.run().id();
    boolean meantSomebody =
        session.first("SELECT 1 FROM runs WHERE id = ?", row -> true, run).isPresent();
    if (meantSomebody) {
      complete(session, end);
      return Outbox.message(session, run);
    }
    Optional<String> same = lastIfSame(session, end);
    if (same.isPresent()) {
      fold(session, same.get(), end);
      return Outbox.message(session, same.get());
    }
    insert(session, end);
    return Outbox.message(session, run);
  }

  private static void complete(Session session, RunEnd end) throws SQLException {
    closeOpen(session, end.run().id());
    session.update(
        "UPDATE runs SET outcome = ?, seats_after = ?, note = ?, spared = ?, would_remove = ?,"
            + " people = ?, left_out = ?, removed_count = ?, finished_at = ?, last_at = ?,"
            + " revision = revision + 1 WHERE id = ? AND outcome IS NULL",
        end.outcome().wire(),
        end.after(),
        end.note(),
        Columns.spared(end.spared()),
        Columns.removals(named(end)),
        Columns.people(end.wouldRemove()),
        Columns.left(end.left()),
        count(session, end.run().id(), REMOVED),
        end.finishedAt().toEpochMilli(),
        end.finishedAt().toEpochMilli(),
        end.run().id());
  }

  /** The row of the group's last ended run, if it meant nobody and ended just like this one. */
  private static Optional<String> lastIfSame(Session session, RunEnd end) throws SQLException {
    Run run = end.run();
    if (run.cause() == Cause.OPERATOR) {
      return Optional.empty();
    }
    return session.first(
        "SELECT id FROM (SELECT * FROM runs WHERE sdk_app_id = ? AND group_id = ?"
            + " AND topic_id = ? AND last_at IS NOT NULL ORDER BY last_at DESC, started_at DESC"
            + " LIMIT 1) AS latest"
            + " WHERE batches = 0 AND cause <> 'operator' AND outcome = ? AND mode = ? AND policy = ? AND people = ?",
        row -> row.getString(1),
        run.key().sdkAppId(),
        run.key().groupId(),
        run.key().topicId(),
        end.outcome().wire(),
        run.mode().wire(),
        run.policy(),
        Columns.people(end.wouldRemove()));
  }

  private static void fold(Session session, String into, RunEnd end) throws SQLException {
    session.update(
        "UPDATE runs SET type = ?, cause = ?, planned = ?, seats_max = ?, seats_before = ?,"
            + " seats_after = ?, note = ?, spared = ?, would_remove = ?, times = times + 1,"
            + " last_at = ?, revision = revision + 1 WHERE id = ?",
        end.run().type(),
        end.run().cause().wire(),
        end.run().planned(),
        end.run().max(),
        end.run().before(),
        end.after(),
        end.note(),
        Columns.spared(end.spared()),
        Columns.removals(named(end)),
        end.finishedAt().toEpochMilli(),
        into);
  }

  private static void insert(Session session, RunEnd end) throws SQLException {
    Run run = end.run();
    session.update(
        "INSERT INTO runs (id, sdk_app_id, group_id, topic_id, type, cause, mode, policy, planned,"
            + " seats_max, seats_before, seats_after, outcome, note, spared, would_remove, people,"
            + " left_out, removed_count, batches, started_at, finished_at, times, last_at,"
            + " revision, published) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
            + " 0, 0, ?, ?, 1, ?, 1, 0)",
        run.id(),
        run.key().sdkAppId(),
        run.key().groupId(),
        run.key().topicId(),
        run.type(),
        run.cause().wire(),
        run.mode().wire(),
        run.policy(),
        run.planned(),
        run.max(),
        run.before(),
        end.after(),
        end.outcome().wire(),
        end.note(),
        Columns.spared(end.spared()),
        Columns.removals(named(end)),
        Columns.people(end.wouldRemove()),
        Columns.left(end.left()),
        run.startedAt().toEpochMilli(),
        end.finishedAt().toEpochMilli(),
        end.finishedAt().toEpochMilli());
  }

  /** All whom a braked run shows: they are those whom its release may remove. */
  private static List<Removal> named(RunEnd end) {
    List<Removal> all = end.wouldRemove();
    return end.outcome() == Outcome.BRAKED
        ? all
        : all.subList(0, Math.min(all.size(), GroupPruned.LIST_LIMIT));
  }

  private static int count(Session session, String run, String fate) throws SQLException {
    return sum(session, "SELECT COUNT(*) FROM removals WHERE run = ? AND fate = ?", run, fate);
  }

  private static int sum(Session session, String sql, Object... parameters) throws SQLException {
    return session.first(sql, row -> row.getInt(1), parameters).orElse(0);
  }
}
