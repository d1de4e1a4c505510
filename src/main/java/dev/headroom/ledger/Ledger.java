package dev.headroom.ledger;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Outcome;
import dev.headroom.store.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What runs mean to do and did: the intent before each delete call and its result. How a run ends
 * is {@link RunEnds}' part.
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
    for (OpenRun.Batch batch : openBatches(session, run)) {
      List<Removal> removals =
          session.query(
              "SELECT * FROM removals WHERE run = ? AND batch = ? AND fate = ? ORDER BY place",
              Columns::removal,
              run,
              batch.number(),
              OPEN);
      open.add(new OpenRun.Batch(batch.number(), removals, batch.intendedAt()));
    }
    return Optional.of(
        new OpenRun(row.get(), open, removedCount(session, run), accounts(session, run, RETURNED)));
  }

  private static List<OpenRun.Batch> openBatches(Session session, String run) throws SQLException {
    return session.query(
        """
        SELECT number, intended_at FROM batches WHERE run = ? AND settled_at IS NULL
        ORDER BY number
        """,
        row -> new OpenRun.Batch(row.getInt("number"), List.of(), row.getLong("intended_at")),
        run);
  }

  /** The accounts that a run has really removed so far. */
  public static Set<String> removedBy(Session session, String run) throws SQLException {
    return accounts(session, run, REMOVED);
  }

  private static Set<String> accounts(Session session, String run, String fate)
      throws SQLException {
    return new HashSet<>(
        session.texts("SELECT account FROM removals WHERE run = ? AND fate = ?", run, fate));
  }

  /** How many members the run has really removed so far. */
  static int removedCount(Session session, String run) throws SQLException {
    return (int)
        session.number("SELECT COUNT(*) FROM removals WHERE run = ? AND fate = ?", run, REMOVED);
  }

  /** Removals of the last 24 hours by the database's clock, intents without a result included. */
  public static Taken taken(Session session, GroupKey key) throws SQLException {
    long since = session.now() - DAY_MILLIS;
    long group =
        session.number(
            """
            SELECT COALESCE(SUM(taken), 0) FROM batches
            WHERE sdk_app_id = ? AND group_id = ? AND intended_at > ?
            """,
            key.sdkAppId(),
            key.groupId(),
            since);
    long app =
        session.number(
            "SELECT COALESCE(SUM(taken), 0) FROM batches WHERE sdk_app_id = ? AND intended_at > ?",
            key.sdkAppId(),
            since);
    return new Taken((int) group, (int) app);
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
            rolledBy(
                session,
                taken.group() - perGroup,
                "sdk_app_id = ? AND group_id = ?",
                key.sdkAppId(),
                key.groupId()),
            rolledBy(session, taken.app() - perApp, "sdk_app_id = ?", key.sdkAppId()));
    return Optional.of(Duration.ofMillis(Math.max(0, roomAt - now)));
  }

  /** When more than {@code over} of the removals of the last 24 hours will be older than that. */
  private static long rolledBy(Session session, int over, String which, Object... ofWhich)
      throws SQLException {
    if (over < 0) {
      return 0;
    }
    List<Object> parameters = new ArrayList<>(List.of(ofWhich));
    parameters.add(session.now() - DAY_MILLIS);
    parameters.add(over);
    return session
        .first(
            """
            SELECT intended_at FROM
              (SELECT intended_at, run, number,
                 SUM(taken) OVER (ORDER BY intended_at, run, number) AS rolled
               FROM batches WHERE %s AND intended_at > ?) AS day
            WHERE rolled > ? ORDER BY rolled, intended_at LIMIT 1
            """
                .formatted(which),
            row -> row.getLong(1) + DAY_MILLIS,
            parameters.toArray())
        .orElse(0L);
  }

  /** How many the run has removed or may have removed, over all its tries. */
  public static int takenByRun(Session session, String run) throws SQLException {
    return (int) session.number("SELECT COALESCE(SUM(taken), 0) FROM batches WHERE run = ?", run);
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
    begin(session, run);
    int batch =
        session
            .first(
                """
                UPDATE runs SET batches = batches + 1 WHERE id = ? AND outcome IS NULL
                RETURNING batches
                """,
                row -> row.getInt(1),
                run.id())
            .orElseThrow(() -> new IllegalStateException("run " + run.id() + " has ended"));
    session.update(
        """
        INSERT INTO batches (run, number, sdk_app_id, group_id, intended_at, taken)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        run.id(),
        batch,
        run.key().sdkAppId(),
        run.key().groupId(),
        session.now(),
        removals.size());
    insert(session, run.id(), batch, removals);
    return batch;
  }

  /** Writes the run unless it is there. */
  static void begin(Session session, Run run) throws SQLException {
    session.update(
        """
        INSERT INTO runs (id, sdk_app_id, group_id, topic_id, type, cause, mode, policy, planned,
          seats_max, seats_before, removed_count, batches, started_at, times, revision, published)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, 1, 0, 0)
        ON CONFLICT (id) DO NOTHING
        """,
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
        """
        INSERT INTO removals (run, batch, account, place, join_time, last_activity, reason,
          evidence, msg_seq, fate)
        VALUES %s
        """
            .formatted(Session.times(removals.size(), "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
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
              """
              UPDATE removals SET fate = ?
              WHERE run = ? AND batch = ? AND fate IN (?, ?) AND account IN (%s)
              """
                  .formatted(Session.times(entry.getValue().size(), "?")),
              parameters.toArray());
    }
    if (settled == 0) {
      return false;
    }
    session.update(
        """
        UPDATE batches SET
          taken = (SELECT COUNT(*) FROM removals r
            WHERE r.run = batches.run AND r.batch = batches.number AND r.fate IN (?, ?, ?, ?)),
          settled_at = CASE WHEN EXISTS (SELECT 1 FROM removals r
            WHERE r.run = batches.run AND r.batch = batches.number AND r.fate = ?)
            THEN NULL ELSE ? END
        WHERE run = ? AND number = ?
        """,
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
            """
            UPDATE runs SET removed_count = ?, revision = revision + 1
            WHERE id = ? AND outcome IS NOT NULL
            """,
            removedCount(session, run),
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
        """
        UPDATE runs SET outcome = ?, note = 'its end could not be written down', spared = '{}',
          would_remove = '[]', people = '', left_out = '[]', removed_count = ?, finished_at = ?,
          last_at = ?, revision = revision + 1
        WHERE id = ? AND outcome IS NULL
        """,
        Outcome.FAILED.wire(),
        removedCount(session, run),
        now,
        now,
        run);
  }

  /** Nobody looks any more at what a run has left open; the limits go on counting it. */
  static void closeOpen(Session session, String run) throws SQLException {
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
}
