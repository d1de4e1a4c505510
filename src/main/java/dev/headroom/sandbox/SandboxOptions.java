package dev.headroom.sandbox;

import io.vertx.core.net.KeyCertOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a {@link SandboxBackend} is started. What can change while it runs is set on the {@link
 * SandboxApp} instead. Not safe for several threads; read once at the start.
 */
public final class SandboxOptions {
  /** The app that a backend has when none was asked for. */
  public static final long DEFAULT_SDK_APP_ID = 1400000000L;

  /** The administrator of that app. */
  public static final String DEFAULT_IDENTIFIER = "administrator";

  /** The key of that app: the public one of Tencent's own unit test, worth nothing. */
  public static final String DEFAULT_SECRET_KEY =
      "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";

  record AppKey(long sdkAppId, String identifier, String secretKey) {
    @Override
    public String toString() {
      return "app " + sdkAppId;
    }
  }

  private final List<AppKey> apps = new ArrayList<>();
  private int port;
  private Clock clock = Clock.systemUTC();
  private KeyCertOptions tls;
  private Duration callbackPatience = Duration.ofSeconds(2);
  private int keep = 100_000;

  /** One default app, a free port, plain HTTP, the clock of the machine. */
  public SandboxOptions() {}

  /** Adds an app; the first one takes the place of the default app. */
  public SandboxOptions app(long sdkAppId, String identifier, String secretKey) {
    apps.add(
        new AppKey(
            sdkAppId, Objects.requireNonNull(identifier), Objects.requireNonNull(secretKey)));
    return this;
  }

  /** TCP port on 127.0.0.1; 0, the default, takes a free one. */
  public SandboxOptions port(int newPort) {
    port = newPort;
    return this;
  }

  /** Stamps JoinTime, LastSendMsgTime, RequestTime, EventTime and the {@code Date} of answers. */
  public SandboxOptions clock(Clock newClock) {
    clock = Objects.requireNonNull(newClock);
    return this;
  }

  /** Serves HTTPS with this key and certificate instead of HTTP. */
  public SandboxOptions tls(KeyCertOptions keyAndCertificate) {
    tls = Objects.requireNonNull(keyAndCertificate);
    return this;
  }

  /** How long a callback waits for its answer; Tencent's 2 s unless set. */
  public SandboxOptions callbackPatience(Duration patience) {
    callbackPatience = Objects.requireNonNull(patience);
    return this;
  }

  /** How many calls, and how many callback replies, are kept; older ones are forgotten. */
  public SandboxOptions keep(int calls) {
    if (calls < 1) {
      throw new IllegalArgumentException("keep must be at least 1, not " + calls);
    }
    keep = calls;
    return this;
  }

  List<AppKey> apps() {
    return apps.isEmpty()
        ? List.of(new AppKey(DEFAULT_SDK_APP_ID, DEFAULT_IDENTIFIER, DEFAULT_SECRET_KEY))
        : List.copyOf(apps);
  }

  int port() {
    return port;
  }

  Clock clock() {
    return clock;
  }

  KeyCertOptions tls() {
    return tls;
  }

  Duration callbackPatience() {
    return callbackPatience;
  }

  int keep() {
    return keep;
  }
}
