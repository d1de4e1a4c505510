package dev.headroom.jobs;

import dev.headroom.config.Settings;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import io.vertx.core.eventbus.Message;

/** Reads a request for room that another part of the application put on the bus. */
final class ForeignRequest {

  private ForeignRequest() {}

  /**
   * The group it is about.
   *
   * @throws IllegalArgumentException for a message that names no group of ours; the text says why
   */
  static GroupKey key(Message<?> message, Settings settings) {
    if (!(message.body() instanceof String groupId) || !GroupKey.isValidId(groupId)) {
      throw new IllegalArgumentException("the body must be the GroupId, a String");
    }
    String topicId = message.headers().get(GroupFull.TOPIC_ID);
    if (topicId != null && !GroupKey.isValidId(topicId)) {
      throw new IllegalArgumentException("the header " + GroupFull.TOPIC_ID + " is no TopicId");
    }
    long app = app(message.headers().get(GroupFull.SDK_APP_ID), settings);
    return new GroupKey(app, groupId, topicId == null ? "" : topicId);
  }

  private static long app(String header, Settings settings) {
    if (header == null) {
      if (settings.apps().size() == 1) {
        return settings.apps().get(0).sdkAppId();
      }
      throw new IllegalArgumentException(
          "with several apps the header " + GroupFull.SDK_APP_ID + " must name one");
    }
    try {
      long app = Long.parseLong(header);
      if (settings.app(app).isPresent()) {
        return app;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the header " + GroupFull.SDK_APP_ID + " is not a number", e);
    }
    throw new IllegalArgumentException(
        "the header " + GroupFull.SDK_APP_ID + " names no app of ours");
  }
}
