package dev.headroom.jobs;

import dev.headroom.event.GroupKey;
import dev.headroom.store.Session;
import java.sql.SQLException;
import java.util.Optional;

/** What the last run of a group has shown, if it only observed. Implemented by the ledger. */
@FunctionalInterface
public interface Observations {

  /**
   * What it has shown; empty if the group's last run was no such run, if it was observed by its own
   * word, if a run of it has meant somebody and not ended, or there is none.
   */
  Optional<Observed> last(Session session, GroupKey key) throws SQLException;

  /**
   * A run that ended as observed.
   *
   * @param type Tencent's Type of the group
   * @param members how many would have gone
   */
  record Observed(String type, int members) {}
}
