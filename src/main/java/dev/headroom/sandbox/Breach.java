package dev.headroom.sandbox;

import java.util.Locale;

/**
 * One thing a client did that the documentation forbids, advises against, or leaves undefined.
 *
 * @param rule which rule
 * @param text what was wrong, for a person
 * @param sdkAppId the app, 0 when the request named none that exists
 * @param api the command, e.g. {@code delete_group_member}
 * @param call number of the call in {@link SandboxBackend#calls()}
 */
public record Breach(Rule rule, String text, long sdkAppId, String api, long call) {

  /** The rules that are watched. */
  public enum Rule {
    /** Not a POST. */
    METHOD,
    /** The path names no call of the Chat REST API. */
    COMMAND,
    /** A query parameter is missing. */
    MISSING_PARAMETER,
    /** A query parameter that the call does not have, or one given twice. */
    EXTRA_PARAMETER,
    /** A query parameter with a value it cannot have. */
    BAD_PARAMETER,
    /** {@code random} is not an unsigned 32-bit number. */
    RANDOM,
    /** A UserSig or an identifier that does not let the caller in. */
    SIGNATURE,
    /** More calls in one second than the app may make. */
    QUOTA,
    /** No body; Chat wants at least an empty object. */
    EMPTY_BODY,
    /** The body is not a JSON object. */
    BAD_JSON,
    /** A field that must be there is not. */
    MISSING_FIELD,
    /** A field that the call does not have. */
    UNKNOWN_FIELD,
    /** A field of another JSON type than documented, such as a number written as a string. */
    WRONG_TYPE,
    /** A field with a value outside its range. */
    BAD_VALUE,
    /** More entries in an array than the call takes. */
    TOO_MANY,
    /** An array without entries. */
    EMPTY_ARRAY,
    /** An account named twice in one call. */
    DUPLICATE_ACCOUNT,
    /** A member page of more than 100. */
    LIMIT,
    /** {@code Offset} on a Community. */
    OFFSET_ON_COMMUNITY,
    /** {@code Next} on a group that is no Community. */
    NEXT_ELSEWHERE,
    /** {@code get_group_info} without a filter, which asks for every member too. */
    NO_FILTER,
    /** Deleting an owner, an admin or the app administrator. */
    PROTECTED_MEMBER,
    /** A call that the type of the group does not have. */
    GROUP_TYPE;

    /** Lower-case name with hyphens, e.g. {@code too-many}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** {@link Rule#code()} of the rule. */
  public String code() {
    return rule.code();
  }

  @Override
  public String toString() {
    return code() + " in " + api + " (call " + call + "): " + text;
  }
}
