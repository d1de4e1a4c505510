package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.Headroom;
import dev.headroom.config.Settings;
import dev.headroom.config.SettingsLoader;
import dev.headroom.event.Mode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What can be said of the Dockerfile without a Docker engine. */
class DockerfileTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "HEADROOM_SDK_APP_ID", "1400000000",
          "HEADROOM_SECRET_KEY", "key",
          "HEADROOM_CALLBACK_TOKEN", "token",
          "HEADROOM_MANAGEMENT_TOKEN", "other token");

  private static List<String> instructions;

  @BeforeAll
  static void read() throws IOException {
    String text = Files.readString(Path.of("Dockerfile")).replaceAll("\\\\\\R\\s*", " ");
    instructions = text.lines().filter(line -> line.matches("[A-Z]+ .*")).toList();
  }

  private static List<String> all(String name) {
    return instructions.stream()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1))
        .toList();
  }

  private static String last(String name) {
    List<String> all = all(name);
    return all.get(all.size() - 1);
  }

  private static List<String> command(String json) {
    return new JsonArray(json).stream().map(String.class::cast).toList();
  }

  @Test
  @DisplayName("What it copies is there and not kept from the build")
  void sources() throws IOException {
    List<String> allowed =
        Files.readAllLines(Path.of(".dockerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();
    List<String> copied =
        all("COPY").stream()
            .filter(line -> !line.startsWith("--from"))
            .flatMap(line -> Arrays.stream(line.split(" ")).limit(line.split(" ").length - 1))
            .toList();
    assertThat(copied)
        .hasSizeGreaterThan(4)
        .allSatisfy(
            source -> {
              assertThat(Path.of(source)).exists();
              assertThat(allowed).contains(Path.of(source).getName(0).toString());
            });
    assertThat(all("COPY"))
        .filteredOn(line -> line.startsWith("--from"))
        .containsExactly("--from=build /build/target/headroom.jar headroom.jar");
    assertThat(all("FROM").get(0)).endsWith(" AS build");
    assertThat(Files.readString(Path.of("pom.xml"))).contains("<finalName>headroom</finalName>");
  }

  @Test
  @DisplayName("It starts the jar it copied with the archive it made, as nobody in particular")
  void entryPoint() {
    List<String> start = command(last("ENTRYPOINT"));
    assertThat(start).startsWith("java").endsWith("-jar", "/app/headroom.jar");
    assertThat(start).contains("-XX:AOTCache=/app/headroom.aot");
    assertThat(last("RUN"))
        .startsWith("java -XX:AOTCacheOutput=/app/headroom.aot ")
        .contains(" -jar /app/headroom.jar sandbox --once ");
    assertThat(last("WORKDIR")).isEqualTo("/app");
    assertThat(last("USER")).isEqualTo("10001:10001");
    for (List<String> arguments :
        List.of(command(last("CMD")), List.of("sandbox", "--once"), List.of("check"))) {
      assertThat(Headroom.commandLine().parseArgs(arguments.toArray(String[]::new)).subcommand())
          .isNotNull();
    }
  }

  @Test
  @DisplayName("Its configuration needs four variables, observes, and fits volume and ports")
  void configuration() throws Exception {
    assertThat(all("COPY")).contains("conf/container.yaml conf/headroom.yaml");
    Settings settings = parse(ENVIRONMENT);
    assertThat(settings.prune().base().mode()).isEqualTo(Mode.OBSERVE);
    assertThat(settings.jobs().url()).startsWith("jdbc:sqlite:" + last("VOLUME") + "/");
    assertThat(last("EXPOSE"))
        .isEqualTo(settings.server().port() + " " + settings.management().port());
    assertThat(last("HEALTHCHECK")).contains("/127.0.0.1/" + settings.management().port() + " ");
    assertThat(settings.management().host()).isEqualTo("0.0.0.0");
    assertThat(settings.management().tokens()).hasSize(1);
  }

  @Test
  @DisplayName("Mode, region and identifier can be given by the environment, too")
  void variables() throws Exception {
    Map<String, String> more = new HashMap<>(ENVIRONMENT);
    more.put("HEADROOM_MODE", "enforce");
    more.put("HEADROOM_API", "https://adminapisgp.im.qcloud.com");
    more.put("HEADROOM_IDENTIFIER", "robot");
    Settings settings = parse(more);
    assertThat(settings.prune().base().mode()).isEqualTo(Mode.ENFORCE);
    assertThat(settings.apps().get(0).api()).hasHost("adminapisgp.im.qcloud.com");
    assertThat(settings.apps().get(0).identifier()).isEqualTo("robot");
  }

  private static Settings parse(Map<String, String> environment) throws Exception {
    return SettingsLoader.parse(
        Files.readString(Path.of("conf", "container.yaml")), "container.yaml", environment);
  }

  @Test
  @DisplayName("The health check tells 200 from 503 and from nobody at the port")
  void health() throws Exception {
    Vertx vertx = Vertx.vertx();
    HttpServer server =
        NodeInProcess.result(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .response()
                            .setStatusCode(
                                request.path().equals("/health/live")
                                        && "localhost".equals(request.getHeader("Host"))
                                    ? 200
                                    : 503)
                            .end())
                .listen(0, "127.0.0.1"));
    int port = server.actualPort();
    assertThat(check(port, "/health/live")).isZero();
    assertThat(check(port, "/health/ready")).isNotZero();
    NodeInProcess.result(vertx.close());
    assertThat(check(port, "/health/live")).isNotZero();
  }

  private static int check(int port, String path) throws Exception {
    String json = last("HEALTHCHECK").substring(last("HEALTHCHECK").indexOf('['));
    List<String> command =
        command(json).stream()
            .map(word -> word.replace("8081", Integer.toString(port)))
            .map(word -> word.replace("/health/live", path))
            .collect(Collectors.toList());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
