package dev.headroom.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.headroom.chat.ChatApi.Deadline;
import dev.headroom.chat.ChatApi.Returning;
import dev.headroom.chat.ChatException.Kind;
import dev.headroom.config.AppSettings;
import dev.headroom.config.ChatSettings;
import dev.headroom.config.yaml.Secret;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.Presence;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.sandbox.SandboxOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatClientTest {

  private static final long APP = SandboxOptions.DEFAULT_SDK_APP_ID;
  private static final String DELETE = "delete_group_member";
  private static final Instant LONG_AGO = Instant.parse("2024-05-06T07:08:09Z");

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicReference<AppSettings> settings = new AtomicReference<>();
  private final AtomicReference<Clock> clock = new AtomicReference<>(Clock.systemUTC());
  private SandboxBackend backend;
  private SandboxApp app;
  private SandboxGroup group;
  private ChatClient chat;

  @BeforeEach
  void start() throws Exception {
    backend = get(SandboxBackend.start(vertx));
    app = backend.app();
    group = app.group("@TGS#1", GroupType.PUBLIC).max(300).owner("owner");
    settings.set(app(100, Map.of()));
    chat = client(Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() throws Exception {
    get(chat.close());
    get(vertx.close());
  }

  @Test
  @DisplayName("reads a group with its numbers and the custom fields asked for")
  void group() throws Exception {
    group.field("prune", "off").field("other", "x").lastMessage(LONG_AGO, 41);

    assertThat(get(chat.group("@TGS#1", List.of("prune"))))
        .isEqualTo(new Group("@TGS#1", "Public", 1, 300, 42L, LONG_AGO, Map.of("prune", "off")));
    assertThat(get(chat.group("@TGS#1", List.of())).fields()).isEmpty();
    noBreaches();
  }

  @Test
  @DisplayName("reads a ChatRoom, a Community and a live room, whose members nobody counts")
  void otherTypes() throws Exception {
    app.group("room", GroupType.CHAT_ROOM);
    app.group("@TGS#_2", GroupType.COMMUNITY);
    app.group("live", GroupType.AV_CHAT_ROOM);

    assertThat(get(chat.group("room", List.of())).type()).isEqualTo(Group.CHAT_ROOM);
    assertThat(get(chat.group("@TGS#_2", List.of())).isCommunity()).isTrue();
    assertThat(get(chat.group("live", List.of())).type()).isEqualTo(Group.AV_CHAT_ROOM);
    noBreaches();
  }

  @Test
  @DisplayName("knows that a group is gone")
  void groupGone() {
    assertFailure(chat.group("nowhere", List.of()), Kind.GROUP_GONE, 10010);
    noBreaches();
  }

  @Test
  @DisplayName("reads members with all that decides about them")
  void members() throws Exception {
    group.lastMessage(LONG_AGO, 41);
    group.paddedRole(true);
    group.add("bob").joined(LONG_AGO).spoke(LONG_AGO.plusSeconds(60)).msgSeq(7).field("vip", "1");
    group.add("eve").joined(LONG_AGO).msgFlag("Discard");

    ChatApi.MemberPage page = get(chat.members("@TGS#1", 1, 100, List.of("vip")));

    assertThat(page.memberNum()).isEqualTo(3);
    assertThat(page.members())
        .containsExactly(
            new Member(
                "bob",
                Member.ROLE_MEMBER,
                LONG_AGO,
                LONG_AGO.plusSeconds(60),
                7L,
                "AcceptAndNotify",
                Map.of("vip", "1")),
            new Member("eve", Member.ROLE_MEMBER, LONG_AGO, Member.NEVER, 0L, "Discard", Map.of()));
    noBreaches();
  }

  @Test
  @DisplayName("reads the members that were asked for, and leaves out who has left")
  void specified() throws Exception {
    group.add("bob").joined(LONG_AGO).field("vip", "1");

    List<Member> members = get(chat.specified("@TGS#1", List.of("bob", "gone"), List.of("vip")));

    assertThat(members).extracting(Member::account).containsExactly("bob");
    assertThat(members.get(0).fields()).containsEntry("vip", "1");
    noBreaches();
  }

  @Test
  @DisplayName("deletes members, with Silence and Reason only when they are wanted")
  void delete() throws Exception {
    group.add(4, "m", (member, i) -> member.joined(LONG_AGO));

    get(chat.delete("@TGS#1", List.of("m1", "m2"), true, "inactive", soon()));
    get(chat.delete("@TGS#1", List.of("m3"), false, "", soon()));

    assertThat(group.accounts()).containsExactly("owner", "m4");
    assertThat(backend.calls(DELETE))
        .extracting(call -> call.body())
        .containsExactly(
            new JsonObject()
                .put("GroupId", "@TGS#1")
                .put("MemberToDel_Account", JsonArray.of("m1", "m2"))
                .put("Silence", 1)
                .put("Reason", "inactive"),
            new JsonObject()
                .put("GroupId", "@TGS#1")
                .put("MemberToDel_Account", JsonArray.of("m3")));
    noBreaches();
  }

  @Test
  @DisplayName("reads roles, those of outsiders too")
  void roles() throws Exception {
    group.add("bob");

    assertThat(get(chat.roles("@TGS#1", List.of("owner", "bob", "gone"))))
        .containsOnly(
            Map.entry("owner", "Owner"),
            Map.entry("bob", "Member"),
            Map.entry("gone", "NotMember"));
    noBreaches();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("reads who is online by the name of now and of old; of the others it knows nothing")
  void onlineStatus(boolean legacy) throws Exception {
    app.legacyState(legacy);
    app.setOnline("a", Presence.ONLINE);
    app.setOnline("b", Presence.PUSH_ONLINE);
    app.setOnline("c", Presence.OFFLINE);
    app.setOnline("d", Presence.UNKNOWN_ACCOUNT);
    app.setOnline("e", Presence.MISSING);

    assertThat(get(chat.onlineStatus(List.of("a", "b", "c", "d", "e"))))
        .containsOnly(
            Map.entry("a", "Online"), Map.entry("b", "PushOnline"), Map.entry("c", "Offline"));
    assertThat(get(chat.onlineStatus(List.of("d")))).isEmpty();
    noBreaches();
  }

  @Test
  @DisplayName("reads the list of all groups page by page, one page a second")
  void groups() throws Exception {
    for (int i = 2; i <= 5; i++) {
      app.group("@TGS#" + i, GroupType.PUBLIC);
    }
    Set<String> all = new TreeSet<>();
    ChatApi.GroupPage page = get(chat.groups(0, 3));
    all.addAll(page.groupIds());
    page = get(chat.groups(page.next().orElseThrow(), 3));
    all.addAll(page.groupIds());

    assertThat(page.next()).isEmpty();
    assertThat(all).containsExactly("@TGS#1", "@TGS#2", "@TGS#3", "@TGS#4", "@TGS#5");
    assertThat(
            meters
                .get("headroom.budget.allowed")
                .tag("api", "get_appid_group_list")
                .gauge()
                .value())
        .isEqualTo(1);
    noBreaches();
  }

  @Test
  @DisplayName("reads the seats of several groups, and leaves out those that are gone")
  void seats() throws Exception {
    app.group("@TGS#2", GroupType.PUBLIC).max(2).add("a");
    app.group("live", GroupType.AV_CHAT_ROOM);
    List<Group> read = get(chat.groups(List.of("@TGS#2", "gone", "live", "@TGS#2")));

    assertThat(read)
        .extracting(Group::groupId, Group::type, Group::memberNum, Group::isFull)
        .containsExactly(
            tuple("@TGS#2", "Public", 1, false), tuple("live", "AVChatRoom", 0, false));
    assertThat(get(chat.groups(List.of("gone")))).isEmpty();
    assertThat(get(chat.groups(List.of()))).isEmpty();
    assertThat(backend.calls("get_group_info")).hasSize(2);
    noBreaches();
  }

  @Test
  @DisplayName("brings people back with their JoinTime of old")
  void importMembers() throws Exception {
    group.created(LONG_AGO).add("bob");
    app.setOnline("eve", Presence.OFFLINE);

    assertThat(
            get(
                chat.importMembers(
                    "@TGS#1",
                    List.of(
                        new Returning("bob", null), new Returning("eve", LONG_AGO.plusSeconds(5))),
                    soon())))
        .containsOnly(Map.entry("bob", 2), Map.entry("eve", 1));
    assertThat(group.member("eve").orElseThrow().joinTime())
        .isEqualTo(LONG_AGO.plusSeconds(5).getEpochSecond());
    noBreaches();
  }

  @Test
  @DisplayName("adds people, and knows when there is no seat")
  void addMembers() throws Exception {
    group.max(2);
    app.setOnline("bob", Presence.OFFLINE);
    app.setOnline("eve", Presence.OFFLINE);

    assertThat(get(chat.addMembers("@TGS#1", List.of("bob", "owner"), true, soon())))
        .containsOnly(Map.entry("bob", 1), Map.entry("owner", 2));
    assertFailure(chat.addMembers("@TGS#1", List.of("eve"), false, soon()), Kind.GROUP_FULL, 10014);
    noBreaches();
  }

  @Test
  @DisplayName("takes a member who cannot be added for one who is there")
  void alreadyMember() throws Exception {
    backend.inject(Fault.errorCode(10013));

    assertThat(get(chat.addMembers("@TGS#1", List.of("bob"), true, soon())))
        .containsEntry("bob", 2);
    assertFailure(chat.addMembers("@TGS#1", List.of("a", "b"), true, soon()), Kind.ACCOUNT, 10013);
  }

  @Test
  @DisplayName("asks nothing about nobody")
  void emptyLists() throws Exception {
    assertThat(get(chat.specified("@TGS#1", List.of(), List.of()))).isEmpty();
    assertThat(get(chat.roles("@TGS#1", List.of()))).isEmpty();
    assertThat(get(chat.onlineStatus(List.of()))).isEmpty();
    assertThat(get(chat.importMembers("@TGS#1", List.of(), soon()))).isEmpty();
    assertThat(get(chat.addMembers("@TGS#1", List.of(), true, soon()))).isEmpty();
    get(chat.delete("@TGS#1", List.of(), true, "", soon()));

    assertThat(backend.calls()).isEmpty();
  }

  @Test
  @DisplayName("refuses lists over the limit, and sends none of them")
  void tooLong() {
    List<String> accounts = IntStream.range(0, 501).mapToObj(i -> "m" + i).toList();
    List<Supplier<Future<?>>> calls =
        List.of(
            () -> chat.specified("@TGS#1", accounts.subList(0, 51), List.of()),
            () -> chat.delete("@TGS#1", accounts.subList(0, 101), true, "", soon()),
            () -> chat.roles("@TGS#1", accounts),
            () -> chat.onlineStatus(accounts),
            () -> chat.addMembers("@TGS#1", accounts.subList(0, 101), true, soon()),
            () -> chat.members("@TGS#1", 0, 101, List.of()),
            () -> chat.communityMembers("@TGS#_1", "", 0, List.of()),
            () -> chat.groups(0, 10_001));

    assertThat(calls)
        .allSatisfy(
            call -> assertThatThrownBy(call::get).isInstanceOf(IllegalArgumentException.class));
    assertThat(backend.calls()).isEmpty();
  }

  static List<Fault> passing() {
    return List.of(
        Fault.reset(),
        Fault.badGateway(),
        Fault.html(),
        Fault.halfJson(),
        Fault.errorCode(10002),
        Fault.errorCode(60007),
        Fault.errorCode(60008),
        Fault.errorCode(91000));
  }

  @ParameterizedTest
  @MethodSource("passing")
  @DisplayName("heals by itself, for calls that only read, what lasts for two calls")
  void heals(Fault fault) throws Exception {
    backend.inject(fault.times(2));

    assertThat(get(chat.group("@TGS#1", List.of())).memberNum()).isEqualTo(1);
    assertThat(backend.calls()).hasSize(3);
  }

  static List<Fault> lasting() {
    return List.of(Fault.badGateway(), Fault.errorCode(10002), Fault.errorCode(60007));
  }

  @ParameterizedTest
  @MethodSource("lasting")
  @DisplayName("tells of what lasts after three tries")
  void lasts(Fault fault) {
    backend.inject(fault);

    ChatException failure = failure(chat.group("@TGS#1", List.of()));

    assertThat(failure.kind()).isIn(Kind.NO_ANSWER, Kind.PASSING, Kind.FREQUENCY);
    assertThat(backend.calls()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "10007, REFUSED", "10015, GROUP_GONE", "10018, TOO_LARGE", "60020, APP_REFUSED",
    "60028, QUOTA_USED_UP", "70009, APP_REFUSED", "70050, LOCKED", "60022, REFUSED"
  })
  @DisplayName("does not ask again when it was refused for good")
  void refused(int code, Kind kind) {
    backend.inject(Fault.errorCode(code));

    ChatException failure = assertFailure(chat.group("@TGS#1", List.of()), kind, code);

    assertThat(failure).hasMessageContaining("get_group_info").hasMessageContaining("" + code);
    assertThat(backend.calls()).hasSize(1);
  }

  static List<Fault> deletions() {
    List<Fault> faults = new ArrayList<>(passing());
    faults.add(Fault.hang());
    faults.add(Fault.resetAfterEffect());
    faults.add(Fault.halfJson().withEffect());
    faults.add(Fault.errorCode(10002).withEffect());
    faults.add(Fault.hang().withEffect());
    return faults;
  }

  @ParameterizedTest
  @MethodSource("deletions")
  @DisplayName("sends a deletion once, whatever becomes of it, and says whether that is certain")
  void deletesOnce(Fault fault) throws Exception {
    group.add("bob");
    get(chat.close());
    chat = client(Duration.ofSeconds(1));
    get(chat.group("@TGS#1", List.of()));
    backend.inject(fault);

    ChatException failure = failure(chat.delete("@TGS#1", List.of("bob"), true, "", soon()));
    backend.clearFaults();
    get(chat.group("@TGS#1", List.of()));

    assertThat(backend.calls(DELETE)).hasSize(1);
    assertThat(failure.uncertain()).isEqualTo(failure.kind() != Kind.FREQUENCY);
    assertThat(failure.uncertain() || group.has("bob")).isTrue();
    assertThat(failure.command()).isEqualTo(DELETE);
  }

  @Test
  @DisplayName("is certain that nothing was deleted when nobody was there")
  void nobodyThere() throws Exception {
    get(backend.close());

    ChatException failure =
        assertFailure(chat.delete("@TGS#1", List.of("bob"), true, "", soon()), Kind.UNREACHABLE, 0);

    assertThat(failure.uncertain()).isFalse();
  }

  @Test
  @DisplayName("does not send a deletion whose moment passed while it waited for the budget")
  void deadline() throws Exception {
    settings.set(app(100, Map.of(DELETE, 1)));
    group.add("bob").joined(LONG_AGO);
    get(chat.delete("@TGS#1", List.of("nobody"), true, "", soon()));

    ChatException failure =
        assertFailure(
            chat.delete("@TGS#1", List.of("bob"), true, "", Deadline.in(Duration.ofMillis(200))),
            Kind.NOT_SENT,
            0);

    assertThat(failure.notSent()).isTrue();
    assertThat(failure.uncertain()).isFalse();
    get(chat.delete("@TGS#1", List.of("nobody"), true, "", soon()));
    assertThat(group.has("bob")).isTrue();
    assertThat(backend.calls(DELETE)).hasSize(2);
    noBreaches();
  }

  @Test
  @DisplayName("does not send what is too late from the start, if it changes something")
  void tooLate() {
    Deadline past = new Deadline(System.nanoTime() - 1);
    List<String> bob = List.of("bob");
    assertFailure(chat.delete("@TGS#1", bob, true, "", past), Kind.NOT_SENT, 0);
    assertFailure(chat.addMembers("@TGS#1", bob, true, past), Kind.NOT_SENT, 0);
    assertFailure(
        chat.importMembers("@TGS#1", List.of(new Returning("bob", LONG_AGO)), past),
        Kind.NOT_SENT,
        0);
    assertThat(backend.calls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {70001, 60004, 60005})
  @DisplayName("signs anew and asks once more when the signature was refused, deletions too")
  void signsAnew(int code) throws Exception {
    group.add("bob");
    backend.inject(Fault.errorCode(code).times(1));

    get(chat.delete("@TGS#1", List.of("bob"), true, "", soon()));

    assertThat(backend.calls(DELETE)).hasSize(2);
    assertThat(group.has("bob")).isFalse();
    backend.inject(Fault.errorCode(code));
    assertFailure(chat.group("@TGS#1", List.of()), Kind.APP_REFUSED, code);
    assertThat(backend.calls("get_group_info")).hasSize(2);
  }

  @Test
  @DisplayName("signs anew at once when the key is replaced")
  void newKey() throws Exception {
    get(chat.group("@TGS#1", List.of()));
    backend.addApp(APP, SandboxOptions.DEFAULT_IDENTIFIER, "another").group("g", GroupType.PUBLIC);
    assertFailure(chat.group("g", List.of()), Kind.APP_REFUSED, 70009);

    AppSettings now = settings.get();
    settings.set(
        new AppSettings(
            APP,
            now.identifier(),
            new Secret("another"),
            List.of(),
            true,
            now.api(),
            now.callsPerSecond(),
            Map.of()));

    assertThat(get(chat.group("g", List.of())).groupId()).isEqualTo("g");
  }

  @Test
  @DisplayName("asks with a signature that has not expired when time has gone on for days")
  void renews() throws Exception {
    get(chat.group("@TGS#1", List.of()));
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(3));
    clock.set(later);
    SandboxBackend future = get(SandboxBackend.start(vertx, new SandboxOptions().clock(later)));
    future.app().group("g", GroupType.PUBLIC);
    ChatClient same =
        new ChatClient(
            vertx,
            () -> withApi(settings.get(), future.url()),
            new ChatSettings(Duration.ofSeconds(5)),
            tickingWith(clock),
            meters);

    get(same.group("g", List.of()));

    assertThat(future.breaches()).isEmpty();
    get(same.close());
  }

  @Test
  @DisplayName("never has more calls in any second than allowed, however many are waiting")
  void quota() throws Exception {
    settings.set(app(20, Map.of("get_role_in_group", 7)));
    app.quota(20).quotaFor("get_role_in_group", 7);
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      calls.add(chat.group("@TGS#1", List.of()));
    }
    for (int i = 0; i < 18; i++) {
      calls.add(chat.roles("@TGS#1", List.of("owner")));
    }
    Future<?> all = Future.all(calls);
    AtomicReference<Double> mostUsed = new AtomicReference<>(0.0);
    await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              mostUsed.accumulateAndGet(used("get_group_info"), Math::max);
              return all.isComplete();
            });

    get(all);
    assertThat(mostUsed).hasValue(20.0);
    assertThat(app.largestWindow("get_group_info")).isEqualTo(20);
    assertThat(app.largestWindow("get_role_in_group")).isEqualTo(7);
    noBreaches();
  }

  @Test
  @DisplayName("goes at half when Chat says too often, or that the app is near its limit")
  void slower() throws Exception {
    backend.inject(Fault.errorCode(60007).onApi("get_role_in_group").times(1));
    get(chat.roles("@TGS#1", List.of("owner")));
    chat.overLimit("get_group_info");
    chat.overLimit("batchsendmsg");

    assertThat(allowed("get_role_in_group")).isEqualTo(50);
    assertThat(allowed("get_group_info")).isEqualTo(50);
    assertThat(allowed(DELETE)).isEqualTo(100);
  }

  @Test
  @DisplayName("counts calls by their command and code, with few labels")
  void metrics() throws Exception {
    get(chat.close());
    chat = client(Duration.ofMillis(300));
    backend.inject(Fault.hang().times(1));
    failure(chat.delete("@TGS#1", List.of("bob"), true, "", soon()));
    get(chat.close());
    chat = client(Duration.ofSeconds(5));
    get(chat.group("@TGS#1", List.of()));
    failure(chat.group("nowhere", List.of()));
    for (Fault fault :
        List.of(Fault.reset(), Fault.badGateway(), Fault.halfJson(), Fault.errorCode(4711))) {
      backend.inject(fault.times(1));
      failure(chat.delete("@TGS#1", List.of("bob"), true, "", soon()));
    }

    assertThat(counts("get_group_info")).isEqualTo(Map.of("0", 1.0, "10010", 1.0));
    assertThat(counts(DELETE))
        .isEqualTo(
            Map.of("timeout", 1.0, "reset", 1.0, "http_502", 1.0, "malformed", 1.0, "other", 1.0));
    assertThat(meters.get("headroom.call.time").tag("api", DELETE).timer().count()).isEqualTo(5);
  }

  @Test
  @DisplayName("knows how far its clock is from Chat's")
  void clockSkew() throws Exception {
    assertThat(chat.clockSkew()).isEmpty();
    backend.dateOffset(Duration.ofSeconds(-40));

    get(chat.group("@TGS#1", List.of()));

    assertThat(chat.clockSkew().orElseThrow())
        .isBetween(Duration.ofSeconds(38), Duration.ofSeconds(55));
  }

  @Test
  @DisplayName("completes on the context of the caller, an undeployed one takes no permit along")
  void callersContext() throws Exception {
    settings.set(app(1, Map.of()));
    Promise<Context> completedOn = Promise.promise();
    AtomicReference<Context> own = new AtomicReference<>();
    backend.inject(Fault.slowAfter(Duration.ofMillis(300)).times(2));
    VerticleBase worker =
        new VerticleBase() {
          @Override
          public Future<?> start() throws Exception {
            own.set(context);
            chat.group("@TGS#1", List.of())
                .onComplete(done -> completedOn.complete(Vertx.currentContext()));
            return super.start();
          }
        };
    DeploymentOptions options = new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER);
    String id = get(vertx.deployVerticle(() -> worker, options));
    assertThat(get(completedOn.future())).isSameAs(own.get());
    get(vertx.undeploy(id));

    Promise<Void> gone = Promise.promise();
    VerticleBase leaving =
        new VerticleBase() {
          @Override
          public Future<?> start() throws Exception {
            chat.group("@TGS#1", List.of()).onComplete(done -> gone.tryComplete());
            return super.start();
          }
        };
    get(vertx.undeploy(get(vertx.deployVerticle(() -> leaving, options))));

    assertThat(get(chat.group("@TGS#1", List.of())).memberNum()).isEqualTo(1);
    noBreaches();
  }

  @Test
  @DisplayName("says nothing of key and signature, whatever fails")
  void saysNothing() throws Exception {
    get(chat.close());
    chat = client(Duration.ofMillis(300));
    List<Throwable> failures = new ArrayList<>();
    for (Fault fault : List.of(Fault.hang(), Fault.reset(), Fault.html(), Fault.errorCode(70009))) {
      backend.inject(fault.times(1));
      failures.add(failure(chat.delete("@TGS#1", List.of("bob"), true, "", soon())));
    }
    get(backend.close());
    failures.add(failure(chat.delete("@TGS#1", List.of("bob"), true, "", soon())));

    assertThat(failures)
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .hasNoCause()
                    .hasNoSuppressedExceptions()
                    .message()
                    .doesNotContain("usersig")
                    .doesNotContain("bob")
                    .doesNotContain(SandboxOptions.DEFAULT_SECRET_KEY));
  }

  @Test
  @DisplayName("refuses plain http to another machine")
  void plainHttp() {
    for (String url :
        List.of(
            "http://console.tim.qq.com",
            "http://127.0.0.1.example.com",
            "ftp://localhost",
            "console.tim.qq.com")) {
      settings.set(withApi(settings.get(), url));
      assertThatThrownBy(() -> client(Duration.ofSeconds(5)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("https");
    }
  }

  @Test
  @DisplayName("reads all members by Offset while others come and go, and nobody stays for two")
  void offsetPaging() throws Exception {
    group.max(2_000).add(1_234, "m", (member, i) -> member.joined(LONG_AGO));
    Group full = get(chat.group("@TGS#1", List.of()));
    int[] calls = {0};
    backend.beforeCalls(
        call -> {
          calls[0]++;
          group.leave("m" + calls[0]);
          group.tryJoin("new" + calls[0]);
        });
    List<String> seen = readAll(full);

    assertThat(seen).contains("m1000", "m1234");
    assertThat(new TreeSet<>(seen).size()).isGreaterThan(1_150);
    noBreaches();
  }

  @Test
  @DisplayName("reads all members of a Community by Next")
  void communityPaging() throws Exception {
    app.group("@TGS#_2", GroupType.COMMUNITY)
        .max(5_000)
        .add(1_050, "c", (member, i) -> member.joined(LONG_AGO));

    List<String> seen = readAll(get(chat.group("@TGS#_2", List.of())));

    assertThat(seen).doesNotHaveDuplicates().hasSize(1_050);
    assertThat(backend.calls("get_group_member_info"))
        .hasSize(11)
        .allMatch(call -> !call.body().containsKey("Offset"));
    noBreaches();
  }

  @ParameterizedTest
  @CsvSource({"@TGS#2, PUBLIC", "@TGS#_2, COMMUNITY"})
  @DisplayName("halves the pages when Chat says that the reply would be too large")
  void halves(String groupId, GroupType type) throws Exception {
    app.group(groupId, type).max(5_000).add(330, "x", (member, i) -> member.joined(LONG_AGO));
    Group full = get(chat.group(groupId, List.of()));
    backend.inject(Fault.errorCode(10018).onApi("get_group_member_info").times(3));

    List<String> seen = readAll(full);

    assertThat(seen).doesNotHaveDuplicates().hasSize(330);
    assertThat(backend.calls("get_group_member_info"))
        .anyMatch(call -> call.body().getInteger("Limit") < 100);
    noBreaches();
  }

  private List<String> readAll(Group full) throws Exception {
    List<String> seen = new ArrayList<>();
    get(
        MemberPages.read(
            chat,
            full,
            Optional.empty(),
            List.of(),
            page -> page.forEach(member -> seen.add(member.account())),
            () -> false));
    return seen;
  }

  private ChatClient client(Duration timeout) {
    return new ChatClient(
        vertx,
        settings::get,
        new ChatSettings(timeout),
        tickingWith(clock),
        meters,
        new Repeats(Duration.ofMillis(20), timeout, () -> 0.5));
  }

  private AppSettings app(int callsPerSecond, Map<String, Integer> callsPerSecondFor) {
    return new AppSettings(
        APP,
        SandboxOptions.DEFAULT_IDENTIFIER,
        new Secret(SandboxOptions.DEFAULT_SECRET_KEY),
        List.of(),
        true,
        URI.create(backend.url()),
        callsPerSecond,
        callsPerSecondFor);
  }

  private static AppSettings withApi(AppSettings app, String url) {
    return new AppSettings(
        app.sdkAppId(),
        app.identifier(),
        app.secretKey(),
        List.of(),
        true,
        URI.create(url),
        app.callsPerSecond(),
        Map.of());
  }

  private static Clock tickingWith(AtomicReference<Clock> clock) {
    return new Clock() {
      @Override
      public Instant instant() {
        return clock.get().instant();
      }

      @Override
      public ZoneId getZone() {
        return clock.get().getZone();
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  private double used(String api) {
    return meters.get("headroom.budget.used").tag("api", api).gauge().value();
  }

  private double allowed(String api) {
    return meters.get("headroom.budget.allowed").tag("api", api).gauge().value();
  }

  private Map<String, Double> counts(String api) {
    return meters.find("headroom.calls").tag("api", api).counters().stream()
        .collect(
            Collectors.toMap(
                counter -> counter.getId().getTag("code"), counter -> counter.count()));
  }

  private void noBreaches() {
    assertThat(backend.breaches()).isEmpty();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofMinutes(1));
  }

  private static ChatException assertFailure(Future<?> call, Kind kind, int code) {
    ChatException failure = failure(call);
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.code()).isEqualTo(code);
    return failure;
  }

  private static ChatException failure(Future<?> call) {
    Throwable failure = catchThrowable(() -> get(call));
    assertThat(failure).isInstanceOf(ChatException.class);
    return (ChatException) failure;
  }

  private static <T> T get(Future<T> future) throws TimeoutException {
    return future.await(60, TimeUnit.SECONDS);
  }
}
