package dev.headroom.sandbox;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in the REST calls: lets each in or refuses it, carries it out, and answers, all as the
 * faults in force want it. Runs on the backend's event loop; what is set, may be set by any thread.
 */
final class CallHandler implements Handler<HttpServerRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(CallHandler.class);

  /** A longer answer is refused with 10018 [1047/34348]. */
  private static final int MOST_ANSWER_BYTES = 1024 * 1024;

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private final Vertx vertx;
  private final Clock clock;
  private final Recent<ChatCall> calls;
  private final ChatApiCalls chat;
  private final RequestGate gate;
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final List<Consumer<ChatCall>> before = new CopyOnWriteArrayList<>();
  private final List<Consumer<ChatCall>> after = new CopyOnWriteArrayList<>();
  private final AtomicLong numbers = new AtomicLong();
  private volatile Duration dateOffset = Duration.ZERO;

  CallHandler(
      Vertx vertx,
      Clock clock,
      Map<Long, SandboxApp> apps,
      Recent<ChatCall> calls,
      BreachLog breaches) {
    this.vertx = vertx;
    this.clock = clock;
    this.calls = calls;
    this.chat = new ChatApiCalls(breaches);
    this.gate = new RequestGate(apps, breaches);
  }

  /** Of several that fit a call the first strikes. */
  List<Fault> faults() {
    return faults;
  }

  /** Run before the effect of every admitted call. */
  List<Consumer<ChatCall>> before() {
    return before;
  }

  /** Run after the effect of every admitted call, before its answer. */
  List<Consumer<ChatCall>> after() {
    return after;
  }

  /** How far the {@code Date} of answers is off the clock. */
  void dateOffset(Duration offset) {
    dateOffset = offset;
  }

  @Override
  public void handle(HttpServerRequest request) {
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
