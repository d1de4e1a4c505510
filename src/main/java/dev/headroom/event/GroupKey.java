package dev.headroom.event;

import java.util.Objects;

/**
 * What a job is about: one group of one app, or one topic of a Community.
 *
 * @param sdkAppId the app
 * @param groupId the group, printable ASCII of 1 to 96 bytes [1047/33529]
 * @param topicId the topic that is full, or an empty string when it is the group itself
 */
public record GroupKey(long sdkAppId, String groupId, String topicId) {

  /** Bytes of the longest GroupId or TopicId. */
  public static final int MAX_LENGTH = 96;

  private static final String TOPIC_MARK = "@TOPIC#";

  /** Refuses nulls; the form of the ids is the caller's to check with {@link #isValidId}. */
  public GroupKey {
    Objects.requireNonNull(groupId, "groupId");
    Objects.requireNonNull(topicId, "topicId");
  }

  /** A key for a whole group. */
  public static GroupKey of(long sdkAppId, String groupId) {
    return new GroupKey(sdkAppId, groupId, "");
  }

  /**
   * Whether the text can be a GroupId or TopicId: 1 to 96 bytes of printable ASCII, 0x20 to 0x7E
   * [1047/33529].
   */
  public static boolean isValidId(String id) {
    int length = id.length();
    if (length == 0 || length > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = id.charAt(i);
      if (c < 0x20 || c > 0x7E) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a topic is full and not the group: deleting group members would then throw people out
   * of the whole Community.
   */
  public boolean isTopic() {
    return !topicId.isEmpty() || groupId.contains(TOPIC_MARK);
  }
}
