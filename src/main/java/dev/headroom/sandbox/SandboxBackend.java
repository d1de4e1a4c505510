package dev.headroom.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A simulated Tencent Chat backend on 127.0.0.1.
 *
 * <p>It answers the REST calls on one event loop out of the groups of its {@link SandboxApp}s. All
 * methods are safe for all threads: model, logs, faults and hooks each guard themselves. State is
 * in memory and gone with the object.
 */
public final class SandboxBackend {
  private static final Logger LOG = LoggerFactory.getLogger(SandboxBackend.class);
  private static final String HOST = "127.0.0.1";

  /** A longer answer is refused with 10018 [1047/34348]. */
  private static final int MOST_ANSWER_BYTES = 1024 * 1024;

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private final Vertx vertx;
  private final Clock clock;
  private final boolean secure;
  private final CallbackSender sender;
  private final Map<Long, SandboxApp> apps = new ConcurrentSkipListMap<>();
  private final SandboxApp firstApp;
  private final HandDoor handDoor;
  private final BreachLog breaches = new BreachLog();
  private final CallLog calls;
  private final ChatApiCalls chat = new ChatApiCalls(breaches);
  private final RequestGate gate = new RequestGate(apps, breaches);
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final List<Consumer<ChatCall>> before = new CopyOnWriteArrayList<>();
  private final List<Consumer<ChatCall>> after = new CopyOnWriteArrayList<>();
  private final AtomicLong numbers = new AtomicLong();
  private final HttpServer server;
  private volatile Duration dateOffset = Duration.ZERO;

  private SandboxBackend(Vertx vertx, SandboxOptions options) {
    this.vertx = vertx;
    this.clock = options.clock();
    this.secure = options.tls() != null;
    this.sender = new CallbackSender(vertx, clock, options.callbackPatience(), options.keep());
    this.calls = new CallLog(options.keep());
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
    this.server = vertx.createHttpServer(http).requestHandler(this::receive);
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
    faults.add(Objects.requireNonNull(fault));
    return fault;
  }

  /** Takes a fault out of force. */
  public void clear(Fault fault) {
    faults.remove(fault);
  }

  /** Takes all faults out of force; calls that hang go on hanging. */
  public void clearFaults() {
    faults.clear();
  }

  /** Sets the {@code Date} header off the clock, as if this machine's clock were wrong. */
  public void dateOffset(Duration offset) {
    dateOffset = Objects.requireNonNull(offset);
  }

  /**
   * Runs something before the effect of every admitted call, on the backend's event loop: it may
   * change groups, it must not block.
   *
   * @return takes it away again
   */
  public Runnable beforeCalls(Consumer<ChatCall> hook) {
    before.add(Objects.requireNonNull(hook));
    return () -> before.remove(hook);
  }

