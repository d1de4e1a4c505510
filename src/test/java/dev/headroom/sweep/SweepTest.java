package dev.headroom.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatClient;
import dev.headroom.config.AppSettings;
import dev.headroom.config.ChatSettings;
import dev.headroom.config.PolicySettings;
import dev.headroom.config.PruneSettings;
import dev.headroom.config.SweepSettings;
import dev.headroom.config.SweepSettings.Act;
import dev.headroom.config.TestPolicy;
import dev.headroom.config.yaml.Secret;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.sweep.SweepBook.Standing;
import dev.headroom.sweep.SweepStatus.Finding;
import dev.headroom.sweep.SweepStatus.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The sweep")
class SweepTest {

  private static final long OTHER_APP = 1400000077L;
  private static final Duration DAY = Duration.ofDays(1);

  private final AtomicLong nanos = new AtomicLong(123);
  private final Map<String, Standing> standings = new ConcurrentHashMap<>();
  private final List<GroupKey> asked = new CopyOnWriteArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Vertx vertx;
  private SandboxBackend backend;
  private SandboxApp app;
  private Map<Long, ChatClient> chat;
  private volatile SweepSettings settings = every(Act.KNOWN);
  private volatile PruneSettings policies = policies(Mode.OBSERVE);
  private volatile boolean storeFails;
  private volatile SweepTurn turn = SweepTurn.ALONE;

  /** The ledger does not answer before. */
  private volatile Future<Void> ledgerAnswers = Future.succeededFuture();

  private Sweep sweep;
  private Context context;

