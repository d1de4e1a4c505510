package dev.headroom.manage.api;

import dev.headroom.event.Addresses;
import dev.headroom.event.GroupFull;
import dev.headroom.ledger.ActionLog;
import dev.headroom.ledger.GroupHistory;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.Resource;
import dev.headroom.manage.RouteMethods;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live feed: server-sent events of full groups, ended runs and what people did. Runs and
 * actions have ids, and a reader that was away is told what it missed; it may be told of one twice.
 * Full groups are bundled a few times a second. Used on one context, that of its verticle.
 */
public final class Feed implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final Pattern ID = Pattern.compile("([0-9]{1,15})\\..{1,100}");

  private static final int MOST_CLIENTS = 100;
  private static final int MOST_REPLAYED = 200;
  private static final int MOST_GROUPS = 50;
  private static final long FULL_MILLIS = 250;
  private static final long ACTIONS_MILLIS = 1_000;
  private static final long BEAT_MILLIS = 15_000;

  /** Nodes' clocks differ, and a run is told a little after it has ended. */
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  private final Store store;
  private final Clock clock;
  private final Set<FeedClient> clients = new LinkedHashSet<>();
  private final Map<String, JsonObject> full = new LinkedHashMap<>();
  private final Set<String> toldActions = new LinkedHashSet<>();
  private final List<MessageConsumer<?>> consumers = new ArrayList<>();
  private final List<Long> timers = new ArrayList<>();
  private boolean asking;

  /** Tells what the bus knows, and again what that database knows. */
  public Feed(Store store, Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public void mount(Router router) {
    RouteMethods.get(router, "/api/events", this::serve);
  }

  @Override
  public void open(Vertx vertx) {
    consumers.add(vertx.eventBus().<String>consumer(Addresses.GROUP_FULL, this::full));
    consumers.add(
        vertx
            .eventBus()
            .<JsonObject>consumer(
                Addresses.GROUP_PRUNED, message -> tell(FeedEvent.run(message.body()))));
    timers.add(vertx.setPeriodic(FULL_MILLIS, id -> flushFull()));
    timers.add(vertx.setPeriodic(ACTIONS_MILLIS, id -> askActions()));
    timers.add(
        vertx.setPeriodic(BEAT_MILLIS, id -> List.copyOf(clients).forEach(FeedClient::beat)));
  }

  @Override
  public Future<Void> close(Vertx vertx) {
    timers.forEach(vertx::cancelTimer);
    List.copyOf(clients).forEach(FeedClient::end);
    clients.clear();
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList()).mapEmpty();
  }

  /** Answers with a stream that lasts until one side has enough. */
  private void serve(RoutingContext context) {
    if (clients.size() >= MOST_CLIENTS) {
      throw new Refusal(
          503, "too-many-readers", "too many read the live feed", "close some, then try again");
    }
    HttpServerResponse response =
        context
            .response()
            .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
            .putHeader("X-Accel-Buffering", "no")
            .setChunked(true);
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.end().onFailure(gone -> LOG.debug("a reader had gone: {}", gone.toString()));
      return;
    }
    FeedClient client = new FeedClient(response);
    response.closeHandler(closed -> clients.remove(client));
    response.endHandler(ended -> clients.remove(client));
    response.exceptionHandler(gone -> clients.remove(client));
    clients.add(client);
    client.beat();
    replay(context.request().getHeader(LAST_EVENT_ID))
        .onComplete(
            missed -> client.release(missed.stream().map(FeedEvent::encode).toList()),
            failure -> {
              LOG.warn("what a reader of the live feed missed could not be read", failure);
              client.end();
            });
  }

  private Future<List<FeedEvent>> replay(String lastEventId) {
    Matcher id = ID.matcher(lastEventId == null ? "" : lastEventId);
    if (!id.matches()) {
      return Future.succeededFuture(List.of());
    }
    Instant from = Instant.ofEpochMilli(Long.parseLong(id.group(1))).minus(OVERLAP);
    return store
        .read(session -> past(session, from))
        .map(events -> events.stream().filter(e -> !lastEventId.equals(e.id())).toList());
  }

  /** Runs that ended, and what people did, the oldest first. */
  private static List<FeedEvent> past(Session session, Instant from) throws SQLException {
    return Stream.concat(
            GroupHistory.ended(session, from.toEpochMilli(), MOST_REPLAYED).stream()
                .map(run -> FeedEvent.run(run.toJson())),
            actions(session, from).stream())
        .sorted(Comparator.comparing(FeedEvent::at))
        .toList();
  }

  /** What people did, the oldest first; of too much the newest is told. */
  private static List<FeedEvent> actions(Session session, Instant from) throws SQLException {
    return ActionLog.list(session, Long.MAX_VALUE, "", MOST_REPLAYED).stream()
        .filter(action -> !action.at().isBefore(from))
        .map(FeedEvent::action)
        .sorted(Comparator.comparing(FeedEvent::at))
        .toList();
  }

  private void tell(FeedEvent event) {
    if (!clients.isEmpty()) {
      String text = event.encode();
      List.copyOf(clients).forEach(client -> client.tell(text, event.id() != null));
    }
  }

  private void full(Message<String> message) {
    MultiMap headers = message.headers();
    if (clients.isEmpty() || GroupFull.isForeign(headers)) {
      return;
    }
    String app = headers.get(GroupFull.SDK_APP_ID);
    String key = app + " " + message.body();
    JsonObject before = full.get(key);
    if (before == null && full.size() >= MOST_GROUPS) {
      return;
    }
    long callbacks = Long.parseLong(headers.get(GroupFull.CALLBACKS));
    full.put(
        key,
        new JsonObject()
            .put("sdkAppId", Long.parseLong(app))
            .put("groupId", message.body())
            .put("callbacks", callbacks + (before == null ? 0 : before.getLong("callbacks")))
            .put("receivedAt", headers.get(GroupFull.RECEIVED_AT))
            .put("node", headers.get(GroupFull.NODE)));
  }

  private void flushFull() {
    full.values().forEach(data -> tell(FeedEvent.full(data)));
    full.clear();
  }

  /** People act on any node; what they did is in the database and on no bus. */
  private void askActions() {
    if (clients.isEmpty() || asking) {
      return;
    }
    asking = true;
    Instant from = clock.instant().minus(OVERLAP);
    store
        .read(session -> actions(session, from))
        .onComplete(
            actions -> {
              asking = false;
              List<String> ids = actions.stream().map(FeedEvent::id).toList();
              actions.stream().filter(a -> !toldActions.contains(a.id())).forEach(this::tell);
              toldActions.retainAll(ids);
              toldActions.addAll(ids);
            },
            failure -> {
              asking = false;
              LOG.debug("the actions could not be read: {}", failure.toString());
            });
  }
}
