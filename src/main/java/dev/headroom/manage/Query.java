package dev.headroom.manage;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Wire;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The query of a list. Null stands for a parameter that is not there. */
public final class Query {

  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");

  private final MultiMap parameters;

  public Query(RoutingContext context) {
    parameters = context.queryParams();
  }

  /** How many items the caller wants. */
  public int limit() {
    String text = parameters.get("limit");
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    int limit = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MAX_LIMIT) {
      throw bad("limit", "write a number from 1 to " + MAX_LIMIT);
    }
    return limit;
  }

  /** The group of that parameter. */
  public String group() {
    String group = parameters.get("group");
    if (group != null && !GroupKey.isValidId(group)) {
      throw bad("group", "write a GroupId: 1 to 96 characters of printable ASCII, percent-encoded");
    }
    return group;
  }

  /** One of the names that an enum has on the wire. */
  public <E extends Enum<E> & Wire> E choice(String name, Class<E> type) {
    String text = parameters.get(name);
    if (text == null) {
      return null;
    }
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.wire().equals(text))
        .findFirst()
        .orElseThrow(() -> bad(name, "write one of " + names(List.of(type.getEnumConstants()))));
  }

  /** Where the page before ended. */
  public Cursor after() {
    String text = parameters.get("after");
    if (text == null) {
      return null;
    }
    return Cursor.parse(text)
        .orElseThrow(() -> bad("after", "send back the next of the page before, as it was"));
  }

  /** A moment of that parameter. */
  public Instant time(String name) {
    String text = parameters.get(name);
    if (text == null) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw bad(name, "write a time, as 2026-12-24T18:00:00Z");
    }
  }

  private static String names(List<? extends Wire> constants) {
    return constants.stream().map(Wire::wire).collect(Collectors.joining(", "));
  }

  private static Refusal bad(String name, String remedy) {
    return new Refusal(400, "bad-" + name, "the parameter " + name + " is not valid", remedy);
  }
}
