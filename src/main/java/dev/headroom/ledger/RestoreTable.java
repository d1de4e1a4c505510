package dev.headroom.ledger;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Wire;
import dev.headroom.store.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removals to be undone, and what became of it. Functions on a transaction that the caller owns.
 * Times are by the database's clock.
 */
public final class RestoreTable {

  /** The most members of one request: they are written in one transaction. */
  public static final int MOST_MEMBERS = 10_000;

  private static final int ROWS = 500;
  private static final String WAITING = RestoreResult.WAITING.wire();
  private static final String RESTORED = RestoreResult.RESTORED.wire();

  /** Who may be gone without our knowing is looked for as well: whoever is there is left alone. */
  private static final String FOUND =
      "SELECT b.sdk_app_id, b.group_id, r.account, r.run, r.join_time, r.last_activity"
          + " FROM batches b JOIN removals r ON r.run = b.run AND r.batch = b.number"
          + " WHERE r.fate IN ('removed', 'open', 'unknown')";

  private RestoreTable() {}

  /**
   * A request.
   *
   * @param id its id
   * @param by who asked
   * @param reason why, or null
   * @param run the run to be undone, or null
   * @param from the beginning of the span of time, or null
   * @param to its end, or null
   * @param sdkAppId only this app, or null
   * @param groupId only this group, or null
   */
  public record Request(
      String id,
      String by,
      String reason,
      String run,
      Instant from,
      Instant to,
      Long sdkAppId,
      String groupId) {}

  /**
   * A removed member.
   *
   * @param key the group
   * @param account the member
   * @param run the run that removed them
   * @param joinTime JoinTime, milliseconds since 1970
   * @param lastActivity milliseconds since 1970
   */
  public record Removed(
      GroupKey key, String account, String run, long joinTime, long lastActivity) {}

  /** Everybody a run has really removed, at most one more than {@link #MOST_MEMBERS}. */
  public static List<Removed> removedBy(Session session, String run) throws SQLException {
    return session.query(
        FOUND + " AND b.run = ? ORDER BY r.batch, r.place LIMIT ?",
        RestoreTable::removed,
        run,
        MOST_MEMBERS + 1);
  }

  /**
   * Everybody really removed in a span of time, the newest removal first; at most one more than
   * {@link #MOST_MEMBERS}.
   *
   * @param apps only these
   * @param groupId only this group, or null
   */
  public static List<Removed> removedIn(
      Session session, Instant from, Instant to, Collection<Long> apps, String groupId)
      throws SQLException {
    List<Object> parameters = new ArrayList<>(List.of(from.toEpochMilli(), to.toEpochMilli()));
    parameters.addAll(apps);
    if (groupId != null) {
      parameters.add(groupId);
    }
    parameters.add(MOST_MEMBERS + 1);
    return session.query(
        FOUND
            + " AND b.intended_at >= ? AND b.intended_at < ? AND b.sdk_app_id IN ("
            + String.join(", ", Collections.nCopies(apps.size(), "?"))
            + ")"
            + (groupId == null ? "" : " AND b.group_id = ?")
            + " ORDER BY b.intended_at DESC, b.run DESC, r.batch DESC, r.place LIMIT ?",
        RestoreTable::removed,
        parameters.toArray());
  }

  private static Removed removed(ResultSet row) throws SQLException {
    return new Removed(
        GroupKey.of(row.getLong(1), row.getString(2)),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        row.getLong(6));
  }

  /**
   * Writes a request down. Who was removed from a group twice is in it once, as first in the list.
   * The jobs of the groups do not know yet, see {@link #unknownToJobs}.
   */
  public static void ask(Session session, Request request, List<Removed> removed)
      throws SQLException {
    session.update(
        "INSERT INTO restores (id, asked_by, asked_at, reason, run, from_at, to_at, sdk_app_id,"
            + " group_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        request.id(),
        request.by(),
        session.now(),
        request.reason(),
        request.run(),
        millis(request.from()),
        millis(request.to()),
        request.sdkAppId(),
        request.groupId());
    Map<List<Object>, Removed> each = new LinkedHashMap<>();
    removed.forEach(member -> each.putIfAbsent(List.of(member.key(), member.account()), member));
    List<Removed> members = List.copyOf(each.values());
    for (int from = 0; from < members.size(); from += ROWS) {
      insert(session, request.id(), members.subList(from, Math.min(from + ROWS, members.size())));
    }
  }

