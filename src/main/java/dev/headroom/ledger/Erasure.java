package dev.headroom.ledger;

import dev.headroom.store.Session;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Erases an account from the ledger: its rows, its name in lists, its name in what people wrote.
 * Counts stay, for limits and reports rest on them. Functions on a transaction that the caller
 * owns; what looks through all runs does so a few at a time.
 */
public final class Erasure {

  /** Runs looked through at once: their lists can be long. */
  private static final int RUNS = 100;

  private static final String INSTEAD = "(erased)";

  /** Columns in which people write what they like. */
  private static final Map<String, String> TEXTS =
      Map.of("restores", "reason", "actions", "reason", "pauses", "reason");

  private Erasure() {}

  /**
   * Whether a run that has not ended means this account, or a restore is about to bring it back.
   */
  public static boolean inUse(Session session, String account) throws SQLException {
    return session.exists(
            """
            SELECT 1 FROM removals m JOIN runs r ON r.id = m.run
            WHERE m.account = ? AND r.outcome IS NULL LIMIT 1
            """,
            account)
        || session.exists(
            """
            SELECT 1 FROM returnees
            WHERE account = ? AND result = ? AND way IS NOT NULL LIMIT 1
            """,
            account,
            RestoreResult.WAITING.wire());
  }

  /**
   * Erases the rows that are about the account, and its name in what people wrote.
   *
   * @return how many places that were
   */
  public static int erase(Session session, String account) throws SQLException {
    int erased = session.update("DELETE FROM removals WHERE account = ?", account);
    erased += session.update("DELETE FROM returnees WHERE account = ?", account);
    Pattern name =
        Pattern.compile("(?<![\\p{L}\\p{N}_])" + Pattern.quote(account) + "(?![\\p{L}\\p{N}_])");
    for (Map.Entry<String, String> place : TEXTS.entrySet()) {
      erased += eraseText(session, place.getKey(), place.getValue(), account, name);
    }
    return erased;
  }

  private static int eraseText(
      Session session, String table, String column, String account, Pattern name)
      throws SQLException {
    List<String> texts =
        session.texts(
            "SELECT DISTINCT %2$s FROM %1$s WHERE REPLACE(%2$s, ?, '') <> %2$s"
                .formatted(table, column),
            account);
    int erased = 0;
    for (String text : texts) {
      String without = name.matcher(text).replaceAll(Matcher.quoteReplacement(INSTEAD));
      if (!without.equals(text)) {
        erased +=
            session.update(
                "UPDATE %1$s SET %2$s = ? WHERE %2$s = ?".formatted(table, column), without, text);
      }
    }
    return erased;
  }

  /**
   * Some runs, and which of them name the account in a list.
   *
   * @param last id of the last run looked at, or null when there are no more
   * @param naming ids of those that name it
   */
  public record Looked(String last, List<String> naming) {}

  /** Looks through the next runs in the order of their ids. */
  public static Looked look(Session session, String after, String account) throws SQLException {
    String needle = needle(account);
    List<Found> runs =
        session.query(
            """
            SELECT id, CASE
              WHEN REPLACE(COALESCE(would_remove, ''), ?, '') <> COALESCE(would_remove, '')
                OR REPLACE(COALESCE(left_out, ''), ?, '') <> COALESCE(left_out, '')
              THEN 1 ELSE 0 END AS naming
            FROM (SELECT id, would_remove, left_out FROM runs WHERE id > ? ORDER BY id LIMIT ?)
              AS page
            ORDER BY id
            """,
            row -> new Found(row.getString("id"), row.getInt("naming") == 1),
            needle,
            needle,
            after,
            RUNS);
    return new Looked(
        runs.size() < RUNS ? null : runs.get(runs.size() - 1).run(),
        runs.stream().filter(Found::isNaming).map(Found::run).toList());
  }

  private record Found(String run, boolean isNaming) {}

  private static String needle(String account) {
    return "\"account\":" + Json.encode(account);
  }

  /**
   * Takes the account out of a run's lists.
   *
   * @return how many places that were
   */
  public static int eraseFrom(Session session, String run, String account) throws SQLException {
    int erased = 0;
    for (String column : List.of("would_remove", "left_out")) {
      String json =
          session
              .text("SELECT COALESCE(%s, '[]') FROM runs WHERE id = ?".formatted(column), run)
              .orElse("[]");
      JsonArray all = new JsonArray(json);
      JsonArray others = new JsonArray();
      all.stream()
          .map(JsonObject.class::cast)
          .filter(item -> !account.equals(item.getString("account")))
          .forEach(others::add);
      if (others.size() < all.size()) {
        erased += all.size() - others.size();
        // A digest of few people tells who they are.
        session.update(
            "UPDATE runs SET %s = ?, people = '' WHERE id = ?".formatted(column),
            others.encode(),
            run);
      }
    }
    return erased;
  }
}