  /**
   * Runs something after the effect of every admitted call, before its answer; else like {@link
   * #beforeCalls}.
   */
  public Runnable afterCalls(Consumer<ChatCall> hook) {
    after.add(Objects.requireNonNull(hook));
    return () -> after.remove(hook);
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

  // One request.

  private void receive(HttpServerRequest request) {
    if (handDoor.takes(request)) {
      return;
    }
    long arrived = System.nanoTime();
    request
        .body()
        .onSuccess(body -> handle(request, body, arrived))
        .onFailure(gone -> LOG.debug("a client went away: {}", gone.getMessage()));
  }

  private void handle(HttpServerRequest request, Buffer body, long arrived) {
    ChatCall call = arrivedCall(request, arrived);
    calls.add(call);
    SandboxApp app;
    try {
      app = gate.admit(request, body, call);
    } catch (ChatError refused) {
      reply(request, call, ChatApiCalls.failure(refused.code(), refused.getMessage()));
      return;
    }
    Optional<Fault> fault = faults.stream().filter(each -> each.strikes(call)).findFirst();
    fault.ifPresent(call::fault);
    later(
        fault.map(Fault::before).orElse(Duration.ZERO), () -> carryOut(request, app, call, fault));
  }

  private ChatCall arrivedCall(HttpServerRequest request, long arrived) {
    String[] path = request.path() == null ? new String[0] : request.path().split("/", -1);
    boolean regular = path.length == 4 && path[0].isEmpty() && path[1].equals("v4");
    long sdkAppId;
    try {
      sdkAppId = Long.parseLong(String.valueOf(request.getParam("sdkappid")));
    } catch (NumberFormatException notNumber) {
      sdkAppId = 0;
    }
    return new ChatCall(
        numbers.incrementAndGet(),
        sdkAppId,
        regular ? path[2] : "",
        regular ? path[3] : "",
        clock.instant(),
        arrived);
  }

  private void carryOut(
      HttpServerRequest request, SandboxApp app, ChatCall call, Optional<Fault> fault) {
    run(before, call);
    boolean now = fault.map(Fault::hasEffectNow).orElse(true);
    JsonObject answer = now ? chat.answer(app, call) : null;
    if (fault.isPresent() && fault.get().hasLateEffect()) {
      fault
          .get()
          .effectWhen()
          .onSuccess(go -> later(fault.get().effectAfter(), () -> chat.answer(app, call)));
    }
    run(after, call);
    later(
        fault.map(Fault::after).orElse(Duration.ZERO),
        () -> {
          if (fault.isPresent()) {
            spoiled(request, call, fault.get(), answer);
          } else {
            reply(request, call, answer);
          }
        });
  }

  private void spoiled(HttpServerRequest request, ChatCall call, Fault fault, JsonObject answer) {
    switch (fault.answer()) {
      case REAL -> reply(request, call, answer);
      case OK_AT_ONCE ->
          reply(
              request,
              call,
              new JsonObject().put("ActionStatus", "OK").put("ErrorInfo", "").put("ErrorCode", 0));
      case ERROR_CODE -> reply(request, call, ChatApiCalls.failure(fault.code(), "injected fault"));
      case BAD_GATEWAY -> send(request, 502, "text/html", Buffer.buffer("<h1>Bad Gateway</h1>"));
      case HTML -> send(request, 200, "text/html", Buffer.buffer("<html>Sign in</html>"));
      case HALF_JSON ->
          send(request, 200, "application/json", Buffer.buffer("{\"ActionStatus\":\"OK\",\"Err"));
      case RESET -> drop(request);
      case NEVER -> LOG.debug("call {} hangs", call.number());
    }
  }

  private void reply(HttpServerRequest request, ChatCall call, JsonObject answer) {
    Buffer body = answer.toBuffer();
    int code = answer.getInteger("ErrorCode");
    if (body.length() > MOST_ANSWER_BYTES) {
      code = 10018;
      body = ChatApiCalls.failure(code, "the answer is longer than 1 MB").toBuffer();
    }
    call.answered(code);
    send(request, 200, "application/json", body);
  }

  private void send(HttpServerRequest request, int status, String type, Buffer body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", type)
        .putHeader("Date", HTTP_DATE.format(clock.instant().plus(dateOffset)))
        .end(body)
        .onFailure(gone -> LOG.debug("a client did not wait: {}", gone.getMessage()));
  }

  private static void drop(HttpServerRequest request) {
    request
        .connection()
        .close()
        .onFailure(gone -> LOG.debug("already closed: {}", gone.getMessage()));
  }

  private void later(Duration delay, Runnable action) {
    if (delay.isZero()) {
      action.run();
    } else {
      Handler<Long> fire = timer -> action.run();
      vertx.setTimer(Math.max(1, delay.toMillis()), fire);
    }
  }

  private static void run(List<Consumer<ChatCall>> hooks, ChatCall call) {
    for (Consumer<ChatCall> hook : hooks) {
      try {
        hook.accept(call);
      } catch (RuntimeException | AssertionError failure) {
        LOG.error("a hook failed on call={}", call, failure);
      }
    }
  }
}
