package dev.headroom.manage.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A reader of the live feed")
class FeedClientTest {

  private static final String LONG = "x".repeat(10_000);

  private final List<String> written = new ArrayList<>();
  private int room;
  private boolean ended;
  private Handler<Void> drained;

  private final FeedClient client = new FeedClient(response());

  /** Takes as much as there is room for. */
  private HttpServerResponse response() {
    return (HttpServerResponse)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpServerResponse.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "drainHandler" -> {
                    drained = handler(arguments[0]);
                    yield proxy;
                  }
                  case "writeQueueFull" -> room <= 0;
                  case "write" -> {
                    written.add((String) arguments[0]);
                    room--;
                    yield Future.succeededFuture();
                  }
                  case "end" -> {
                    ended = true;
                    yield Future.succeededFuture();
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @SuppressWarnings("unchecked")
  private static Handler<Void> handler(Object handler) {
    return (Handler<Void>) handler;
  }

  private void take(int more) {
    room = more;
    drained.handle(null);
  }

  @Test
  @DisplayName("is told the past before the news, and no faster than it reads")
  void inOrder() {
    room = 1;
    client.tell("news 1", true);
    client.tell("news 2", true);
    assertThat(written).isEmpty();
    client.release(List.of("past 1", "past 2"));
    assertThat(written).containsExactly("past 1");
    take(2);
    assertThat(written).containsExactly("past 1", "past 2", "news 1");
    client.tell("news 3", true);
    take(5);
    client.tell("news 4", true);
    assertThat(written).containsExactly("past 1", "past 2", "news 1", "news 2", "news 3", "news 4");
  }

  @Test
  @DisplayName("is cut off when too many characters wait, however few events that are")
  void slow() {
    client.release(List.of());
    for (int i = 0; i < FeedClient.MOST_WAITING / LONG.length(); i++) {
      client.tell(LONG, true);
    }
    assertThat(ended).isFalse();
    client.tell("a group is full", false);
    client.tell(LONG, false);
    assertThat(ended).isFalse();
    client.tell(LONG, true);
    assertThat(ended).isTrue();
    client.tell("later", true);
    take(1_000);
    assertThat(written).isEmpty();
  }

  @Test
  @DisplayName("has all its room again once it has read what waited")
  void recovered() {
    client.release(List.of());
    int most = FeedClient.MOST_WAITING / LONG.length();
    for (int round = 0; round < 3; round++) {
      IntStream.range(0, most).forEach(i -> client.tell(LONG, true));
      take(most);
      room = 0;
    }
    assertThat(ended).isFalse();
    assertThat(written).hasSize(3 * most);
  }

  @Test
  @DisplayName("is told the newest of a long past, with room left for news")
  void longPast() {
    int all = 3 * FeedClient.MOST_PAST / LONG.length();
    List<String> past = IntStream.range(0, all).mapToObj(i -> "%05d".formatted(i) + LONG).toList();
    client.release(past);
    client.tell("news", true);
    take(all);
    assertThat(ended).isFalse();
    assertThat(written.stream().mapToInt(String::length).sum())
        .isBetween(FeedClient.MOST_PAST - 2 * LONG.length(), FeedClient.MOST_PAST + 100);
    assertThat(written.get(written.size() - 2)).isEqualTo(past.get(all - 1));
    assertThat(written.get(0)).isEqualTo(past.get(all - written.size() + 1));
  }
}
