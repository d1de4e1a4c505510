package dev.headroom.manage;

import dev.headroom.config.ManagementSettings.Role;
import java.util.Objects;

/**
 * Who calls.
 *
 * @param name name of the token, or {@link #LOCAL} where none is needed
 * @param role what it allows
 */
public record Actor(String name, Role role) {

  /** Whoever sits at this machine while there are no tokens. */
  public static final Actor LOCAL = new Actor("local", Role.OPERATE);

  /** Refuses nulls. */
  public Actor {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(role, "role");
  }
}
