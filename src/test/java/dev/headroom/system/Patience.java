package dev.headroom.system;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long tests wait for what must come, wherever they name no time of their own: so long that a
 * machine which stands still for seconds is not taken for a mistake. Registered for all classes of
 * JUnit Jupiter, see {@code junit-platform.properties}.
 */
public final class Patience implements BeforeAllCallback {

  private static final Duration LONG = Duration.ofMinutes(1);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(LONG);
  }
}
