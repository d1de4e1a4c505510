package dev.headroom.callback;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A callback that asks for nothing, sent to see whether callbacks arrive. Its id is part of its
 * CallbackCommand, which Headroom, as it does with every command it has no use for, answers with OK
 * without looking at the body.
 *
 * @param id 32 hexadecimal digits, lower case
 */
public record Probe(String id) {

  private static final String PREFIX = "Headroom.Probe.";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final int ID_BYTES = 16;

  /**
   * Refuses other ids.
   *
   * @throws IllegalArgumentException if it is not 32 hexadecimal digits
   */
  public Probe {
    Objects.requireNonNull(id, "id");
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("a probe's id is 32 hexadecimal digits");
    }
  }

  /** A probe that there was never before. */
  public static Probe next() {
    byte[] bytes = new byte[ID_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Probe(HexFormat.of().formatHex(bytes));
  }

  /** The probe of that CallbackCommand, if it is one's. */
  public static Optional<Probe> of(String command) {
    if (!command.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String id = command.substring(PREFIX.length());
    return ID.matcher(id).matches() ? Optional.of(new Probe(id)) : Optional.empty();
  }

  /** Its CallbackCommand. */
  public String command() {
    return PREFIX + id;
  }
}
