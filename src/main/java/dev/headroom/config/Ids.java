package dev.headroom.config;

import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.Characters;
import dev.headroom.config.yaml.Form;
import dev.headroom.config.yaml.Forms;
import dev.headroom.event.GroupKey;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The forms of what is compared with Tencent's ids and custom fields. What can never match is
 * refused: a protection would be none. Where an id may after all have such a character, {@code *}
 * stands for it.
 */
final class Ids {

  /** Bytes of a UserID [1047/34953]. */
  private static final int LONGEST_ACCOUNT = 32;

  /** Bytes of the value of a custom member field [1047/34948]. */
  private static final int LONGEST_VALUE = 64;

  private static final int LONGEST_FIELD = 64;

  private static final String ANY = "*";
  private static final Pattern COMMENT = Pattern.compile("\\s(#|//)");
  private static final Pattern SEPARATOR = Pattern.compile("[,;\uFF0C\uFF1B\u3001]");
  private static final Pattern QUOTED =
      Pattern.compile("[\"'\u201C\u201D\u2018\u2019].*[\"'\u201C\u201D\u2018\u2019]");
  private static final Pattern TWO_GROUPS = Pattern.compile("[,;]\\s*@TGS#|[,;]\\s");

  private static final String REALLY =
      "; write * in its place if an account really has it, for * stands for any text";

  private Ids() {}

  /** A UserID, or a pattern of UserIDs; what is at its ends and not seen does not count. */
  static Form<String> accounts() {
    return text -> {
      String account = Characters.trim(text);
      if (account.isEmpty()) {
        throw new BadValue("is empty", "Write a value, or leave the key out");
      }
      refuseUnseen(account, "no UserID matches it", "Type it anew without it" + REALLY);
      if (COMMENT.matcher(account).find()) {
        throw new BadValue(
            "has more than an account on its line",
            "Put a comment on a line of its own that begins with #");
      }
      if (account.indexOf(' ') >= 0) {
        throw new BadValue(
            "has " + Characters.named(' ') + " in it, and no UserID matches it",
            "Write one account an entry, in a file one a line" + REALLY);
      }
      Matcher separator = SEPARATOR.matcher(account);
      if (separator.find()) {
        throw new BadValue(
            "has "
                + Characters.named(separator.group().codePointAt(0))
                + " in it, and is one text, not several accounts",
            "Write one account an entry, in a file one a line" + REALLY);
      }
      if (QUOTED.matcher(account).matches()) {
        throw new BadValue("has quotes around it that would have to match", "Remove the quotes");
      }
      refuseLonger(account.replace(ANY, ""), LONGEST_ACCOUNT, "a UserID");
      return account;
    };
  }

  /** The UserID of one account, as it stands. */
  static Form<String> account() {
    return text -> {
      String account = Forms.text().read(text);
      refuseEdge(account, "Remove it");
      refuseUnseen(account, "no UserID has it", "Type it anew without it");
      refuseLonger(account, LONGEST_ACCOUNT, "a UserID");
      return account;
    };
  }

  /** A pattern of GroupIds, which are printable ASCII [1047/33529]. */
  static Form<Pattern> groups() {
    return text -> {
      refuseEdge(text, "Remove it, or write * in its place");
      refuseUnseen(text, "can match no GroupId", "Type it anew without it");
      if (!text.matches("[ -~]+")) {
        throw new BadValue(
            "can match no GroupId", "Use printable ASCII, * for any text, e.g. \"@TGS#_*\"");
      }
      if (TWO_GROUPS.matcher(text).find()) {
        throw new BadValue(
            "is one text, not several groups", "Write an item for each, or one pattern with *");
      }
      refuseLonger(text.replace(ANY, ""), GroupKey.MAX_LENGTH, "a GroupId");
      return AccountPatterns.pattern(text);
    };
  }

  /** The name of a custom field; nothing for none. */
  static Form<String> field() {
    return text -> {
      refuseEdge(text, "Remove it");
      refuseUnseen(text, "no custom field has it", "Type it anew without it");
      OptionalInt odd = text.codePoints().filter(c -> " ,;*".indexOf(c) >= 0).findFirst();
      if (odd.isPresent()) {
        throw new BadValue(
            "has " + Characters.named(odd.getAsInt()) + " in it, and no custom field has",
            "Write the name of one field, as the Chat console shows it");
      }
      refuseLonger(text, LONGEST_FIELD, "the name of a field");
      return text;
    };
  }

  /** A value of a custom member field, or {@code *} for any. */
  static Form<String> value() {
    return text -> {
      String value = Forms.text().read(text);
      String remedy = "Write the value as Chat has it, or \"*\" alone for any value";
      refuseEdge(value, remedy);
      refuseUnseen(value, "it is not seen there", remedy);
      if (value.contains(ANY) && !value.equals(ANY)) {
        throw new BadValue("has a * in it, and values are no patterns", remedy);
      }
      refuseLonger(value, LONGEST_VALUE, "a value of a member's field");
      return value;
    };
  }

  private static void refuseEdge(String text, String remedy) throws BadValue {
    OptionalInt edge = Characters.edge(text);
    if (edge.isPresent()) {
      throw new BadValue("begins or ends with " + Characters.named(edge.getAsInt()), remedy);
    }
  }

  private static void refuseUnseen(String text, String effect, String remedy) throws BadValue {
    OptionalInt unseen = Characters.unseen(text);
    if (unseen.isPresent()) {
      throw new BadValue(
          "has " + Characters.named(unseen.getAsInt()) + " in it, and " + effect, remedy);
    }
  }

  private static void refuseLonger(String text, int longest, String what) throws BadValue {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    if (length > longest) {
      throw new BadValue(
          "has " + length + " bytes, and " + what + " has at most " + longest,
          "Correct it; nothing could match it");
    }
  }
}
