package dev.headroom.chat;

import dev.headroom.config.AppSettings;
import dev.headroom.config.ChatSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/** The real client, which tries a call again at once where others wait a moment. */
public final class QuickClient {

  private QuickClient() {}

  /** A client of that app. */
  public static ChatClient of(
      Vertx vertx,
      Supplier<AppSettings> app,
      ChatSettings chat,
      Clock clock,
      MeterRegistry metrics) {
    Repeats repeats = new Repeats(Duration.ofMillis(1), chat.timeout(), () -> 0.5);
    return new ChatClient(vertx, app, chat, clock, metrics, repeats);
  }
}
