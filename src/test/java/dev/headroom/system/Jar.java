package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sandbox.SandboxApp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The built jar as a process, as a user runs it. */
final class Jar implements AutoCloseable {

  /** The jar that was built. */
  static final Path BUILT = Path.of(System.getProperty("headroom.jar", "target/headroom.jar"));

  static final String TOKEN = "callback-token";
  private static final Duration START = Duration.ofSeconds(60);
  private static final Pattern READY =
      Pattern.compile(
          "Headroom is ready callbacks=\"127\\.0\\.0\\.1:(\\d+)\".*"
              + "management=\"127\\.0\\.0\\.1:(\\d+)\"");

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Matcher> ready = new CompletableFuture<>();
  private final CompletableFuture<ManagementApi> api =
      ready.thenApply(matcher -> new ManagementApi("http://127.0.0.1:" + matcher.group(2)));

  private Jar(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "jar-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts the jar with these arguments in that folder. */
  static Jar start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    return start(folder, environment, List.of(), arguments);
  }

  /**
   * The same.
   *
   * @param options of Java
   */
  static Jar start(
      Path folder, Map<String, String> environment, List<String> options, String... arguments)
      throws IOException {
    return start(folder, environment, options, BUILT, arguments);
  }

  /**
   * The same.
   *
   * @param jar another than the built one
   */
  static Jar start(
      Path folder,
      Map<String, String> environment,
      List<String> options,
      Path jar,
      String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx512m"));
    command.addAll(options);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new Jar(builder.start());
  }

  /** Serves with a configuration for a simulated app; ports are free ones. */
  static Jar serve(Path folder, SandboxApp app, String api, String prune) throws Exception {
    return serve(folder, app, api, prune, "{}");
  }

  /**
   * The same.
   *
   * @param callsPerSecondFor of the app, e.g. {@code { delete_group_member: 1 }}
   */
  static Jar serve(Path folder, SandboxApp app, String api, String prune, String callsPerSecondFor)
      throws Exception {
    Path file = folder.resolve("headroom.yaml");
    Files.writeString(file, configuration(app, api, prune, callsPerSecondFor));
    Jar jar = start(folder, Map.of(), "--config", file.toString());
    jar.awaitReady();
    app.callbackTo(jar.callbackUrl(), TOKEN);
    return jar;
  }

  /** A configuration for a simulated app, to which sections can be added. */
  static String configuration(SandboxApp app, String api, String prune) {
    return configuration(app, api, prune, "{}");
  }

  private static String configuration(
      SandboxApp app, String api, String prune, String callsPerSecondFor) {
    String text =
        String.join(
            "\n",
            "server: { host: 127.0.0.1, port: 0 }",
            "apps:",
            "  - sdkAppId: " + app.sdkAppId(),
            "    identifier: " + app.identifier(),
            "    secretKey: " + app.secretKey(),
            "    callbackTokens: [" + TOKEN + "]",
            "    api: " + api,
            "    callsPerSecondFor: " + callsPerSecondFor,
            "management: { host: 127.0.0.1, port: 0 }",
            "prune:",
            prune.indent(2));
    return SmallGroups.in(text);
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        Matcher matcher = READY.matcher(line);
        if (matcher.find()) {
          ready.complete(matcher);
        }
      }
    } catch (IOException e) {
      output.add("(output ends: " + e.getMessage() + ")");
    } finally {
      ready.completeExceptionally(new IllegalStateException("ended before it was ready"));
    }
  }

  void awaitReady() throws Exception {
    try {
      ready.get(START.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      process.destroyForcibly();
      throw new IllegalStateException("not ready:\n" + String.join("\n", output), e);
    }
  }

  boolean isReady() {
    return ready.isDone() && !ready.isCompletedExceptionally() && isAlive();
  }

  /** What it has printed so far. */
  List<String> output() {
    return output;
  }

  String callbackUrl() {
    return "http://127.0.0.1:" + ready.join().group(1) + "/im/callback";
  }

  /** Its management port. */
  String managementUrl() {
    return "http://127.0.0.1:" + ready.join().group(2);
  }

  ManagementApi api() {
    return api.join();
  }

  /** kill -9; does not wait for its end. */
  void kill() {
    process.destroyForcibly();
  }

  /** It does nothing any more, and knows nothing of it, until it {@linkplain #thaw thaws}. */
  void freeze() throws IOException, InterruptedException {
    signal("-STOP");
  }

  void thaw() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    int sent = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    assertThat(sent).as("kill %s", signal).isZero();
  }

  /** Tells it to stop and gives its exit code. */
  int stop() throws InterruptedException {
    terminate();
    return exitCode();
  }

  /** Tells it to stop. */
  void terminate() {
    // The process itself would close its output as well, and what it says last would be lost.
    process.toHandle().destroy();
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the process ends").isTrue();
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