  /**
   * Groups that somebody waits to be brought back to while their job does not know: it is to be
   * told next. Nothing but this is lost when a process dies after a request was written down.
   *
   * @param after the last group of the page before, or null
   */
  public static List<GroupKey> unknownToJobs(Session session, GroupKey after, int limit)
      throws SQLException {
    return session.query(
        "SELECT DISTINCT t.sdk_app_id, t.group_id FROM returnees t WHERE t.result = 'waiting'"
            + " AND (t.sdk_app_id, t.group_id) > (?, ?) AND NOT EXISTS (SELECT 1 FROM jobs j"
            + " WHERE j.sdk_app_id = t.sdk_app_id AND j.group_id = t.group_id AND j.topic_id = ''"
            + " AND j.restores = 1 AND j.state IN ('waiting', 'running'))"
            + " ORDER BY t.sdk_app_id, t.group_id LIMIT ?",
        row -> GroupKey.of(row.getLong(1), row.getString(2)),
        after == null ? 0L : after.sdkAppId(),
        after == null ? "" : after.groupId(),
        limit);
  }

  private static void insert(Session session, String restore, List<Removed> members)
      throws SQLException {
    List<Object> values = new ArrayList<>();
    for (Removed member : members) {
      values.addAll(
          List.of(
              restore,
              member.key().sdkAppId(),
              member.key().groupId(),
              member.account(),
              member.run(),
              member.joinTime(),
              member.lastActivity(),
              WAITING));
    }
    session.update(
        "INSERT INTO returnees (restore, sdk_app_id, group_id, account, run, join_time,"
            + " last_activity, result) VALUES "
            + String.join(", ", Collections.nCopies(members.size(), "(?, ?, ?, ?, ?, ?, ?, ?)")),
        values.toArray());
  }

