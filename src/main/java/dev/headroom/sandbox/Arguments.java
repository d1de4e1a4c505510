package dev.headroom.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the fields of one call's body by their documented types. What is wrong is noted as a breach
 * and, where Chat would refuse it, thrown.
 */
final class Arguments {
  private final ChatCall call;
  private final JsonObject body;
  private final BreachLog breaches;
  private final int badCode;
  private final int tooManyCode;

  private Arguments(
      ChatCall call, JsonObject body, BreachLog breaches, int badCode, int tooManyCode) {
    this.call = call;
    this.body = body;
    this.breaches = breaches;
    this.badCode = badCode;
    this.tooManyCode = tooManyCode;
  }

  /** Group calls refuse with 10004; 10005 is documented for adding members only. */
  static Arguments ofGroupCall(ChatCall call, BreachLog breaches) {
    return new Arguments(call, call.sharedBody(), breaches, 10004, 10004);
  }

  /** Account calls refuse with 90003 and 90011. */
  static Arguments ofAccountCall(ChatCall call, BreachLog breaches) {
    return new Arguments(call, call.sharedBody(), breaches, 90003, 90011);
  }

  long callNumber() {
    return call.number();
  }

  /** Arguments of an object inside these; empty if it is not there. */
  Optional<Arguments> object(String field) throws ChatError {
    Object value = body.getValue(field);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JsonObject inner) {
      return Optional.of(new Arguments(call, inner, breaches, badCode, tooManyCode));
    }
    throw wrongType(field, "an object");
  }

  /** Arguments of each object of an array inside these. */
  List<Arguments> objects(String field, int most) throws ChatError {
    List<Arguments> objects = new ArrayList<>();
    for (Object entry : entries(field, most, 10005)) {
      if (!(entry instanceof JsonObject inner)) {
        throw wrongType(field, "an array of objects");
      }
      objects.add(new Arguments(call, inner, breaches, badCode, tooManyCode));
    }
    return objects;
  }

  /** Notes fields that are not among those known. */
  void only(String... known) {
    Set<String> names = Set.of(known);
    for (String field : body.fieldNames()) {
      if (!names.contains(field)) {
        note(Breach.Rule.UNKNOWN_FIELD, "there is no field " + field);
      }
    }
  }

  boolean has(String field) {
    return body.getValue(field) != null;
  }

  String text(String field) throws ChatError {
    Optional<String> text = optionalText(field);
    if (text.isEmpty()) {
      throw refused(Breach.Rule.MISSING_FIELD, badCode, field + " is missing");
    }
    return text.get();
  }

  Optional<String> optionalText(String field) throws ChatError {
    Object value = body.getValue(field);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text);
    }
    throw wrongType(field, "a string");
  }

  OptionalLong number(String field, long least, long most) throws ChatError {
    Object value = body.getValue(field);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (!(value instanceof Integer || value instanceof Long)) {
      throw wrongType(field, "an integer");
    }
    long number = ((Number) value).longValue();
    if (number < least || number > most) {
      throw refused(
          Breach.Rule.BAD_VALUE,
          badCode,
          field + " is " + number + ", not between " + least + " and " + most);
    }
    return OptionalLong.of(number);
  }

  /** An array of accounts or group ids: not empty, not too long, nobody twice. */
  List<String> ids(String field, int most) throws ChatError {
    return accountsOf(field, entries(field, most, tooManyCode));
  }

  /** The accounts of objects that carry one each. */
  void noteDuplicates(List<String> accounts) {
    Set<String> seen = new HashSet<>();
    for (String account : accounts) {
      if (!seen.add(account)) {
        note(Breach.Rule.DUPLICATE_ACCOUNT, account + " is named twice");
      }
    }
  }

  /**
   * An array of names to be chosen by, each out of those allowed; empty if the field is not there.
   */
  Optional<Set<String>> filter(String field, Set<String> allowed) throws ChatError {
    Object value = body.getValue(field);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof JsonArray array)) {
      throw wrongType(field, "an array");
    }
    Set<String> names = new HashSet<>();
    for (Object entry : array) {
      if (!(entry instanceof String name)) {
        throw wrongType(field, "an array of strings");
      }
      if (!allowed.isEmpty() && !allowed.contains(name)) {
        note(Breach.Rule.BAD_VALUE, field + " does not know " + name);
      }
      names.add(name);
    }
    return Optional.of(names);
  }

  void note(Breach.Rule rule, String text) {
    breaches.note(call, rule, text);
  }

  ChatError refused(Breach.Rule rule, int code, String text) {
    note(rule, text);
    return new ChatError(code, text);
  }

  private JsonArray entries(String field, int most, int tooMany) throws ChatError {
    Object value = body.getValue(field);
    if (value == null) {
      throw refused(Breach.Rule.MISSING_FIELD, badCode, field + " is missing");
    }
    if (!(value instanceof JsonArray array)) {
      throw wrongType(field, "an array");
    }
    if (array.isEmpty()) {
      throw refused(Breach.Rule.EMPTY_ARRAY, badCode, field + " is empty");
    }
    if (array.size() > most) {
      throw refused(
          Breach.Rule.TOO_MANY,
          tooMany,
          field + " has " + array.size() + " entries, more than " + most);
    }
    return array;
  }

  private List<String> accountsOf(String field, JsonArray array) throws ChatError {
    List<String> ids = new ArrayList<>();
    for (Object entry : array) {
      if (!(entry instanceof String id)) {
        throw wrongType(field, "an array of strings");
      }
      if (id.isEmpty()) {
        throw refused(Breach.Rule.BAD_VALUE, badCode, field + " has an empty entry");
      }
      ids.add(id);
    }
    noteDuplicates(ids);
    return ids;
  }

  private ChatError wrongType(String field, String type) {
    return refused(Breach.Rule.WRONG_TYPE, badCode, field + " is not " + type);
  }
}
