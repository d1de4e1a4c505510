package dev.headroom.event;

import java.util.Locale;

/**
 * An enum constant with a name for the bus, the database, metrics, the configuration and the
 * management API: its Java name in lower case, words joined by hyphens.
 */
public interface Wire {

  /** The Java name; every enum has it. */
  String name();

  /** The name on the wire, e.g. {@code not-full-any-more}. */
  default String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads a name written by {@link #wire()}.
   *
   * @throws IllegalArgumentException for a name the enum does not know
   */
  static <E extends Enum<E> & Wire> E of(Class<E> type, String wire) {
    for (E constant : type.getEnumConstants()) {
      if (constant.wire().equals(wire)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("unknown " + type.getSimpleName() + ": " + wire);
  }
}