  private static Long millis(Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  /** Whether somebody waits to be brought back to the group. */
  public static boolean waits(Session session, GroupKey key) throws SQLException {
    return !waiting(session, key, 1).isEmpty();
  }

  /** Who waits to be brought back to the group: who was tried already first, then the liveliest. */
  public static List<Returnee> waiting(Session session, GroupKey key, int limit)
      throws SQLException {
    if (key.isTopic()) {
      return List.of();
    }
    return session.query(
        "SELECT restore, account, join_time, way FROM returnees"
            + " WHERE sdk_app_id = ? AND group_id = ? AND result = ?"
            + " ORDER BY CASE WHEN way IS NULL THEN 1 ELSE 0 END, last_activity DESC, account,"
            + " restore LIMIT ?",
        row ->
            new Returnee(
                row.getString(1),
                row.getString(2),
                Instant.ofEpochMilli(row.getLong(3)),
                row.getString(4) == null ? null : Wire.of(Returnee.Way.class, row.getString(4))),
        key.sdkAppId(),
        key.groupId(),
        WAITING,
        limit);
  }

  /**
   * Notes that a call is about to be sent for them.
   *
   * @return whether all of them still wait: an account may have been forgotten meanwhile
   */
  public static boolean intend(
      Session session, GroupKey key, List<Returnee> returnees, Returnee.Way way)
      throws SQLException {
    List<Object> values =
        new ArrayList<>(List.of(way.wire(), key.sdkAppId(), key.groupId(), WAITING));
    int noted =
        session.update(
            "UPDATE returnees SET way = ?" + waitingAmong(returnees, values), values.toArray());
    return noted == returnees.size();
  }

  /** Writes down what became of some of them; does nothing for whom that is known already. */
  public static void settle(
      Session session,
      GroupKey key,
      Collection<Returnee> returnees,
      RestoreResult result,
      String detail)
      throws SQLException {
    List<Object> values =
        new ArrayList<>(
            Arrays.asList(
                result.wire(), detail, session.now(), key.sdkAppId(), key.groupId(), WAITING));
    session.update(
        "UPDATE returnees SET result = ?, detail = ?, settled_at = ?"
            + waitingAmong(returnees, values),
        values.toArray());
  }

  private static String waitingAmong(Collection<Returnee> returnees, List<Object> values) {
    returnees.forEach(each -> values.addAll(List.of(each.restore(), each.account())));
    return " WHERE sdk_app_id = ? AND group_id = ? AND result = ? AND (restore, account) IN (VALUES "
        + String.join(", ", Collections.nCopies(returnees.size(), "(?, ?)"))
        + ")";
  }

  /** The same for everybody who waits for the group. */
  public static int settleAll(Session session, GroupKey key, RestoreResult result, String detail)
      throws SQLException {
    return session.update(
        "UPDATE returnees SET result = ?, detail = ?, settled_at = ?"
            + " WHERE sdk_app_id = ? AND group_id = ? AND result = ?",
        result.wire(),
        detail,
        session.now(),
        key.sdkAppId(),
        key.groupId(),
        WAITING);
  }

  /**
   * Who was brought back to the group lately.
   *
   * @param protection how long that protects
   * @return account to the end of the protection
   */
  public static Map<String, Instant> protectedUntil(
      Session session, GroupKey key, Duration protection) throws SQLException {
    Map<String, Instant> until = new HashMap<>();
    session
        .query(
            "SELECT account, MAX(settled_at) FROM returnees WHERE sdk_app_id = ? AND group_id = ?"
                + " AND result = ? AND settled_at > ? GROUP BY account",
            row -> Map.entry(row.getString(1), Instant.ofEpochMilli(row.getLong(2))),
            key.sdkAppId(),
            key.groupId(),
            RESTORED,
            session.now() - protection.toMillis())
        .forEach(back -> until.put(back.getKey(), back.getValue().plus(protection)));
    return until;
  }

  /**
   * A request and how far it is.
   *
   * @param request the request
   * @param at when it was asked
   * @param counts members by result
   * @param tried how many of those who wait a call was sent for, or is about to be
   */
  public record Progress(
      Request request, Instant at, Map<RestoreResult, Integer> counts, int tried) {}

  /**
   * A member of a request.
   *
   * @param key the group
   * @param account the member
   * @param run the run that removed them
   * @param joinTime the JoinTime they had
   * @param result what became of them
   * @param detail why, or null
   * @param settledAt when that was known, or null
   */
  public record Entry(
      GroupKey key,
      String account,
      String run,
      Instant joinTime,
      RestoreResult result,
      String detail,
      Instant settledAt) {}

  /**
   * A page of requests, the newest first.
   *
   * @param askedAt where the page before ended, milliseconds since 1970, or null
   * @param id id of the last one of the page before, or null
   */
  public static List<Progress> list(Session session, Long askedAt, String id, int limit)
      throws SQLException {
    String order = " ORDER BY asked_at DESC, id DESC LIMIT ?";
    List<Asked> asked =
        askedAt == null
            ? session.query("SELECT * FROM restores" + order, RestoreTable::asked, limit)
            : session.query(
                "SELECT * FROM restores WHERE (asked_at, id) < (?, ?)" + order,
                RestoreTable::asked,
                askedAt,
                id,
                limit);
    List<Progress> all = new ArrayList<>();
    for (Asked each : asked) {
      all.add(progress(session, each));
    }
    return all;
  }

  /** One request; empty when there is none of that id. */
  public static Optional<Progress> find(Session session, String id) throws SQLException {
    Optional<Asked> asked =
        session.first("SELECT * FROM restores WHERE id = ?", RestoreTable::asked, id);
    return asked.isEmpty() ? Optional.empty() : Optional.of(progress(session, asked.get()));
  }

  private record Asked(Request request, Instant at) {}

  private static Asked asked(ResultSet row) throws SQLException {
    long app = row.getLong("sdk_app_id");
    boolean anyApp = row.wasNull();
    return new Asked(
        new Request(
            row.getString("id"),
            row.getString("asked_by"),
            row.getString("reason"),
            row.getString("run"),
            Columns.instant(row, "from_at"),
            Columns.instant(row, "to_at"),
            anyApp ? null : (Long) app,
            row.getString("group_id")),
        Columns.instant(row, "asked_at"));
  }

  private static Progress progress(Session session, Asked asked) throws SQLException {
    Map<RestoreResult, Integer> counts = new EnumMap<>(RestoreResult.class);
    int tried = 0;
    for (Object[] row :
        session.query(
            "SELECT result, COUNT(*), COUNT(way) FROM returnees WHERE restore = ? GROUP BY result",
            each -> new Object[] {each.getString(1), each.getInt(2), each.getInt(3)},
            asked.request().id())) {
      RestoreResult result = Wire.of(RestoreResult.class, (String) row[0]);
      counts.put(result, (Integer) row[1]);
      tried = result == RestoreResult.WAITING ? (Integer) row[2] : tried;
    }
    return new Progress(asked.request(), asked.at(), counts, tried);
  }

  /** The members of a request, group by group. */
  public static List<Entry> members(Session session, String restore) throws SQLException {
    return session.query(
        "SELECT * FROM returnees WHERE restore = ?"
            + " ORDER BY sdk_app_id, group_id, last_activity DESC, account",
        RestoreTable::entry,
        restore);
  }

  /**
   * A removal that somebody wanted to be undone.
   *
   * @param restore id of the request
   * @param account the member
   * @param result what became of it
   */
  public record Undone(String restore, String account, RestoreResult result) {}

  /** What was asked back of a run, the oldest request first. */
  public static List<Undone> ofRun(Session session, String run) throws SQLException {
    return session.query(
        "SELECT t.restore, t.account, t.result FROM returnees t"
            + " JOIN restores a ON a.id = t.restore WHERE t.run = ? ORDER BY a.asked_at, a.id",
        row ->
            new Undone(
                row.getString(1), row.getString(2), Wire.of(RestoreResult.class, row.getString(3))),
        run);
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        GroupKey.of(row.getLong("sdk_app_id"), row.getString("group_id")),
        row.getString("account"),
        row.getString("run"),
        Instant.ofEpochMilli(row.getLong("join_time")),
        Wire.of(RestoreResult.class, row.getString("result")),
        row.getString("detail"),
        Columns.instant(row, "settled_at"));
  }

