package dev.headroom.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.AppSettings;
import dev.headroom.doctor.Finding.Grade;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxOptions;
import io.vertx.core.Vertx;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The doctor at Chat's door")
class SignInCheckTest {

  private static final String OTHER_KEY = "b".repeat(64);

  private Vertx vertx;
  private SandboxBackend backend;
  private final List<SandboxBackend> elsewhere = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    backend = Patients.result(SandboxBackend.start(vertx));
  }

  @AfterEach
  void close() throws Exception {
    Patients.result(vertx.close());
  }

  private SandboxBackend another(SandboxOptions options) throws Exception {
    SandboxBackend other = Patients.result(SandboxBackend.start(vertx, options));
    elsewhere.add(other);
    return other;
  }

  private List<Report> examine(AppSettings... apps) throws Exception {
    List<Region> regions = new ArrayList<>();
    for (SandboxBackend other : elsewhere) {
      regions.add(new Region("Region " + regions.size(), URI.create(other.url())));
    }
    return Patients.result(
        new Doctor(vertx, Patients.settings(apps), Clock.systemUTC()).signIn(regions));
  }

  /** The one report, which names something wrong and shows no secret. */
  private Report wrong(AppSettings app) throws Exception {
    Report report = examine(app).get(0);
    assertThat(report.isWell()).as(report.inLines()).isFalse();
    assertThat(report.inLines()).doesNotContain(Patients.KEY, OTHER_KEY, Patients.TOKEN, "usersig");
    assertThat(report.findings())
        .filteredOn(Finding::isWrong)
        .allMatch(finding -> !finding.remedy().isEmpty());
    return report;
  }

  @Test
  @DisplayName("is let in with the right app, key and domain, and changes nothing")
  void well() throws Exception {
    Report report = examine(Patients.app(backend.url())).get(0);
    assertThat(report.isWell()).isTrue();
    assertThat(report.inLines())
        .startsWith(
            "app 1400000000\n  ok     Chat: signed in to " + backend.url() + " as administrator")
        .contains("this machine's clock is 0.");
    assertThat(backend.calls()).hasSize(1).allMatch(call -> call.api().equals("get_group_info"));
    assertThat(backend.breaches()).isEmpty();
  }

  @Test
  @DisplayName("names a wrong key")
  void wrongKey() throws Exception {
    AppSettings app = Patients.app(Patients.APP, Patients.ADMIN, OTHER_KEY, backend.url());
    assertThat(wrong(app).inLines())
        .contains("apps[0].secretKey is not the key of app 1400000000 (ErrorCode 70009)");
    assertThat(backend.calls()).hasSize(1);
  }

  @Test
  @DisplayName("names a wrong identifier")
  void wrongIdentifier() throws Exception {
    AppSettings app = Patients.app(Patients.APP, "nobody", Patients.KEY, backend.url());
    assertThat(wrong(app).inLines())
        .contains("apps[0].identifier is no administrator of the app (ErrorCode 60010)");
  }

  @Test
  @DisplayName("names a wrong app id, once no other domain knows it either")
  void wrongApp() throws Exception {
    SandboxBackend other = another(new SandboxOptions());
    AppSettings app = Patients.app(1400000009L, Patients.ADMIN, Patients.KEY, backend.url());
    assertThat(wrong(app).inLines())
        .contains("apps[0].sdkAppId: Chat does not know the app 1400000009 (ErrorCode 70020)")
        .contains(" Of 1 other domains that answered none knows the app.");
    assertThat(other.calls()).hasSize(1);
  }

  @Test
  @DisplayName("does not take silence for an answer")
  void silentDomains() throws Exception {
    AppSettings app = Patients.app(1400000009L, Patients.ADMIN, Patients.KEY, backend.url());
    assertThat(wrong(app).inLines()).contains("region as api.").doesNotContain("other domains");
    Patients.result(another(new SandboxOptions()).close());
    Patients.result(another(new SandboxOptions()).close());
    assertThat(wrong(app).inLines())
        .contains(" None of the 2 other domains could be reached from here.");
    another(new SandboxOptions());
    assertThat(wrong(app).inLines())
        .contains(" Of 1 other domains that answered none knows the app; 2 did not answer.");
  }

  @Test
  @DisplayName("finds the right region and prints the line to write")
  void wrongRegion() throws Exception {
    backend.app().wrongRegion(true);
    another(new SandboxOptions()).app().wrongRegion(true);
    another(new SandboxOptions().app(1400000009L, Patients.ADMIN, Patients.KEY));
    SandboxBackend right = another(new SandboxOptions());
    String text = wrong(Patients.app(backend.url())).inLines();
    assertThat(text)
        .contains("apps[0].api is the domain of another region (" + backend.url() + ")")
        .contains("The app lives in Region 2")
        .containsPattern("\n +api: " + right.url() + "\n")
        .contains("ok     Chat: signed in to " + right.url());
  }

  @Test
  @DisplayName("finds the right region even when something else is wrong there, and says that too")
  void wrongRegionAndKey() throws Exception {
    backend.app().wrongRegion(true);
    SandboxBackend right = another(new SandboxOptions());
    AppSettings app = Patients.app(Patients.APP, Patients.ADMIN, OTHER_KEY, backend.url());
    assertThat(wrong(app).inLines())
        .contains("api: " + right.url())
        .contains("apps[0].secretKey is not the key");
  }

  @Test
  @DisplayName("says so when the region is wrong and none of the others is right")
  void noRegion() throws Exception {
    backend.app().wrongRegion(true);
    another(new SandboxOptions()).app().wrongRegion(true);
    assertThat(wrong(Patients.app(backend.url())).inLines())
        .contains("another region", "(ErrorCode 60026)", "that the console shows");
  }

  @ParameterizedTest
  @CsvSource({
    "60016, disabled",
    "60020, a bill is not paid",
    "60021, from this machine's IP address",
    "60028, for 24 hours are used up",
    "60007, calls per second are used up",
    "60027, plan does not include",
    "70050, none for a minute",
    "70051, block list",
    "70001, had expired",
    "70003, not the key",
    "10012, no administrator",
    "60025, as they are written",
    "10002, internal error",
    "60024, without public meaning",
    "12345, not documented"
  })
  @DisplayName("says in plain words what an error code means, and what to do")
  void codes(int code, String words) throws Exception {
    backend.inject(Fault.errorCode(code));
    assertThat(wrong(Patients.app(backend.url())).inLines()).contains(words, "ErrorCode " + code);
  }

  @ParameterizedTest
  @ValueSource(ints = {10010, 10015})
  @DisplayName("is let in when all that Chat misses is the group that was asked for")
  void noGroup(int code) throws Exception {
    backend.inject(Fault.errorCode(code));
    assertThat(examine(Patients.app(backend.url())).get(0).isWell()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"-30, ahead of", "30, behind"})
  @DisplayName("compares the clocks")
  void clock(int offset, String words) throws Exception {
    backend.dateOffset(Duration.ofSeconds(offset));
    assertThat(wrong(Patients.app(backend.url())).inLines())
        .containsPattern("wrong  Chat: this machine's clock is (29|30|31) s " + words)
        .contains("ok     Chat: signed in");
  }

  @Test
  @DisplayName("leaves a clock alone that is a few seconds off")
  void clockNearly() throws Exception {
    backend.dateOffset(Duration.ofSeconds(15));
    assertThat(examine(Patients.app(backend.url())).get(0).isWell()).isTrue();
  }

  @Test
  @DisplayName("says that nobody listens")
  void deadPort() throws Exception {
    int dead;
    try (ServerSocket socket = new ServerSocket(0)) {
      dead = socket.getLocalPort();
    }
    assertThat(wrong(Patients.app("http://127.0.0.1:" + dead)).inLines())
        .contains("connection: nobody listens at 127.0.0.1:" + dead);
  }

  @Test
  @DisplayName("says that DNS does not know the name")
  void noName() throws Exception {
    assertThat(wrong(Patients.app("https://console.tim.qq.invalid")).inLines())
        .contains("DNS: the name console.tim.qq.invalid is not known");
  }

  @Test
  @DisplayName("says that nobody vouches for the certificate, and sends no signature there")
  void certificate(@TempDir Path folder) throws Exception {
    SandboxBackend impostor =
        Patients.result(
            SandboxBackend.start(vertx, new SandboxOptions().tls(Certificates.localhost(folder))));
    assertThat(wrong(Patients.app(impostor.url())).inLines())
        .contains("TLS: nobody this machine trusts vouches for the certificate of localhost");
    assertThat(impostor.calls()).isEmpty();
  }

  @Test
  @DisplayName("says that https was written for what does not speak it")
  void noTls() throws Exception {
    assertThat(wrong(Patients.app("https://127.0.0.1:" + backend.port())).inLines())
        .contains("TLS: 127.0.0.1:" + backend.port() + " does not speak TLS");
  }

  @Test
  @DisplayName("tells a page of something else from a reply of Chat")
  void otherPages() throws Exception {
    backend.inject(Fault.html().times(1));
    assertThat(wrong(Patients.app(backend.url())).inLines()).contains("a reply that is not Chat's");
    backend.inject(Fault.badGateway().times(1));
    assertThat(wrong(Patients.app(backend.url())).inLines()).contains("HTTP status 502");
    backend.inject(Fault.reset().times(1));
    assertThat(wrong(Patients.app(backend.url())).inLines()).contains("lost its connection");
  }

  @Test
  @DisplayName("reports each app by itself, by its place in the configuration")
  void severalApps() throws Exception {
    backend.addApp(1400000001L, "root", OTHER_KEY);
    List<Report> reports =
        examine(
            Patients.app(backend.url()),
            Patients.app(1400000001L, "root", Patients.KEY, backend.url()));
    assertThat(reports.get(0).isWell()).isTrue();
    assertThat(reports.get(1).isWell()).isFalse();
    assertThat(reports.get(1).inLines())
        .startsWith("app 1400000001\n")
        .contains("apps[1].secretKey");
    assertThat(reports.get(1).findings()).noneMatch(finding -> finding.grade() == Grade.WELL);
  }

  @Test
  @DisplayName("knows every documented domain, each once, all of them https")
  void documented() {
    assertThat(Region.DOCUMENTED).extracting(Region::api).doesNotHaveDuplicates().hasSize(17);
    assertThat(Region.DOCUMENTED).allMatch(region -> region.api().getScheme().equals("https"));
  }
}
