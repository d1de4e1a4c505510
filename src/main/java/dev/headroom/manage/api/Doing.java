package dev.headroom.manage.api;

import dev.headroom.jobs.RunId;
import dev.headroom.ledger.Action;
import dev.headroom.ledger.ActionLog;
import dev.headroom.manage.Actor;
import dev.headroom.store.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;

/**
 * A changing call on its way into the ledger.
 *
 * @param by who calls
 * @param action what is done, e.g. pause
 * @param sdkAppId the app, or null when it is about no single one
 * @param groupId the group, or null likewise
 * @param target what else it is about, e.g. id of a run, or null; never an account
 * @param reason why, or null
 */
record Doing(Actor by, String action, Long sdkAppId, String groupId, String target, String reason) {

  /** Writes it down, to be called in the transaction of its effect. */
  void write(Session session) throws SQLException {
    long now = session.now();
    ActionLog.write(
        session,
        new Action(
            RunId.next(now),
            Instant.ofEpochMilli(now),
            by.name(),
            by.role().name().toLowerCase(Locale.ROOT),
            action,
            sdkAppId,
            groupId,
            target,
            reason));
  }
}
