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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Removals to be undone, and what became of it; {@link RestoreHistory} tells it to people.
 * Functions on a transaction that the caller owns. Times are by the database's clock.
 */
public final class RestoreTable {

  /** The most members of one request: they are written in one transaction. */
  public static final int MOST_MEMBERS = 10_000;

  /** A condition of a query of jobs: somebody waits to be brought back to the job's group. */
  public static final String JOB_HAS_WAITING =
      """
      EXISTS (SELECT 1 FROM returnees t WHERE t.sdk_app_id = jobs.sdk_app_id
        AND t.group_id = jobs.group_id AND t.result = 'waiting')
      """;

  private static final int ROWS = 500;
  private static final String WAITING = RestoreResult.WAITING.wire();
  private static final String RESTORED = RestoreResult.RESTORED.wire();

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
    return removed(session, "b.run = ?", "r.batch, r.place", new ArrayList<>(List.<Object>of(run)));
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
    String which =
        "b.intended_at >= ? AND b.intended_at < ? AND b.sdk_app_id IN (%s)"
            .formatted(Session.times(apps.size(), "?"));
    if (groupId != null) {
      parameters.add(groupId);
      which += " AND b.group_id = ?";
    }
    return removed(
        session, which, "b.intended_at DESC, b.run DESC, r.batch DESC, r.place", parameters);
  }

  /** Who may be gone without our knowing is looked for as well: whoever is there is left alone. */
  private static List<Removed> removed(
      Session session, String which, String order, List<Object> parameters) throws SQLException {
    parameters.add(MOST_MEMBERS + 1);
    return session.query(
        """
        SELECT b.sdk_app_id, b.group_id, r.account, r.run, r.join_time, r.last_activity
        FROM batches b JOIN removals r ON r.run = b.run AND r.batch = b.number
        WHERE r.fate IN ('removed', 'open', 'unknown') AND %s
        ORDER BY %s LIMIT ?
        """
            .formatted(which, order),
        RestoreTable::removed,
        parameters.toArray());
  }

  private static Removed removed(ResultSet row) throws SQLException {
    return new Removed(
        Columns.group(row),
        row.getString("account"),
        row.getString("run"),
        row.getLong("join_time"),
        row.getLong("last_activity"));
  }

  /**
   * Writes a request down. Who was removed from a group twice is in it once, as first in the list.
   * The jobs of the groups do not know yet, see {@link #unknownToJobs}.
   */
  public static void ask(Session session, Request request, List<Removed> removed)
      throws SQLException {
    session.update(
        """
        INSERT INTO restores (id, asked_by, asked_at, reason, run, from_at, to_at, sdk_app_id,
          group_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
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
        """
        INSERT INTO returnees (restore, sdk_app_id, group_id, account, run, join_time,
          last_activity, result)
        VALUES %s
        """
            .formatted(Session.times(members.size(), "(?, ?, ?, ?, ?, ?, ?, ?)")),
        values.toArray());
  }

  private static Long millis(Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
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
        """
        SELECT DISTINCT t.sdk_app_id, t.group_id FROM returnees t
        WHERE t.result = 'waiting' AND (t.sdk_app_id, t.group_id) > (?, ?) AND NOT EXISTS
          (SELECT 1 FROM jobs j
           WHERE j.sdk_app_id = t.sdk_app_id AND j.group_id = t.group_id AND j.topic_id = ''
             AND j.restores = 1 AND j.state IN ('waiting', 'running'))
        ORDER BY t.sdk_app_id, t.group_id LIMIT ?
        """,
        Columns::group,
        after == null ? 0L : after.sdkAppId(),
        after == null ? "" : after.groupId(),
        limit);
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
        """
        SELECT restore, account, join_time, way FROM returnees
        WHERE sdk_app_id = ? AND group_id = ? AND result = ?
        ORDER BY CASE WHEN way IS NULL THEN 1 ELSE 0 END, last_activity DESC, account, restore
        LIMIT ?
        """,
        RestoreTable::returnee,
        key.sdkAppId(),
        key.groupId(),
        WAITING,
        limit);
  }

  private static Returnee returnee(ResultSet row) throws SQLException {
    String way = row.getString("way");
    return new Returnee(
        row.getString("restore"),
        row.getString("account"),
        Columns.instant(row, "join_time"),
        way == null ? null : Wire.of(Returnee.Way.class, way));
  }

  /**
   * Notes that a call is about to be sent for them.
   *
   * @return whether all of them still wait: an account may have been forgotten meanwhile
   */
  public static boolean intend(
      Session session, GroupKey key, List<Returnee> returnees, Returnee.Way way)
      throws SQLException {
    int noted = update(session, "way = ?", List.of(way.wire()), key, returnees);
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
    update(
        session,
        "result = ?, detail = ?, settled_at = ?",
        Arrays.asList(result.wire(), detail, session.now()),
        key,
        returnees);
  }

  /** Changes rows of those among them who wait. */
  private static int update(
      Session session,
      String what,
      List<Object> parameters,
      GroupKey key,
      Collection<Returnee> returnees)
      throws SQLException {
    List<Object> values = new ArrayList<>(parameters);
    values.addAll(List.of(key.sdkAppId(), key.groupId(), WAITING));
    returnees.forEach(each -> values.addAll(List.of(each.restore(), each.account())));
    return session.update(
        """
        UPDATE returnees SET %s
        WHERE sdk_app_id = ? AND group_id = ? AND result = ? AND (restore, account) IN (VALUES %s)
        """
            .formatted(what, Session.times(returnees.size(), "(?, ?)")),
        values.toArray());
  }

  /** The same for everybody who waits for the group. */
  public static int settleAll(Session session, GroupKey key, RestoreResult result, String detail)
      throws SQLException {
    return session.update(
        """
        UPDATE returnees SET result = ?, detail = ?, settled_at = ?
        WHERE sdk_app_id = ? AND group_id = ? AND result = ?
        """,
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
            """
            SELECT account, MAX(settled_at) AS settled_at FROM returnees
            WHERE sdk_app_id = ? AND group_id = ? AND result = ? AND settled_at > ?
            GROUP BY account
            """,
            row -> Map.entry(row.getString("account"), Columns.instant(row, "settled_at")),
            key.sdkAppId(),
            key.groupId(),
            RESTORED,
            session.now() - protection.toMillis())
        .forEach(back -> until.put(back.getKey(), back.getValue().plus(protection)));
    return until;
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
        session.texts(
            """
            SELECT id FROM restores WHERE asked_at < ? AND NOT EXISTS
              (SELECT 1 FROM returnees WHERE restore = id AND (result = ? OR settled_at >= ?))
            ORDER BY asked_at LIMIT ?
            """,
            before,
            WAITING,
            before,
            limit);
    if (expired.isEmpty()) {
      return 0;
    }
    String places = Session.times(expired.size(), "?");
    List<Object> some = new ArrayList<>(expired);
    some.add(limit);
    int rows =
        session.update(
            """
            DELETE FROM returnees WHERE (restore, sdk_app_id, group_id, account) IN
              (SELECT restore, sdk_app_id, group_id, account FROM returnees
               WHERE restore IN (%s) LIMIT ?)
            """
                .formatted(places),
            some.toArray());
    if (rows < limit) {
      // The requests go last, so that what is left of them is found again.
      rows +=
          session.update(
              "DELETE FROM restores WHERE id IN (%s)".formatted(places), expired.toArray());
    }
    return rows;
  }
}
