package dev.headroom.sandbox;

/** Group types under the names that REST calls and callbacks use [1047/33529]. */
public enum GroupType {
  /** Known to client SDKs as Work. */
  PRIVATE("Private"),
  PUBLIC("Public"),
  /** Known to client SDKs as Meeting. */
  CHAT_ROOM("ChatRoom"),
  /** Has no member limit and stores no members. */
  AV_CHAT_ROOM("AVChatRoom"),
  /** Pages its members by {@code Next}; may have topics. */
  COMMUNITY("Community");

  private final String wireName;

  GroupType(String wireName) {
    this.wireName = wireName;
  }

  /** The value of {@code Type} on the wire. */
  public String wireName() {
    return wireName;
  }

  boolean storesMembers() {
    return this != AV_CHAT_ROOM;
  }
}
