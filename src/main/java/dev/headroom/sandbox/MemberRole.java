package dev.headroom.sandbox;

/** What a member is in its group [1047/34948]. */
public enum MemberRole {
  OWNER("Owner"),
  ADMIN("Admin"),
  MEMBER("Member");

  private final String wireName;

  MemberRole(String wireName) {
    this.wireName = wireName;
  }

  /** The value of {@code Role} on the wire. */
  public String wireName() {
    return wireName;
  }
}
