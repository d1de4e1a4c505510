package dev.headroom.ledger;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Reason;
import dev.headroom.event.Wire;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How values look in the columns of the ledger's tables, and of those of jobs. */
public final class Columns {

  private Columns() {}

  static Run run(ResultSet row) throws SQLException {
    return new Run(
        row.getString("id"),
        key(row),
        row.getString("type"),
        Wire.of(Cause.class, row.getString("cause")),
        Wire.of(Mode.class, row.getString("mode")),
        row.getString("policy"),
        row.getInt("planned"),
        integer(row, "seats_max"),
        integer(row, "seats_before"),
        instant(row, "started_at"));
  }

  /** The group and its topic. */
  public static GroupKey key(ResultSet row) throws SQLException {
    return new GroupKey(
        row.getLong("sdk_app_id"), row.getString("group_id"), row.getString("topic_id"));
  }

  /** The group of a row that knows no topics. */
  public static GroupKey group(ResultSet row) throws SQLException {
    return GroupKey.of(row.getLong("sdk_app_id"), row.getString("group_id"));
  }

  static Removal removal(ResultSet row) throws SQLException {
    return new Removal(
        row.getString("account"),
        instant(row, "join_time"),
        instant(row, "last_activity"),
        Wire.of(Reason.class, row.getString("reason")),
        row.getString("evidence"),
        longOrNull(row, "msg_seq"));
  }

  /** The large number in the column, or null. */
  static Long longOrNull(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  /** The number in the column, or null. */
  static Integer integer(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : value;
  }

  /** The time in the column, or null. */
  public static Instant instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  static String spared(Map<String, Integer> spared) {
    JsonObject json = new JsonObject();
    new TreeMap<>(spared).forEach(json::put);
    return json.encode();
  }

  static Map<String, Integer> spared(String json) {
    Map<String, Integer> spared = new TreeMap<>();
    if (json != null) {
      JsonObject object = new JsonObject(json);
      object.fieldNames().forEach(rule -> spared.put(rule, object.getInteger(rule)));
    }
    return spared;
  }

  static String removals(List<Removal> removals) {
    JsonArray array = new JsonArray();
    for (Removal removal : removals) {
      array.add(
          new JsonObject()
              .put("account", removal.account())
              .put("joinTime", removal.joinTime().toEpochMilli())
              .put("lastActivity", removal.lastActivity().toEpochMilli())
              .put("reason", removal.reason().wire())
              .put("evidence", removal.evidence())
              .put("msgSeq", removal.msgSeq()));
    }
    return array.encode();
  }

  static List<Removal> removals(String json) {
    if (json == null) {
      return List.of();
    }
    return new JsonArray(json)
        .stream()
            .map(JsonObject.class::cast)
            .map(
                item ->
                    new Removal(
                        item.getString("account"),
                        Instant.ofEpochMilli(item.getLong("joinTime")),
                        Instant.ofEpochMilli(item.getLong("lastActivity")),
                        Wire.of(Reason.class, item.getString("reason")),
                        item.getString("evidence"),
                        item.getLong("msgSeq")))
            .toList();
  }

  static String left(List<StayedMember> left) {
    JsonArray array = new JsonArray();
    left.forEach(
        stayed ->
            array.add(
                new JsonObject().put("account", stayed.account()).put("rule", stayed.rule())));
    return array.encode();
  }

  static List<StayedMember> left(String json) {
    return json == null
        ? List.of()
        : new JsonArray(json)
            .stream()
                .map(JsonObject.class::cast)
                .map(item -> new StayedMember(item.getString("account"), item.getString("rule")))
                .toList();
  }

  /** A digest of the accounts, the same whatever their order. */
  static String people(List<Removal> removals) {
    MessageDigest digest = sha256();
    removals.stream()
        .map(Removal::account)
        .sorted()
        .forEach(
            account -> {
              byte[] bytes = account.getBytes(StandardCharsets.UTF_8);
              digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
              digest.update(bytes);
            });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
