package dev.headroom.sandbox;

/** What {@code query_online_status} tells of an account [1047/35477]. */
public enum Presence {
  ONLINE("Online"),
  PUSH_ONLINE("PushOnline"),
  OFFLINE("Offline"),
  /** Not imported: named in {@code ErrorList} with 70107. */
  UNKNOWN_ACCOUNT(""),
  /** Named neither in {@code QueryResult} nor in {@code ErrorList}. */
  MISSING("");

  private final String wireName;

  Presence(String wireName) {
    this.wireName = wireName;
  }

  /** The value of {@code Status}; empty where the answer has none. */
  public String wireName() {
    return wireName;
  }
}
