package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headroom.config.yaml.FilesRead;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ConfigReloadTest {

  private static final Duration EVERY = Duration.ofMillis(10);

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Settings> seen = Collections.synchronizedList(new ArrayList<>());
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private CurrentSettings current;
  private Path file;
  private ConfigReload watch;

  @BeforeEach
  void listen() {
    log.list = Collections.synchronizedList(new ArrayList<>());
    log.start();
    logger().addAppender(log);
    logger().setLevel(Level.INFO);
    logger().setAdditive(false);
    file = folder.resolve("headroom.yaml");
  }

  @AfterEach
  void end() throws Exception {
    watch.stop();
    logger().detachAppender(log);
    logger().setLevel(null);
    logger().setAdditive(true);
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(ConfigReload.class);
  }

  private void watch() throws Exception {
    load();
    watch.start();
  }

  private void load() throws Exception {
    FilesRead read = new FilesRead();
    current =
        new CurrentSettings(
            SettingsLoader.load(vertx, file, Map.of(), read)
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS));
    current.listen((before, now) -> seen.add(now));
    watch = new ConfigReload(vertx, file, Map.of(), read, current, meters, EVERY);
  }

  private static String text(String token, int maxPerRun) {
    return TestConfig.APPS.replace("[t0ken]", "[" + token + "]")
        + "prune: { maxPerRun: "
        + maxPerRun
        + " }\n";
  }

  /** As an editor or a configuration tool does it. */
  private static void put(Path target, String text) throws IOException {
    Path beside = target.resolveSibling(".new");
    Files.writeString(beside, text);
    Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static ConditionFactory soon() {
    return await().pollInterval(Duration.ofMillis(5));
  }

  private int maxPerRun() {
    return current.get().prune().base().maxPerRun();
  }

  private String token() {
    return current.get().apps().get(0).callbackTokens().get(0).reveal();
  }

  private double rejected() {
    return meters.get("headroom.config.rejected").gauge().value();
  }

  private List<String> said() {
    synchronized (log.list) {
      return log.list.stream()
          .map(event -> event.getLevel() + " " + event.getFormattedMessage())
          .toList();
    }
  }

  /** Comes after everything before it was judged. */
  private void settle() throws Exception {
    int next = maxPerRun() + 1;
    put(file, text("settled", next));
    soon().until(() -> maxPerRun() == next);
  }

  @Test
  @DisplayName("A file that is replaced is in force soon, and the log names the keys, not values")
  void replaced() throws Exception {
    put(file, text("t1", 1));
    watch();
    put(file, text("s3cret-token", 2));
    soon().until(() -> maxPerRun() == 2);
    assertThat(token()).isEqualTo("s3cret-token");
    soon()
        .untilAsserted(
            () ->
                assertThat(said())
                    .containsExactly(
                        "INFO configuration changed: apps[0].callbackTokens, prune.maxPerRun"));
    assertThat(rejected()).isZero();
  }

  @Test
  @DisplayName("A file that is written in place is in force soon")
  void inPlace() throws Exception {
    put(file, text("t1", 1));
    watch();
    Files.writeString(file, text("t1", 2));
    soon().until(() -> maxPerRun() == 2);
  }

  @Test
  @DisplayName("A change between the start and the first look is not missed")
  void early() throws Exception {
    put(file, text("t0", 9));
    load();
    put(file, text("t1", 1));
    watch.start();
    soon().until(() -> maxPerRun() == 1);
  }

  @Test
  @DisplayName("Files that are named are watched, those of secrets and those of lists")
  void namedFiles() throws Exception {
    Path secret = folder.resolve("token");
    Path accounts = folder.resolve("accounts");
    Files.writeString(secret, "old\n");
    Files.writeString(accounts, "boss\n");
    put(
        file,
        TestConfig.APPS.replace("t0ken", "\"${file:" + secret + "}\"")
            + "prune: { protect: { accounts: [\"${file:"
            + accounts
            + "}\"] } }");
    watch();
    put(secret, "new\n");
    soon().until(() -> token().equals("new"));
    Files.writeString(accounts, "boss\nbot_*\n");
    soon().until(() -> current.get().prune().base().protect().accounts().contains("bot_1"));
    Files.delete(secret);
    soon().until(() -> rejected() == 1);
    assertThat(token()).isEqualTo("new");
    put(secret, "newer");
    soon().until(() -> token().equals("newer"));
    soon().until(() -> rejected() == 0);
  }

  @Test
  @DisplayName("A runDeadline too short for the chat.timeout that waits for a restart is rejected")
  void deadlineOfTheOldTimeout() throws Exception {
    put(file, text("t1", 1));
    watch();
    put(
        file,
        text("t1", 2).replace("prune: {", "chat: { timeout: 1s }\nprune: { runDeadline: 3s,"));
    soon().until(() -> rejected() == 1);
    assertThat(maxPerRun()).isEqualTo(1);
    assertThat(said().get(0))
        .contains(
            "prune.runDeadline: is 3s, less than three times the chat.timeout of 5s that is in"
                + " force until a restart. Set it to 15s or more, or restart.");
    put(
        file,
        text("t1", 3).replace("prune: {", "chat: { timeout: 1s }\nprune: { runDeadline: 15s,"));
    soon().until(() -> maxPerRun() == 3);
    assertThat(rejected()).isZero();
  }

  @Test
  @DisplayName("A list that was emptied to be written anew goes on protecting whom it named")
  void emptiedList() throws Exception {
    Path accounts = folder.resolve("accounts");
    Files.writeString(accounts, "boss\n");
    put(file, TestConfig.APPS + "prune: { protect: { accounts: [\"${file:" + accounts + "}\"] } }");
    watch();
    Files.writeString(accounts, "");
    soon().until(() -> rejected() == 1);
    assertThat(current.get().prune().base().protect().accounts().contains("boss")).isTrue();
    Files.writeString(accounts, "chief\n");
    soon().until(() -> rejected() == 0);
    assertThat(current.get().prune().base().protect().accounts())
        .isEqualTo(new AccountPatterns(List.of("chief")));
    assertThat(seen).hasSize(1);
  }

  @Test
  @DisplayName("Mounted ConfigMaps and Secrets are followed: one link to a folder is exchanged")
  void symbolicLinks() throws Exception {
    mount("1", text("\"${file:" + folder.resolve("token") + "}\"", 1), "old");
    Files.createSymbolicLink(file, Path.of("..data", "headroom.yaml"));
    Files.createSymbolicLink(folder.resolve("token"), Path.of("..data", "token"));
    watch();
    assertThat(token()).isEqualTo("old");
    String next = text("\"${file:" + folder.resolve("token") + "}\"", 2);
    mount("2", next, "new");
    soon().until(() -> maxPerRun() == 2);
    soon().until(() -> token().equals("new"));
    // The folder that is gone took the files with it.
    Files.delete(folder.resolve("..1/headroom.yaml"));
    mount("3", next, "newest");
    soon().until(() -> token().equals("newest"));
    assertThat(rejected()).isZero();
  }

  /** Fills a new folder and lets {@code ..data} lead there, by a rename as the kubelet does it. */
  private void mount(String version, String text, String token) throws IOException {
    Path filled = Files.createDirectory(folder.resolve(".." + version));
    Files.writeString(filled.resolve("headroom.yaml"), text);
    Files.writeString(filled.resolve("token"), token);
    Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), filled.getFileName());
    Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  @DisplayName("A broken file changes nothing, is told once with all mistakes, and sets the gauge")
  void broken() throws Exception {
    put(file, text("t1", 1));
    watch();
    put(file, text("t1", 2) + "serve: {}\njobs: { lease: forever }\n");
    soon().until(() -> rejected() == 1);
    assertThat(maxPerRun()).isEqualTo(1);
    // Again the same text: nothing new is said of it.
    put(file, text("t1", 2) + "serve: {}\njobs: { lease: forever }\n");
    put(file, "apps: {");
    soon().until(() -> said().size() == 2);
    Files.delete(file);
    soon().until(() -> said().size() == 3);
    settle();
    soon().until(() -> rejected() == 0);
    soon().until(() -> said().size() == 4);
    assertThat(said().get(0))
        .startsWith("WARN the configuration cannot be used, the one before stays in force\n")
        .contains("jobs.lease: ")
        .contains("serve: is not a key of this section. Did you mean server?");
    assertThat(said().get(1)).startsWith("WARN").contains("is not readable as YAML");
    assertThat(said().get(2)).startsWith("WARN").contains("does not exist");
    assertThat(seen).hasSize(1);
  }

  @Test
  @DisplayName("Going back from a broken file to the text before is told, and clears the gauge")
  void back() throws Exception {
    put(file, text("t1", 1));
    watch();
    put(file, "apps: {");
    soon().until(() -> rejected() == 1);
    put(file, text("t1", 1));
    soon().until(() -> rejected() == 0);
    soon()
        .until(
            () ->
                said()
                    .contains(
                        "INFO configuration read again: it can be used, and nothing is to be"
                            + " changed"));
    assertThat(seen).isEmpty();
  }

  @Test
  @DisplayName("What needs a restart is named, and the rest is applied")
  void restart() throws Exception {
    put(file, text("t1", 1));
    watch();
    put(file, text("t1", 2) + "server: { port: 1234 }");
    soon().until(() -> maxPerRun() == 2);
    assertThat(current.get().server().port()).isEqualTo(8080);
    assertThat(said()).contains("WARN needs a restart: server.port");
  }

  @Test
  @DisplayName("Of many changes in a row the last one is in force in the end")
  void manyChanges() throws Exception {
    put(file, text("t1", 1));
    watch();
    for (int i = 2; i <= 200; i++) {
      put(file, i % 7 == 0 ? "broken: [" : text("t" + i, i));
    }
    soon().until(() -> maxPerRun() == 200);
    assertThat(token()).isEqualTo("t200");
    soon().until(() -> rejected() == 0);
    assertThat(seen)
        .isSortedAccordingTo((a, b) -> a.prune().base().maxPerRun() - b.prune().base().maxPerRun());
  }

  @Test
  @DisplayName("A file half written is not judged while it grows")
  void growing() throws Exception {
    put(file, text("t1", 1));
    watch();
    String whole = text("t1", 2);
    try (var out = Files.newBufferedWriter(file)) {
      for (char c : whole.toCharArray()) {
        out.write(c);
        out.flush();
      }
    }
    soon().until(() -> maxPerRun() == 2);
    // Two looks may find the same part of it; the next one mends that.
    soon().until(() -> rejected() == 0);
  }

  @Test
  @DisplayName("A certificate and a key that do not match are refused until both are there")
  void certificate() throws Exception {
    TestCertificate.ec().writeTo(folder);
    put(
        file,
        text("t1", 1)
            + "server: { tls: { certificate: "
            + folder.resolve("tls.crt")
            + ", key: "
            + folder.resolve("tls.key")
            + " } }");
    watch();
    TlsSettings old = current.get().server().tls();
    TestCertificate renewed = TestCertificate.ec();
    put(folder.resolve("tls.crt"), renewed.pem());
    soon().until(() -> rejected() == 1);
    assertThat(current.get().server().tls()).isEqualTo(old);
    put(folder.resolve("tls.key"), renewed.key());
    soon().until(() -> rejected() == 0);
    assertThat(current.get().server().tls().chain() + "\n").isEqualTo(renewed.pem());
    assertThat(said())
        .contains("INFO configuration changed: server.tls.certificate, server.tls.key");
  }

  @Test
  @DisplayName("A listener that fails does not keep a change from the others")
  void failingListener() throws Exception {
    put(file, text("t1", 1));
    watch();
    current.listen(
        (before, now) -> {
          throw new IllegalStateException("on purpose");
        });
    List<Settings> after = Collections.synchronizedList(new ArrayList<>());
    CurrentSettings.Listener last = (before, now) -> after.add(now);
    current.listen(last);
    put(file, text("t1", 2));
    soon().until(() -> after.size() == 1);
    current.forget(last);
    put(file, text("t1", 3));
    soon().until(() -> maxPerRun() == 3);
    assertThat(after).hasSize(1);
  }

  @Test
  @DisplayName("After the stop nothing is put in force any more")
  void stopped() throws Exception {
    put(file, text("t1", 1));
    watch();
    settle();
    watch.stop();
    CurrentSettings first = current;
    int before = maxPerRun();
    meters.clear();
    watch();
    put(file, text("t1", 77));
    soon().until(() -> maxPerRun() == 77);
    assertThat(first.get().prune().base().maxPerRun()).isEqualTo(before);
  }

  private Path pipe(String name) throws Exception {
    Path pipe = folder.resolve(name);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    return pipe;
  }

  @Test
  @DisplayName("What came from a pipe is not read again, and that changes are not seen is told")
  void pipe() throws Exception {
    Path secret = pipe("token.fifo");
    put(file, text("\"${file:" + secret + "}\"", 1));
    Thread writer =
        new Thread(
            () -> {
              try {
                Files.writeString(secret, "from-a-pipe");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    writer.start();
    watch();
    writer.join();
    assertThat(token()).isEqualTo("from-a-pipe");
    assertThat(said())
        .containsExactly(
            "WARN changes of the configuration are not watched: "
                + secret
                + " can be read only once");
  }

  @Test
  @DisplayName("A file that becomes a pipe under way ends the watch, and it is told")
  void becomesPipe() throws Exception {
    Path secret = Files.writeString(folder.resolve("token"), "plain");
    put(file, text("\"${file:" + secret + "}\"", 1));
    watch();
    Files.move(pipe("token.fifo"), secret, StandardCopyOption.REPLACE_EXISTING);
    soon().until(() -> said().size() == 1);
    assertThat(said().get(0)).contains("are not watched: " + secret);
    assertThat(token()).isEqualTo("plain");
  }

  @Test
  @DisplayName("A folder in the place of a file is told once")
  void folder() throws Exception {
    Path secret = Files.writeString(folder.resolve("token"), "plain");
    put(file, text("\"${file:" + secret + "}\"", 1));
    watch();
    Files.delete(secret);
    Files.createDirectory(secret);
    soon().until(() -> rejected() == 1);
    put(file, text("t1", 2));
    soon().until(() -> maxPerRun() == 2);
    assertThat(said()).filteredOn(line -> line.startsWith("WARN")).hasSizeBetween(1, 2);
  }

  @Test
  @DisplayName("Looking again and again at the same files says nothing")
  void quiet() throws Exception {
    put(file, text("t1", 1));
    watch();
    settle();
    // The same text in another file is no change; a remark is one that changes nothing.
    put(file, text("settled", maxPerRun()));
    put(file, text("settled", maxPerRun()) + "# a remark\n");
    soon().until(() -> said().size() == 2);
    settle();
    soon().until(() -> said().size() == 3);
    assertThat(said().get(1)).contains("nothing is to be changed");
    assertThat(seen).hasSize(2);
  }
}
