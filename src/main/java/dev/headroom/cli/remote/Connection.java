package dev.headroom.cli.remote;

import dev.headroom.config.ManagementAddress;
import dev.headroom.config.yaml.InvalidSettings;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.BiFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the service is, and how its answers are shown: the same for every command. */
final class Connection {

  /** The environment variable with the token; an argument could be seen by every user. */
  static final String TOKEN = "HEADROOM_MANAGEMENT_TOKEN";

  private static final URI USUAL = URI.create("http://127.0.0.1:8081");
  private static final Path USUAL_FILE = Path.of("conf", "headroom.yaml");

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "the service's management port (default: the one of management in the configuration, or"
              + " http://127.0.0.1:8081)",
      converter = ServiceUrl.class)
  private URI url;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "configuration to find that port by (default: conf/headroom.yaml if it exists)")
  private Path config;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "PEM file with the certificates to trust, if the port speaks TLS with your own")
  private Path authority;

  @Option(names = "--json", description = "print the service's answer as JSON")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** The service. */
  ManagementClient open() throws ServiceException, InvalidSettings {
    URI where = url == null ? configured() : url;
    String token = token(System.getenv(TOKEN));
    if (token != null && where.getScheme().equals("http") && !isLoopback(where.getHost())) {
      err().println("warning: the token travels unencrypted to " + where + ". Use https.");
    }
    return new ManagementClient(
        where, token, authority == null ? null : TrustedFile.read(authority));
  }

  private URI configured() throws ServiceException, InvalidSettings {
    if (config == null && !Files.isReadable(USUAL_FILE)) {
      return USUAL;
    }
    Path file = config == null ? USUAL_FILE : config;
    return ManagementAddress.read(file, System.getenv())
        .orElseThrow(
            () ->
                ServiceException.usage(
                    "management.port in " + file + " is 0, any free one",
                    "name the port with --url URL; the service has printed it at its start"));
  }

  /** A token that can be sent, or null for none. */
  static String token(String variable) throws ServiceException {
    if (variable == null || variable.isBlank()) {
      return null;
    }
    String token = variable.strip();
    if (!token.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
      throw ServiceException.usage(
          TOKEN + " has blanks or characters in it that no header may have",
          "set it to the token alone");
    }
    return token;
  }

  private static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  /** Shows an answer: as it came, or as those lines. */
  void print(Answer answer, BiFunction<JsonObject, Times, List<String>> screen)
      throws ServiceException {
    if (json) {
      out().println(answer.asciiJson());
      out().flush();
    } else {
      show(answer, screen);
    }
  }

  /** Shows an answer that is not the one asked for, to the person who has to decide. */
  void show(Answer answer, BiFunction<JsonObject, Times, List<String>> screen)
      throws ServiceException {
    PrintWriter out = json ? err() : out();
    lines(answer, screen).forEach(out::println);
    out.flush();
  }

  private static List<String> lines(
      Answer answer, BiFunction<JsonObject, Times, List<String>> screen) throws ServiceException {
    try {
      return screen.apply(answer.json(), Times.local(Clock.systemUTC()));
    } catch (ClassCastException | NullPointerException | IllegalArgumentException e) {
      throw ServiceException.failed(
          "the answer of the service is not as this version knows it",
          "use the headroom.jar that runs there, or --json");
    }
  }

  /** Whether answers are printed as they come. */
  boolean isJson() {
    return json;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