  private final SweepBook book =
      new SweepBook() {
        @Override
        public Future<Map<String, Standing>> standings(long sdkAppId, List<String> groupIds) {
          return ledgerAnswers.map(now -> new HashMap<>(standings));
        }

        @Override
        public Future<Void> request(GroupKey key) {
          if (storeFails) {
            return Future.failedFuture("the store failed");
          }
          asked.add(key);
          return Future.succeededFuture();
        }
      };

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    backend = result(SandboxBackend.start(vertx));
    app = backend.app().quota(1_000_000).quotaFor("get_appid_group_list", 1_000_000);
    chat = new TreeMap<>();
    chat.put(app.sdkAppId(), client(app));
    context = vertx.getOrCreateContext();
  }

  @AfterEach
  void close() throws Exception {
    if (sweep != null) {
      sweep.stop();
    }
    for (ChatClient client : chat.values()) {
      result(client.close());
    }
    result(backend.close());
    result(vertx.close());
  }

  private ChatClient client(SandboxApp of) {
    AppSettings settings =
        new AppSettings(
            of.sdkAppId(),
            of.identifier(),
            new Secret(of.secretKey()),
            List.of(),
            true,
            URI.create(backend.url()),
            100_000,
            Map.of());
    ChatSettings timeout = new ChatSettings(Duration.ofSeconds(2));
    return new ChatClient(vertx, () -> settings, timeout, Clock.systemUTC(), meters);
  }

  private static SweepSettings every(Act act) {
    return new SweepSettings(Optional.of(DAY), act, 100);
  }

  private static PruneSettings policies(Mode mode, PruneSettings.GroupOverride... overrides) {
    return new PruneSettings(1, 1, policy(mode), List.of(overrides));
  }

  private static PolicySettings policy(Mode mode) {
    return policy(mode, 0);
  }

  private static PolicySettings policy(Mode mode, int minSeats) {
    return TestPolicy.defaults()
        .with("mode", mode)
        .with("minSeats", minSeats)
        .with("maxPerDayGroup", Optional.empty())
        .with("maxPerDayApp", Optional.empty())
        .build()
        .hashed();
  }

  private static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private SandboxGroup full(String id) {
    return full(app, id, GroupType.PUBLIC);
  }

  private static SandboxGroup full(SandboxApp of, String id, GroupType type) {
    SandboxGroup group = of.group(id, type).max(2);
    group.add("a");
    group.add("b");
    return group;
  }

  private void begin() throws Exception {
    Map<Long, ChatApi> within =
        chat.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, each -> each.getValue().within(() -> settings.share())));
    sweep =
        onContext(
            () ->
                new Sweep(
                    vertx,
                    within,
                    book,
                    turn,
                    () -> settings,
                    () -> policies,
                    Clock.systemUTC(),
                    nanos::get,
                    meters));
    tick();
  }

  private <T> T onContext(Callable<T> action) throws Exception {
    return result(
        Future.future(
            done ->
                context.runOnContext(
                    go -> {
                      try {
                        done.complete(action.call());
                      } catch (Exception e) {
                        done.fail(e);
                      }
                    })));
  }

  private void tick() throws Exception {
    onContext(
        () -> {
          sweep.tick();
          return true;
        });
  }

  private void tickAfter(Duration time) throws Exception {
    nanos.addAndGet(time.toNanos());
    tick();
  }

  private SweepStatus status() {
    return sweep.status().get(0);
  }

  private SweepStatus ended(State state) {
    await().until(() -> status().state() == state);
    return status();
  }

  private int lists() {
    return backend.calls("get_appid_group_list").size();
  }

  private List<String> looked() {
    return backend.calls("get_group_info").stream()
        .flatMap(call -> call.body().getJsonArray("GroupIdList").stream())
        .map(String.class::cast)
        .toList();
  }

  private List<String> askedGroups() {
    return asked.stream().map(GroupKey::groupId).sorted().toList();
  }

  private double gauge(String name) {
    return meters.get("headroom.sweep." + name).gauge().value();
  }

  @Test
  @DisplayName("asks for room in full groups that called before, and only lists the others")
  void known() throws Exception {
    full("called");
    full("never");
    full("running");
    app.group("room", GroupType.PUBLIC).max(3).add("a");
    standings.put("called", Standing.CALLED);
    standings.put("room", Standing.CALLED);
    standings.put("running", Standing.LOOKED_AFTER);
    begin();
    SweepStatus status = ended(State.DONE);
    assertThat(asked).containsExactly(GroupKey.of(app.sdkAppId(), "called"));
    assertThat(status.findings()).containsExactly(new Finding("never", "Public", 2, 2, false));
    assertThat(status.groups()).isEqualTo(4);
    assertThat(status.full()).isEqualTo(3);
    assertThat(status.asked()).isEqualTo(1);
    assertThat(status.lookedAfter()).isEqualTo(1);
    assertThat(status.unknown()).isEqualTo(1);
    assertThat(status.finishedAt()).isAfterOrEqualTo(status.startedAt());
    assertThat(gauge("full.unknown")).isEqualTo(1);
    assertThat(gauge("full")).isEqualTo(3);
    assertThat(gauge("groups")).isEqualTo(4);
    assertThat(gauge("running")).isZero();
    assertThat(meters.get("headroom.sweep.asked").counter().count()).isEqualTo(1);
    assertThat(backend.breaches()).isEmpty();
  }

  @Test
  @DisplayName("leaves small groups alone, which are full on purpose")
  void small() throws Exception {
    settings = every(Act.ALL);
    policies = new PruneSettings(1, 1, policy(Mode.ENFORCE, 3), List.of());
    full("small");
    app.group("large", GroupType.PUBLIC).max(3).add(3, "m", (member, i) -> {});
    begin();
    assertThat(ended(State.DONE).full()).isEqualTo(1);
    assertThat(askedGroups()).containsExactly("large");
  }

  @Test
  @DisplayName("asks for room in groups that never called when act is all")
  void all() throws Exception {
    settings = every(Act.ALL);
    full("called");
    full("never");
    standings.put("called", Standing.CALLED);
    begin();
    assertThat(ended(State.DONE).findings()).isEmpty();
    assertThat(askedGroups()).containsExactly("called", "never");
  }

  @Test
  @DisplayName("asks for nothing when act is report")
  void report() throws Exception {
    settings = every(Act.REPORT);
    full("called");
    full("never");
    standings.put("called", Standing.CALLED);
    begin();
    assertThat(ended(State.DONE).findings())
        .containsExactlyInAnyOrder(
            new Finding("called", "Public", 2, 2, true),
            new Finding("never", "Public", 2, 2, false));
    assertThat(asked).isEmpty();
  }

  @Test
  @DisplayName("leaves out what no run could prune: Communities, live rooms, groups switched off")
  void skips() throws Exception {
    settings = every(Act.ALL);
    full(app, "@TGS#_community", GroupType.COMMUNITY);
    app.group("live", GroupType.AV_CHAT_ROOM);
    full("off-1");
    full(app, "meeting", GroupType.CHAT_ROOM);
    full(app, "work", GroupType.PRIVATE);
    policies =
        policies(
            Mode.OFF,
            new PruneSettings.GroupOverride(Pattern.compile("off.*"), null, null, policy(Mode.OFF)),
            new PruneSettings.GroupOverride(null, "ChatRoom", null, policy(Mode.OFF)),
            new PruneSettings.GroupOverride(null, null, null, policy(Mode.OBSERVE)));
    begin();
    ended(State.DONE);
    assertThat(askedGroups()).containsExactly("work");
    assertThat(looked()).containsExactlyInAnyOrder("live", "meeting", "work");
  }

  @Test
  @DisplayName("makes no call while everything is switched off, or the sweep itself is")
  void off() throws Exception {
    full("g");
    policies = policies(Mode.OFF);
    begin();
    settings = new SweepSettings(Optional.empty(), Act.KNOWN, 100);
    policies = policies(Mode.OBSERVE);
    tickAfter(DAY);
    assertThat(lists()).isZero();
    assertThat(status()).isEqualTo(SweepStatus.none(app.sdkAppId()));
    settings = every(Act.KNOWN);
    tick();
    ended(State.DONE);
    assertThat(lists()).isEqualTo(1);
  }

  @Test
  @DisplayName("looks at all groups, 50 at a time, over several pages of the list")
  void pages() throws Exception {
    int count = ChatApi.GROUPS_LIMIT / 2 + 7;
    for (int i = 0; i < count; i++) {
      full("g" + i);
    }
    settings = every(Act.REPORT);
    begin();
    SweepStatus status = ended(State.DONE);
    assertThat(status.full()).isEqualTo(count);
    assertThat(status.findings()).hasSize(SweepStatus.LIST_LIMIT);
    assertThat(lists()).isEqualTo(2);
    assertThat(backend.calls("get_group_info")).hasSize(count / 50 + 1);
    assertThat(backend.breaches()).isEmpty();
  }

  @Test
  @DisplayName("begins again when its time has come, never twice at a time")
  void every() throws Exception {
    full("g");
    Promise<Void> answer = Promise.promise();
    ledgerAnswers = answer.future();
    begin();
    await().until(() -> lists() == 1);
    tickAfter(DAY);
    assertThat(status().state()).isEqualTo(State.RUNNING);
    assertThat(gauge("running")).isEqualTo(1);
    answer.complete();
    ended(State.DONE);
    assertThat(lists()).isEqualTo(1);
    tick();
    await().until(() -> lists() == 2 && status().state() == State.DONE);
    tickAfter(DAY.minusNanos(1));
    assertThat(status().state()).isEqualTo(State.DONE);
    tickAfter(Duration.ofNanos(1));
    await().until(() -> lists() == 3 && status().state() == State.DONE);
  }

  @Test
  @DisplayName("looks a minute after a refused callback, whose group counts as one that called")
  void refused() throws Exception {
    full("lost");
    begin();
    ended(State.DONE);
    assertThat(asked).isEmpty();
    sweep.refused(GroupKey.of(app.sdkAppId(), "lost"));
    nanos.addAndGet(Duration.ofSeconds(50).toNanos());
    sweep.refused(GroupKey.of(app.sdkAppId(), "lost"));
    sweep.refused(new GroupKey(app.sdkAppId(), "lost", "lost@TOPIC#_1"));
    sweep.refused(GroupKey.of(1, "not ours"));
    tickAfter(Duration.ofSeconds(9));
    assertThat(status().state()).isEqualTo(State.DONE);
    tickAfter(Duration.ofSeconds(1));
    await().until(() -> asked.size() == 1);
    ended(State.DONE);
    tickAfter(Duration.ofMinutes(1));
    assertThat(lists()).isEqualTo(2);
  }

  @Test
  @DisplayName("remembers refused callbacks until a sweep could ask for their groups")
  void refusedAgain() throws Exception {
    full("lost");
    begin();
    ended(State.DONE);
    storeFails = true;
    sweep.refused(GroupKey.of(app.sdkAppId(), "lost"));
    tickAfter(Duration.ofMinutes(1));
    assertThat(ended(State.FAILED).failure()).isEqualTo("the store failed");
    storeFails = false;
    tickAfter(Duration.ofMinutes(10));
    ended(State.DONE);
    assertThat(askedGroups()).containsExactly("lost");
  }

  @Test
  @DisplayName("an app that fails is left alone for ten minutes, the others are not kept waiting")
  void sickApp() throws Exception {
    SandboxApp other = backend.addApp(OTHER_APP, "administrator", "other-key");
    other.quotaFor("get_appid_group_list", 1_000_000);
    chat.put(OTHER_APP, client(other));
    full("g");
    full(other, "h", GroupType.PUBLIC);
    settings = every(Act.ALL);
    Fault sick = backend.inject(Fault.hang().onApp(app.sdkAppId()));
    begin();
    await().until(() -> asked.size() == 1);
    assertThat(asked).containsExactly(GroupKey.of(OTHER_APP, "h"));
    assertThat(status().state()).isEqualTo(State.RUNNING);
    assertThat(ended(State.FAILED).failure()).contains("get_appid_group_list");
    int calls = lists();
    backend.clear(sick);
    tickAfter(Duration.ofMinutes(10).minusNanos(1));
    assertThat(lists()).isEqualTo(calls);
    tickAfter(Duration.ofNanos(1));
    ended(State.DONE);
    assertThat(asked).hasSize(2);
    assertThat(
            meters.get("headroom.sweep.ended").tags("end", "failed").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum())
        .isEqualTo(1);
  }

  @Test
  @DisplayName("groups that cannot be read are counted, and keep nobody from the rest")
  void unread() throws Exception {
    for (int i = 0; i < 60; i++) {
      full("g" + i);
    }
    backend.inject(Fault.errorCode(10004).onApi("get_group_info").onGroup("g7"));
    full("gone").disband();
    settings = every(Act.ALL);
    begin();
    SweepStatus status = ended(State.DONE);
    assertThat(status.unread()).isEqualTo(50);
    assertThat(asked).hasSize(10);
  }

  @Test
  @DisplayName("makes no further call after it was closed")
  void closed() throws Exception {
    for (int i = 0; i < 200; i++) {
      full("g" + i);
    }
    backend.inject(Fault.slowAfter(Duration.ofMillis(200)).onApi("get_group_info"));
    backend.afterCalls(
        call -> {
          if (call.api().equals("get_group_info")) {
            sweep.stop();
          }
        });
    begin();
    await().until(() -> status().state() == State.FAILED);
    assertThat(backend.calls("get_group_info")).hasSize(1);
    tickAfter(DAY);
    assertThat(lists()).isEqualTo(1);
  }

  /** A turn that can be another's; keeps what is told. */
  private static final class OneTurn implements SweepTurn {
    private final List<State> told = new CopyOnWriteArrayList<>();
    private volatile boolean isOurs;

    @Override
    public Future<Boolean> take(long sdkAppId, Duration every) {
      return Future.succeededFuture(isOurs);
    }

    @Override
    public Future<Void> tell(SweepStatus status) {
      told.add(status.state());
      return Future.failedFuture("the store failed");
    }

    @Override
    public Future<Void> giveBack(SweepStatus last) {
      told.add(last.state());
      return Future.succeededFuture();
    }
  }

  @Test
  @DisplayName("by hand begins only if no other process searches, and the others are told")
  void turns() throws Exception {
    settings = new SweepSettings(Optional.empty(), Act.REPORT, 100);
    OneTurn one = new OneTurn();
    turn = one;
    full("g");
    begin();

    assertThat(result(sweep.begin(null, null))).as("another one searches").isZero();
    assertThat(lists()).isZero();
    assertThat(one.told).isEmpty();

    one.isOurs = true;
    assertThat(result(sweep.begin(null, null))).isEqualTo(1);
    assertThat(ended(State.DONE).full()).isEqualTo(1);
    assertThat(one.told).first().isEqualTo(State.RUNNING);
    assertThat(one.told).last().isEqualTo(State.DONE);
  }

  @Test
  @DisplayName("tells of its progress at each tick")
  void progress() throws Exception {
    OneTurn one = new OneTurn();
    one.isOurs = true;
    turn = one;
    full("g");
    Fault slow = backend.inject(Fault.slowBefore(Duration.ofSeconds(20)));
    begin();
    await().until(() -> status().state() == State.RUNNING);
    int before = one.told.size();
    tick();
    assertThat(one.told).hasSize(before + 1);
    backend.clear(slow);
  }
}
