package dev.headroom.config;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings in force. Whoever asks each time gets those of the moment; asking costs a volatile
 * read. Whoever must do something at a change listens. Safe for all threads.
 */
public final class CurrentSettings implements Supplier<Settings> {

  private static final Logger LOG = LoggerFactory.getLogger(CurrentSettings.class);

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile Settings settings;

  /** Told of a change, after it has happened, on the thread that made it: it must not block. */
  @FunctionalInterface
  public interface Listener {
    /** The settings were those and are these now. */
    void changed(Settings before, Settings now);
  }

  /** Begins with these. */
  public CurrentSettings(Settings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  @Override
  public Settings get() {
    return settings;
  }

  /** Tells the listener of changes from now on. */
  public void listen(Listener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  /** Tells the listener no more. */
  public void forget(Listener listener) {
    listeners.remove(listener);
  }

  /** Puts others in force. One listener that fails does not keep the change from the rest. */
  public synchronized void replace(Settings others) {
    Settings before = settings;
    settings = Objects.requireNonNull(others, "others");
    for (Listener listener : listeners) {
      try {
        listener.changed(before, others);
      } catch (RuntimeException e) {
        LOG.error("a change of the configuration was not taken up everywhere", e);
      }
    }
  }
}
