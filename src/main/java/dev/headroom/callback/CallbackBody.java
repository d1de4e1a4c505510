package dev.headroom.callback;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The fields of a callback body that Headroom acts on, in Tencent's names; null where absent.
 *
 * <p>Every published form is read [1047/34376, 269/1669]; unknown fields are skipped, whatever is
 * in them. {@code EventTime} is only informative: if it cannot be read it is unknown.
 *
 * @param callbackCommand {@code CallbackCommand}
 * @param groupId {@code GroupId}, not yet checked
 * @param eventTime {@code EventTime}, milliseconds since 1970
 * @param topicId {@code TopicId}, not yet checked, an empty one being none
 * @param command {@code Command} of an alert [1047/60256]
 */
record CallbackBody(
    String callbackCommand, String groupId, Long eventTime, String topicId, String command) {

  private static final int MAX_DEPTH = 100;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  /**
   * Reads a body.
   *
   * @param bytes where it is
   * @param length how many bytes of them
   * @return the fields, or nothing when this is not one JSON object in UTF-8 whose known fields
   *     come at most once and have their types
   */
  static Optional<CallbackBody> parse(byte[] bytes, int length) {
    if (!isUtf8(bytes, length)) {
      return Optional.empty();
    }
    try (JsonParser parser = JSON.createParser(bytes, 0, length)) {
      return new Reader(parser).read();
    } catch (IOException e) {
      // Whoever sent it is told that it is unreadable; nothing else follows from why.
      return Optional.empty();
    }
  }

  /** The parser would take UTF-16, UTF-32 and sloppy UTF-8 too. */
  private static boolean isUtf8(byte[] bytes, int length) {
    int signs = 0;
    for (int i = 0; i < length; i++) {
      signs |= bytes[i];
    }
    for (int i = 0; i < Math.min(4, length); i++) {
      if (bytes[i] == 0) {
        return false;
      }
    }
    if (signs >= 0) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** One pass over the tokens. */
  private static final class Reader {

    private static final int COMMAND = 1;
    private static final int GROUP = 2;
    private static final int TIME = 4;
    private static final int TOPIC = 8;
    private static final int ALERTED = 16;

    private final JsonParser parser;
    private int seen;
    private boolean wrong;
    private String callbackCommand;
    private String groupId;
    private Long eventTime;
    private String topicId;
    private String command;

    Reader(JsonParser parser) {
      this.parser = parser;
    }

    Optional<CallbackBody> read() throws IOException {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        take(name, value);
        if (wrong) {
          return Optional.empty();
        }
        parser.skipChildren();
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        return Optional.empty();
      }
      return Optional.of(new CallbackBody(callbackCommand, groupId, eventTime, topicId, command));
    }

    private void take(String name, JsonToken value) throws IOException {
      switch (name) {
        case "CallbackCommand":
          once(COMMAND);
          callbackCommand = text(value);
          break;
        case "GroupId":
          once(GROUP);
          groupId = text(value);
          break;
        case "EventTime":
          once(TIME);
          eventTime = time(value);
          break;
        case "TopicId":
          once(TOPIC);
          topicId = value == JsonToken.VALUE_NULL ? null : text(value);
          break;
        case "Command":
          once(ALERTED);
          command = value == JsonToken.VALUE_STRING ? parser.getText() : null;
          break;
        default:
          break;
      }
    }

    private void once(int field) {
      wrong |= (seen & field) != 0;
      seen |= field;
    }

    private String text(JsonToken value) throws IOException {
      if (value != JsonToken.VALUE_STRING) {
        wrong = true;
        return null;
      }
      return parser.getText();
    }

    private Long time(JsonToken value) throws IOException {
      if (value != JsonToken.VALUE_STRING && value != JsonToken.VALUE_NUMBER_INT) {
        return null;
      }
      long millis = CallbackQuery.digits(parser.getText());
      return millis < 0 ? null : millis;
    }
  }
}
