package dev.headroom.callback;

import dev.headroom.callback.CallbackRecord.Last;
import dev.headroom.callback.CallbackRecord.ProbeSeen;
import dev.headroom.callback.CallbackRecord.Refusal;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What one instance of the callback port has seen. Written by its event loop alone, read by all
 * threads: an accepted callback costs two plain stores.
 */
final class CallbackTally {

  private static final int REPLIES = CallbackReply.values().length;

  private final long[] apps;

  /** By app and reply; the place after the last app is for those without one. */
  private final AtomicLongArray counts;

  /** By app: milliseconds since 1970 of the last accepted callback, which is of one command. */
  private final AtomicLongArray lastFull;

  /** By app: the last of any other command. */
  private final AtomicReferenceArray<Last> lastOther;

  private final Ring<Refusal> refusals = new Ring<>();
  private final Ring<ProbeSeen> probes = new Ring<>();

  CallbackTally(long[] apps) {
    this.apps = apps;
    this.counts = new AtomicLongArray((apps.length + 1) * REPLIES);
    this.lastFull = new AtomicLongArray(apps.length);
    this.lastOther = new AtomicReferenceArray<>(apps.length);
  }

  /**
   * A callback was answered.
   *
   * @param query what it says of itself, or null if that was not read
   * @param receivedAt when it came
   */
  void replied(
      CallbackReply reply, CallbackQuery query, HttpServerRequest request, Instant receivedAt) {
    long app = query == null ? CallbackQuery.NO_APP : query.sdkAppId();
    int index = index(app);
    int place = index * REPLIES + reply.ordinal();
    counts.lazySet(place, counts.getPlain(place) + 1);
    switch (reply) {
      case ACCEPTED -> lastFull.lazySet(index, receivedAt.toEpochMilli());
      case IGNORED, ALERT -> {
        String command = CallbackChecks.printable(query.command());
        lastOther.lazySet(index, new Last(receivedAt, command));
        Optional.ofNullable(command)
            .flatMap(Probe::of)
            .map(probe -> new ProbeSeen(receivedAt, probe.id(), app, address(request)))
            .ifPresent(probes::add);
      }
      default -> refusals.add(refusal(reply, query, request, receivedAt));
    }
  }

  private Refusal refusal(
      CallbackReply reply, CallbackQuery query, HttpServerRequest request, Instant receivedAt) {
    boolean isServed = query != null && index(query.sdkAppId()) < apps.length;
    return new Refusal(
        receivedAt,
        isServed ? query.sdkAppId() : null,
        reply.status(),
        reply.result(),
        CallbackCause.of(reply, String.valueOf(request.method()), query, receivedAt),
        address(request),
        path(request.uri()));
  }

  private static String address(HttpServerRequest request) {
    return request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
  }

  /** Without the query, which holds the signature; null when it cannot be shown. */
  private static String path(String uri) {
    int end = uri == null ? -1 : uri.indexOf('?');
    return CallbackChecks.printable(end < 0 ? uri : uri.substring(0, end));
  }

  /** The last callbacks of the app that were rightly signed. */
  Stream<Last> last(long app) {
    int index = index(app);
    long full = lastFull.get(index);
    Stream<Last> accepted =
        full == 0
            ? Stream.empty()
            : Stream.of(new Last(Instant.ofEpochMilli(full), CallbackChecks.GROUP_FULL));
    return Stream.concat(accepted, Stream.ofNullable(lastOther.get(index)));
  }

  /** How often that was replied to callbacks of the app; any that is not served: of none. */
  long count(long app, CallbackReply reply) {
    return counts.get(index(app) * REPLIES + reply.ordinal());
  }

  Stream<Refusal> refusals() {
    return refusals.all();
  }

  Stream<ProbeSeen> probes() {
    return probes.all();
  }

  private int index(long app) {
    for (int i = 0; i < apps.length; i++) {
      if (apps[i] == app) {
        return i;
      }
    }
    return apps.length;
  }

  /** The last few of what is added by one thread. */
  private static final class Ring<T> {

    private final AtomicReferenceArray<T> items = new AtomicReferenceArray<>(CallbackRecord.KEPT);
    private int next;

    void add(T item) {
      items.lazySet(next, item);
      next = (next + 1) % CallbackRecord.KEPT;
    }

    Stream<T> all() {
      return IntStream.range(0, CallbackRecord.KEPT).mapToObj(items::get).filter(Objects::nonNull);
    }
  }
}