  /**
   * Deletes some of the requests that are too old and have nobody waiting.
   *
   * @param before asked before that time, and nobody settled after it
   * @param limit about how many rows
   * @return how many rows went
   */
  static int expire(Session session, long before, int limit) throws SQLException {
    List<String> expired =
        session.query(
            "SELECT id FROM restores WHERE asked_at < ? AND NOT EXISTS (SELECT 1 FROM returnees"
                + " WHERE restore = id AND (result = ? OR settled_at >= ?))"
                + " ORDER BY asked_at LIMIT ?",
            row -> row.getString(1),
            before,
            WAITING,
            before,
            limit);
    if (expired.isEmpty()) {
      return 0;
    }
    String among = " IN (" + String.join(", ", Collections.nCopies(expired.size(), "?")) + ")";
    List<Object> some = new ArrayList<>(expired);
    some.add(limit);
    int rows =
        session.update(
            "DELETE FROM returnees WHERE (restore, sdk_app_id, group_id, account) IN"
                + " (SELECT restore, sdk_app_id, group_id, account FROM returnees WHERE restore"
                + among
                + " LIMIT ?)",
            some.toArray());
    // The requests go last, so that what is left of them is found again.
    return rows < limit
        ? rows + session.update("DELETE FROM restores WHERE id" + among, expired.toArray())
        : rows;
  }
}
