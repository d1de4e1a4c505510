package dev.headroom.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/**
 * A simulated Tencent Chat backend on 127.0.0.1.
 *
 * <p>It answers the REST calls on one event loop out of the groups of its {@link SandboxApp}s. All
 * methods are safe for all threads: model, logs, faults and hooks each guard themselves. State is
 * in memory and gone with the object.
 */
public final class SandboxBackend {
  private static final String HOST = "127.0.0.1";

  private final Clock clock;
  private final boolean secure;
  private final CallbackSender sender;
  private final Map<Long, SandboxApp> apps = new ConcurrentSkipListMap<>();
  private final SandboxApp firstApp;
  private final HandDoor handDoor;
  private final BreachLog breaches = new BreachLog();
  private final Recent<ChatCall> calls;
  private final CallHandler handler;
  private final HttpServer server;

  private SandboxBackend(Vertx vertx, SandboxOptions options) {
    this.clock = options.clock();
    this.secure = options.tls() != null;
    this.sender = new CallbackSender(vertx, clock, options.callbackPatience(), options.keep());
    this.calls = new Recent<>(options.keep());
    this.handler = new CallHandler(vertx, clock, apps, calls, breaches);
    options.apps().forEach(key -> apps.put(key.sdkAppId(), new SandboxApp(key, clock, sender)));
    this.firstApp = apps.get(options.apps().get(0).sdkAppId());
    this.handDoor = new HandDoor(firstApp);
    HttpServerOptions http =
        new HttpServerOptions()
            .setHost(HOST)
            .setPort(options.port())
            .setHttp2ClearTextEnabled(false);
    if (secure) {
      http.setSsl(true).setKeyCertOptions(options.tls());
    }
    this.server =
        vertx
            .createHttpServer(http)
            .requestHandler(
                request -> {
                  if (!handDoor.takes(request)) {
                    handler.handle(request);
                  }
                });
  }

  /** Starts a backend with one default app on a free port. */
  public static Future<SandboxBackend> start(Vertx vertx) {
    return start(vertx, new SandboxOptions());
  }

  /** Starts a backend; fails if the port is taken. */
  public static Future<SandboxBackend> start(Vertx vertx, SandboxOptions options) {
    SandboxBackend backend =
        new SandboxBackend(Objects.requireNonNull(vertx), Objects.requireNonNull(options));
    return backend
        .server
        .listen()
        .map(backend)
        .recover(
            failure -> backend.sender.close().transform(closed -> Future.failedFuture(failure)));
  }

  /** Closes the port and all connections. */
  public Future<Void> close() {
    return Future.join(server.close(), sender.close()).mapEmpty();
  }

  /** The TCP port in use. */
  public int port() {
    return server.actualPort();
  }

  /** What a client takes for the domain, e.g. {@code http://127.0.0.1:40123}. */
  public String url() {
    return (secure ? "https://localhost:" : "http://" + HOST + ":") + port();
  }

  // Apps.

  /** The first app. */
  public SandboxApp app() {
    return firstApp;
  }

  /**
   * The app with this number.
   *
   * @throws IllegalArgumentException if there is none
   */
  public SandboxApp app(long sdkAppId) {
    SandboxApp app = apps.get(sdkAppId);
    if (app == null) {
      throw new IllegalArgumentException("There is no app " + sdkAppId + "; add it first.");
    }
    return app;
  }

  /** All apps by their numbers. */
  public Collection<SandboxApp> apps() {
    return List.copyOf(apps.values());
  }

  /** Adds an app while the backend runs; takes the place of one with the same number. */
  public SandboxApp addApp(long sdkAppId, String identifier, String secretKey) {
    SandboxApp app =
        new SandboxApp(new SandboxOptions.AppKey(sdkAppId, identifier, secretKey), clock, sender);
    apps.put(sdkAppId, app);
    return app;
  }

  // What goes wrong.

  /** Puts a fault in force. Of several that fit a call the one injected first strikes. */
  public Fault inject(Fault fault) {
    handler.faults().add(Objects.requireNonNull(fault));
    return fault;
  }

  /** Takes a fault out of force. */
  public void clear(Fault fault) {
    handler.faults().remove(fault);
  }

  /** Takes all faults out of force; calls that hang go on hanging. */
  public void clearFaults() {
    handler.faults().clear();
  }

  /** Sets the {@code Date} header off the clock, as if this machine's clock were wrong. */
  public void dateOffset(Duration offset) {
    handler.dateOffset(Objects.requireNonNull(offset));
  }

  /**
   * Runs something before the effect of every admitted call, on the backend's event loop: it may
   * change groups, it must not block.
   *
   * @return takes it away again
   */
  public Runnable beforeCalls(Consumer<ChatCall> hook) {
    handler.before().add(Objects.requireNonNull(hook));
    return () -> handler.before().remove(hook);
  }

  /**
   * Runs something after the effect of every admitted call, before its answer; else like {@link
   * #beforeCalls}.
   */
  public Runnable afterCalls(Consumer<ChatCall> hook) {
    handler.after().add(Objects.requireNonNull(hook));
    return () -> handler.after().remove(hook);
  }

  /**
   * Tells of every {@code POST /sandbox/join?group=…&account=…}, by which a person makes somebody
   * try to join a group of the first app. Told on the backend's event loop, which must not be
   * blocked.
   */
  public void onJoinByHand(Consumer<HandJoin> listener) {
    handDoor.onJoin(Objects.requireNonNull(listener));
  }

  // What was seen.

  /** All calls in order of arrival. */
  public List<ChatCall> calls() {
    return calls.all();
  }

  /** The calls of one API in order of arrival. */
  public List<ChatCall> calls(String api) {
    return calls.all().stream().filter(call -> call.api().equals(api)).toList();
  }

  /** Forgets the calls so far; numbers go on. */
  public void clearCalls() {
    calls.clear();
  }

  /** Every breach so far, up to the first ten thousand. */
  public List<Breach> breaches() {
    return breaches.all();
  }

  /** Forgets the breaches so far. */
  public void clearBreaches() {
    breaches.clear();
  }

  /** What became of each callback, in order of the replies. */
  public List<CallbackReply> callbackReplies() {
    return sender.replies();
  }

  /** Callbacks without a 200 and a JSON body within two seconds. */
  public long failedCallbacks() {
    return sender.failures();
  }

  /** Forgets the callback replies so far. */
  public void clearCallbackReplies() {
    sender.clear();
  }
}
