package dev.headroom.event;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Instant;
import java.util.Objects;

/**
 * The news that a group is full.
 *
 * <p>On the bus ({@link Addresses#GROUP_FULL}) the body is the GroupId, a String; all else is in
 * headers. A message without {@code receivedAt} is foreign: another part of the application asks
 * for room.
 *
 * @param key the group
 * @param receivedAt when Headroom received it
 * @param eventTime Tencent's own time, milliseconds since 1970, or null: old callbacks have none
 * @param clientIp {@code ClientIP} of the query, or null
 * @param platform {@code OptPlatform} of the query, or null
 */
public record GroupFull(
    GroupKey key, Instant receivedAt, Long eventTime, String clientIp, String platform) {

  /** Header: the app, decimal. The only one a foreign message needs. */
  public static final String SDK_APP_ID = "sdkAppId";

  /** Header: when the newest callback was received, ISO 8601. */
  public static final String RECEIVED_AT = "receivedAt";

  /** Header: how many callbacks the message stands for, decimal. */
  public static final String CALLBACKS = "callbacks";

  /** Header: the node that received them. */
  public static final String NODE = "node";

  /** Header: id of the job. */
  public static final String JOB = "job";

  /** Header, where known: the topic that is full. */
  public static final String TOPIC_ID = "topicId";

  private static final String EVENT_TIME = "eventTime";
  private static final String CLIENT_IP = "clientIp";
  private static final String PLATFORM = "platform";

  /** Refuses a missing key or time. */
  public GroupFull {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(receivedAt, "receivedAt");
  }

  /** Whether a message on the bus came from outside Headroom. */
  public static boolean isForeign(MultiMap headers) {
    return !headers.contains(RECEIVED_AT);
  }

  /**
   * The headers of the message.
   *
   * @param callbacks how many callbacks it stands for
   * @param node the node that received them
   * @param job id of the job
   */
  public DeliveryOptions deliveryOptions(long callbacks, String node, long job) {
    DeliveryOptions options =
        new DeliveryOptions()
            .addHeader(SDK_APP_ID, Long.toString(key.sdkAppId()))
            .addHeader(RECEIVED_AT, receivedAt.toString())
            .addHeader(CALLBACKS, Long.toString(callbacks))
            .addHeader(NODE, node)
            .addHeader(JOB, Long.toString(job));
    if (eventTime != null) {
      options.addHeader(EVENT_TIME, eventTime.toString());
    }
    if (clientIp != null) {
      options.addHeader(CLIENT_IP, clientIp);
    }
    if (platform != null) {
      options.addHeader(PLATFORM, platform);
    }
    if (!key.topicId().isEmpty()) {
      options.addHeader(TOPIC_ID, key.topicId());
    }
    return options;
  }
}
