package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.yaml.InvalidSettings;
import dev.headroom.config.yaml.Problem;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class SettingsLoaderTest {

  private static final Path SHIPPED = Path.of("conf/headroom.yaml");
  private static final Map<String, String> THREE_VARIABLES =
      Map.of(
          "HEADROOM_SDK_APP_ID", "1400000000",
          "HEADROOM_SECRET_KEY", "s3cret-key",
          "HEADROOM_CALLBACK_TOKEN", "t0ken");

  @TempDir private Path directory;

  private Path write(byte[] content) throws IOException {
    return java.nio.file.Files.write(directory.resolve("headroom.yaml"), content);
  }

  private static void expect(
      Vertx vertx, VertxTestContext test, Path file, String cause, String remedy) {
    SettingsLoader.load(vertx, file, Map.of())
        .onComplete(
            test.failing(
                failure ->
                    test.verify(
                        () -> {
                          assertThat(failure).isInstanceOf(InvalidSettings.class);
                          assertThat(((InvalidSettings) failure).problems())
                              .containsExactly(new Problem(file.toString(), cause, remedy));
                          test.completeNow();
                        })));
  }

  @Test
  @DisplayName("the shipped file needs three variables and is all defaults")
  void shipped(Vertx vertx, VertxTestContext test) throws InvalidSettings {
    Settings defaults = TestConfig.with("");
    SettingsLoader.load(vertx, SHIPPED, THREE_VARIABLES)
        .onComplete(
            test.succeeding(
                settings ->
                    test.verify(
                        () -> {
                          assertThat(settings).isEqualTo(defaults);
                          test.completeNow();
                        })));
  }

  @Test
  @DisplayName("the shipped file names the three variables when they are missing")
  void variables(Vertx vertx, VertxTestContext test) {
    SettingsLoader.load(vertx, SHIPPED, Map.of())
        .onComplete(
            test.failing(
                failure ->
                    test.verify(
                        () -> {
                          assertThat(((InvalidSettings) failure).problems())
                              .extracting(Problem::path)
                              .containsExactly(
                                  "apps[0].sdkAppId",
                                  "apps[0].secretKey",
                                  "apps[0].callbackTokens[0]");
                          assertThat(failure.getMessage())
                              .contains(THREE_VARIABLES.keySet().toArray(String[]::new));
                          test.completeNow();
                        })));
  }

  @Test
  @DisplayName("what the shipped file has commented out are the defaults, every key among them")
  void commentedOut() throws Exception {
    String text =
        java.nio.file.Files.readString(SHIPPED).replaceAll("(?m)^( *)#(?=[A-Za-z])", "$1");
    assertThat(TestConfig.parse(text, THREE_VARIABLES)).isEqualTo(TestConfig.with(""));
    for (Class<?> part :
        List.of(
            ServerSettings.class,
            AppSettings.class,
            JobsSettings.class,
            ChatSettings.class,
            PolicySettings.Notice.class,
            PolicySettings.Protect.class)) {
      for (var component : part.getRecordComponents()) {
        assertThat(text).containsPattern("(?m)^[ #-]*" + component.getName() + ": ");
      }
    }
  }

  @Test
  @DisplayName("the examples in the comments of the shipped file are valid")
  void examples() throws Exception {
    String groups =
        java.nio.file.Files.readString(SHIPPED)
            .lines()
            .filter(line -> line.startsWith("  #   "))
            .map(line -> line.substring("  # ".length()))
            .reduce("prune:\n", (above, line) -> above + line + "\n");
    assertThat(TestConfig.with(groups).prune().groups()).hasSize(2);
    assertThat(TestConfig.with("prune:\n  enforceFrom: 2026-12-24").prune().base().enforceFrom())
        .isNotNull();
  }

  @Test
  @DisplayName("a file that is not there is told with a remedy")
  void missing(Vertx vertx, VertxTestContext test) {
    expect(
        vertx,
        test,
        directory.resolve("none.yaml"),
        "does not exist",
        "Create it, or name another with --config FILE");
  }

  @Test
  @DisplayName("a directory is told with a remedy")
  void directory(Vertx vertx, VertxTestContext test) {
    expect(vertx, test, directory, "is a directory", "Name the file in it with --config FILE");
  }

  @Test
  @DisplayName("a file that cannot be read is told with a remedy")
  void unreadable(Vertx vertx, VertxTestContext test) throws IOException {
    Path file = write(new byte[0]);
    expect(
        vertx,
        test,
        file.resolve("below"),
        "cannot be read",
        "Let the user running Headroom read it");
  }

  @Test
  @DisplayName("a file that is not UTF-8 is told instead of reading a wrong secret from it")
  void notUtf8(Vertx vertx, VertxTestContext test) throws IOException {
    Path file = write((TestConfig.APPS + "# é").getBytes(StandardCharsets.ISO_8859_1));
    expect(vertx, test, file, "is not UTF-8 text", "Save it as UTF-8");
  }

  @Test
  @DisplayName("a mark at the start of the file, as some editors write it, does no harm")
  void byteOrderMark(Vertx vertx, VertxTestContext test) throws IOException {
    Path file = write(("\uFEFF" + TestConfig.APPS).getBytes(StandardCharsets.UTF_8));
    SettingsLoader.load(vertx, file, Map.of())
        .onComplete(
            test.succeeding(
                settings ->
                    test.verify(
                        () -> {
                          assertThat(settings.app(1400000000L)).isPresent();
                          test.completeNow();
                        })));
  }
}
