package dev.headroom.prune;

import dev.headroom.ledger.Removal;
import java.util.List;

/**
 * What somebody asked of one run by hand.
 *
 * @param enforce whether it enforces whatever the configuration says; the group's own word stands
 * @param shown who may go, and nobody else: those a braked run has shown; null = whoever it finds
 */
public record OperatorRequest(boolean enforce, List<Removal> shown) {

  /** Nothing: the run goes by the configuration. */
  static final OperatorRequest NONE = new OperatorRequest(false, null);

  /** Copies the list. */
  public OperatorRequest {
    shown = shown == null ? null : List.copyOf(shown);
  }

  boolean isRelease() {
    return shown != null;
  }
}
