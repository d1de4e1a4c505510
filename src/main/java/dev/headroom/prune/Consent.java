package dev.headroom.prune;

import dev.headroom.chat.Group;
import dev.headroom.config.PolicySettings.GroupField;
import dev.headroom.event.Mode;
import java.util.Locale;

/** What a group says of itself in its custom field: it can weaken the mode, never strengthen it. */
final class Consent {

  private Consent() {}

  /** The mode that is left. An unreadable value means observe. */
  static Mode weaken(Mode mode, GroupField field, Group group) {
    if (field.key().isEmpty()) {
      return mode;
    }
    String value = group.fields().getOrDefault(field.key(), "").strip().toLowerCase(Locale.ROOT);
    return switch (value) {
      case "on" -> mode;
      case "off" -> Mode.OFF;
      case "" -> field.optIn() ? Mode.OFF : mode;
      default -> mode.weakest(Mode.OBSERVE);
    };
  }
}
