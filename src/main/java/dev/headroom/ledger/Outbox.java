package dev.headroom.ledger;

import dev.headroom.event.GroupPruned;
import dev.headroom.event.Outcome;
import dev.headroom.event.Reason;
import dev.headroom.event.Run;
import dev.headroom.event.Wire;
import dev.headroom.store.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
            "UPDATE runs SET telling_until = ? WHERE id IN (SELECT id FROM runs"
                + " WHERE published < revision AND (telling_until IS NULL OR telling_until <= ?)"
                + " ORDER BY last_at LIMIT ?"
                + session.lockRows()
                + ") AND published < revision"
                + " AND (telling_until IS NULL OR telling_until <= ?) RETURNING *",
            Outbox::row,
            now + millis,
            now,
            limit,
            now));
  }

  private static List<Waiting> messages(Session session, List<Row> found) throws SQLException {
    List<Row> rows = found.stream().sorted(Comparator.comparing(Row::lastAt)).toList();
    List<Waiting> waiting = new ArrayList<>();
    for (Row row : rows) {
      waiting.add(new Waiting(message(session, row), row.revision()));
    }
    return waiting;
  }

  /** Notes that the message was sent; a run that has changed since still waits. */
  static void mark(Session session, Waiting sent) throws SQLException {
    session.update(
        "UPDATE runs SET published = ?, telling_until = NULL WHERE id = ? AND published < ?",
        sent.revision(),
        sent.message().run(),
        sent.revision());
  }

  /** What is to be told of an ended run. */
  static GroupPruned message(Session session, String run) throws SQLException {
    Row row =
        session
            .first("SELECT * FROM runs WHERE id = ? AND outcome IS NOT NULL", Outbox::row, run)
            .orElseThrow(() -> new IllegalStateException("run " + run + " has not ended"));
    return message(session, row);
  }

  private static GroupPruned message(Session session, Row row) throws SQLException {
    Run run = row.run();
    List<GroupPruned.Member> removed =
        session.query(
            "SELECT account, last_activity, reason FROM removals WHERE run = ? AND fate = 'removed'"
                + " ORDER BY batch, place LIMIT ?",
            member ->
                new GroupPruned.Member(
                    member.getString(1),
                    Instant.ofEpochMilli(member.getLong(2)),
                    Wire.of(Reason.class, member.getString(3))),
            run.id(),
            GroupPruned.LIST_LIMIT);
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
