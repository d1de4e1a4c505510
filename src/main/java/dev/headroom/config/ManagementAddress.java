package dev.headroom.config;

import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.FilesRead;
import dev.headroom.config.yaml.Forms;
import dev.headroom.config.yaml.Hosts;
import dev.headroom.config.yaml.InvalidSettings;
import dev.headroom.config.yaml.PlainText;
import dev.headroom.config.yaml.Problem;
import dev.headroom.config.yaml.Problems;
import dev.headroom.config.yaml.Section;
import dev.headroom.config.yaml.Substitution;
import dev.headroom.config.yaml.YamlText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Where the management port of a configuration is, for whoever wants to call it. Nothing else of
 * the file is looked at: the secrets that it names need not be there.
 */
public final class ManagementAddress {

  private ManagementAddress() {}

  /**
   * The URL of the port on this machine; empty if it is any free one. Blocks.
   *
   * @param environment what {@code ${NAME}} may name
   * @throws InvalidSettings when the file, or what it says of the port, cannot be read
   */
  public static Optional<URI> read(Path file, Map<String, String> environment)
      throws InvalidSettings {
    try {
      return of(PlainText.decode(Files.readAllBytes(file)), file.toString(), environment);
    } catch (NoSuchFileException e) {
      throw invalid(file, "does not exist", "Name another with --config FILE, or use --url URL");
    } catch (BadValue e) {
      throw invalid(file, e.getMessage(), e.remedy() + ", or use --url URL");
    } catch (IOException e) {
      throw invalid(file, "cannot be read", "Name a file that you may read, or use --url URL");
    }
  }

  private static InvalidSettings invalid(Path file, String cause, String remedy) {
    return new InvalidSettings(List.of(new Problem(file.toString(), cause, remedy)));
  }

  static Optional<URI> of(String text, String name, Map<String, String> environment)
      throws InvalidSettings {
    Node tree = YamlText.tree(text, name).filter(MappingNode.class::isInstance).orElse(null);
    Problems problems = new Problems();
    Section management =
        Section.root(tree, problems, new Substitution(environment, new FilesRead()))
            .section("management");
    String host = management.get("host", ManagementSettings.DEFAULTS.host(), Hosts.host());
    int port = management.get("port", ManagementSettings.DEFAULTS.port(), Forms.integer(0, 65_535));
    problems.check();
    return port == 0
        ? Optional.empty()
        : Optional.of(
            URI.create(
                (management.has("tls") ? "https" : "http") + "://" + callable(host) + ":" + port));
  }

  private static String callable(String host) {
    if (host.equals("0.0.0.0") || host.equals("::")) {
      return "127.0.0.1";
    }
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
