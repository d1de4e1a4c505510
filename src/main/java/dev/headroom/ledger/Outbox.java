package dev.headroom.ledger;

import dev.headroom.event.GroupPruned;
import dev.headroom.event.Outcome;
import dev.headroom.event.Reason;
import dev.headroom.event.Wire;
import dev.headroom.store.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ended runs that have not been told on the bus yet. */
final class Outbox {

  private Outbox() {}

  /**
   * A message to send.
   *
   * @param message what it says
   * @param revision the state of the run it tells of: a run can change again before it is marked
   */
  record Waiting(GroupPruned message, int revision) {}

  /** Runs to tell of, the oldest first. */
  static List<Waiting> waiting(Session session, int limit) throws SQLException {
    return messages(
        session,
        session.query(
            "SELECT * FROM runs WHERE published < revision ORDER BY last_at LIMIT ?",
            Outbox::row,
            limit));
  }

  /**
   * The same where several nodes tell: what is returned is left to this one for a while. If it dies
   * before the mark, another one tells it after that.
   */
  static List<Waiting> claim(Session session, int limit, long millis) throws SQLException {
    long now = session.now();
    return messages(
        session,
        session.query(
            """
            UPDATE runs SET telling_until = ? WHERE id IN
              (SELECT id FROM runs
               WHERE published < revision AND (telling_until IS NULL OR telling_until <= ?)
               ORDER BY last_at LIMIT ? %s)
              AND published < revision AND (telling_until IS NULL OR telling_until <= ?)
            RETURNING *
            """
                .formatted(session.lockRows()),
            Outbox::row,
            now + millis,
            now,
            limit,
            now));
  }

  private static List<Waiting> messages(Session session, List<Row> found) throws SQLException {
    List<Row> rows = found.stream().sorted(Comparator.comparing(Row::lastAt)).toList();
    Map<String, List<GroupPruned.Member>> removed =
        removed(session, rows.stream().map(row -> row.run().id()).toList());
    return rows.stream()
        .map(
            row ->
                new Waiting(
                    message(row, removed.getOrDefault(row.run().id(), List.of())), row.revision()))
        .toList();
  }

  /** Notes that the messages were sent; a run that has changed since still waits. */
  static void mark(Session session, List<Waiting> sent) throws SQLException {
    if (sent.isEmpty()) {
      return;
    }
    List<Object> values = new ArrayList<>();
    sent.forEach(each -> values.addAll(List.of(each.message().run(), each.revision())));
    session.update(
        """
        UPDATE runs SET published = v.column2, telling_until = NULL FROM (VALUES %s) AS v
        WHERE runs.id = v.column1 AND runs.published < v.column2
        """
            .formatted(Session.times(sent.size(), "(?, ?)")),
        values.toArray());
  }

  /** What is to be told of an ended run. */
  static GroupPruned message(Session session, String run) throws SQLException {
    Row row =
        session
            .first("SELECT * FROM runs WHERE id = ? AND outcome IS NOT NULL", Outbox::row, run)
            .orElseThrow(() -> new IllegalStateException("run " + run + " has not ended"));
    return message(row, removed(session, List.of(run)).getOrDefault(run, List.of()));
  }

  /**
   * The first of those who are really gone, by run: one query however many runs, for others wait.
   */
  private static Map<String, List<GroupPruned.Member>> removed(Session session, List<String> runs)
      throws SQLException {
    Map<String, List<GroupPruned.Member>> removed = new HashMap<>();
    if (runs.isEmpty()) {
      return removed;
    }
    List<Object> values = new ArrayList<>(runs);
    values.add(GroupPruned.LIST_LIMIT);
    session.query(
        """
        SELECT run, account, last_activity, reason FROM
          (SELECT run, account, last_activity, reason,
             ROW_NUMBER() OVER (PARTITION BY run ORDER BY batch, place) AS number
           FROM removals WHERE fate = 'removed' AND run IN (%s)) AS gone
        WHERE number <= ? ORDER BY run, number
        """
            .formatted(Session.times(runs.size(), "?")),
        row ->
            removed
                .computeIfAbsent(row.getString("run"), run -> new ArrayList<>())
                .add(
                    new GroupPruned.Member(
                        row.getString("account"),
                        Columns.instant(row, "last_activity"),
                        Wire.of(Reason.class, row.getString("reason")))),
        values.toArray());
    return removed;
  }

  private static GroupPruned message(Row row, List<GroupPruned.Member> removed) {
    Run run = row.run();
    return new GroupPruned(
        run.id(),
        run.key(),
        run.type(),
        run.cause(),
        row.outcome(),
        run.mode(),
        row.removedCount(),
        removed,
        row.wouldRemove(),
        new GroupPruned.Seats(run.max(), run.before(), row.after()),
        run.startedAt(),
        row.lastAt());
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        Columns.run(row),
        Wire.of(Outcome.class, row.getString("outcome")),
        Columns.integer(row, "seats_after"),
        row.getInt("removed_count"),
        Columns.removals(row.getString("would_remove")).stream()
            .map(removal -> removal.toMember())
            .toList(),
        Columns.instant(row, "last_at"),
        row.getInt("revision"));
  }

  private record Row(
      Run run,
      Outcome outcome,
      Integer after,
      int removedCount,
      List<GroupPruned.Member> wouldRemove,
      Instant lastAt,
      int revision) {}
}
