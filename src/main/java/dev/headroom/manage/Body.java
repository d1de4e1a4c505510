package dev.headroom.manage;

import dev.headroom.event.GroupKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The JSON object of a changing call. Null stands for a field that is not there. */
public final class Body {

  private static final int MAX_TEXT = 500;
  private static final String JSON = "application/json";
  private static final String AS_TIME = "write a time, as 2026-12-24T18:00:00Z";

  private final JsonObject json;

  /**
   * Reads it.
   *
   * @param known names of the fields that the call has: another one would be a mistake of the
   *     caller that nobody notices
   */
  public Body(RoutingContext context, String... known) {
    json = parse(context);
    Set<String> names = Set.of(known);
    for (String name : json.fieldNames()) {
      if (!names.contains(name)) {
        throw new Refusal(
            400,
            "bad-body",
            "the body has a field that this call does not know: " + printable(name),
            names.isEmpty()
                ? "send an empty object, {}"
                : "it knows " + String.join(", ", names.stream().sorted().toList()));
      }
    }
  }

  /** A browser lets a foreign page send anything but JSON without asking us first. */
  private static JsonObject parse(RoutingContext context) {
    String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null || !JSON.equals(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))) {
      throw new Refusal(
          415,
          "not-json",
          "a changing call needs Content-Type: application/json",
          "send that header, and a JSON object; {} will do");
    }
    Buffer body = context.body().buffer();
    try {
      if (body != null && body.length() > 0) {
        return new JsonObject(body);
      }
    } catch (DecodeException | ClassCastException unreadable) {
      throw unreadable();
    }
    throw unreadable();
  }

  private static Refusal unreadable() {
    return new Refusal(
        400, "bad-body", "the body is not a JSON object", "send a JSON object; {} will do");
  }

  private static String printable(String name) {
    return name.length() <= 40 && name.chars().allMatch(c -> c > 0x20 && c < 0x7F) ? name : "?";
  }

  /** One line of text for people. */
  public String text(String name) {
    Object value = json.getValue(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof String text)
        || text.length() > MAX_TEXT
        || text.chars().anyMatch(Character::isISOControl)) {
      throw bad(name, "write one line of at most " + MAX_TEXT + " characters");
    }
    return text.isBlank() ? null : text.strip();
  }

  /** A moment in the future. */
  public Instant future(String name, Instant now) {
    Object value = json.getValue(name);
    if (value == null) {
      return null;
    }
    String remedy = "write a time that is to come, as 2026-12-24T18:00:00Z";
    try {
      Instant time = Instant.parse((String) value);
      if (time.isAfter(now)) {
        return time;
      }
    } catch (ClassCastException | DateTimeParseException e) {
      throw bad(name, remedy);
    }
    throw bad(name, remedy);
  }

  /** A moment. */
  public Instant time(String name) {
    Object value = json.getValue(name);
    if (value == null) {
      return null;
    }
    try {
      return Instant.parse((String) value);
    } catch (ClassCastException | DateTimeParseException e) {
      throw bad(name, AS_TIME);
    }
  }

  /** A UserID, as it is. */
  public String account(String name) {
    Object value = json.getValue(name);
    if (value == null || isAccount(value)) {
      return (String) value;
    }
    throw bad(name, "write a UserID");
  }

  /** UserIDs, each once. */
  public List<String> accounts(String name) {
    Object value = json.getValue(name);
    if (value == null) {
      return null;
    }
    if (value instanceof JsonArray list
        && !list.isEmpty()
        && list.stream().allMatch(Body::isAccount)) {
      return list.stream().map(String.class::cast).distinct().toList();
    }
    throw bad(name, "write a list of UserIDs, or leave it out");
  }

  private static boolean isAccount(Object value) {
    return value instanceof String text && !text.isEmpty() && text.length() <= MAX_TEXT;
  }

  /** One of the words. */
  public <T> T choice(String name, Map<String, T> words) {
    Object value = json.getValue(name);
    if (value == null) {
      return null;
    }
    T choice = value instanceof String word ? words.get(word) : null;
    if (choice == null) {
      throw bad(name, "write " + String.join(" or ", words.keySet().stream().sorted().toList()));
    }
    return choice;
  }

  /** The app of {@code sdkAppId}. */
  public Long app() {
    Object value = json.getValue("sdkAppId");
    if (value == null) {
      return null;
    }
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw bad("sdkAppId", "write the number of an app, without quotes");
  }

  /** The app and group of {@code sdkAppId} and {@code groupId}. */
  public Scope scope() {
    Long app = app();
    Object value = json.getValue("groupId");
    if (value == null) {
      return new Scope(app, null);
    }
    if (!(value instanceof String group) || !GroupKey.isValidId(group)) {
      throw bad("groupId", "write a GroupId: 1 to 96 characters of printable ASCII");
    }
    if (app == null) {
      throw bad("groupId", "write the sdkAppId of its app beside it");
    }
    return new Scope(app, group);
  }

  /** For a field that must be a moment and is not there. */
  public static Refusal noTime(String name) {
    return bad(name, AS_TIME);
  }

  /** For a field that cannot be understood. */
  public static Refusal bad(String name, String remedy) {
    return new Refusal(400, "bad-" + name, "the field " + name + " is not valid", remedy);
  }
}
