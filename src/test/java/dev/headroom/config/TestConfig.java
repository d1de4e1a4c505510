package dev.headroom.config;

import static org.assertj.core.api.Assertions.fail;

import dev.headroom.config.yaml.InvalidSettings;
import java.util.List;
import java.util.Map;

/** Configuration files for tests. */
public final class TestConfig {

  static final String NAME = "test.yaml";

  /** The least that a file must say. */
  public static final String APPS =
      """
      apps:
        - sdkAppId: 1400000000
          secretKey: s3cret-key
          callbackTokens: [t0ken]
      """;

  private TestConfig() {}

  /** The settings of the least file and these lines. */
  public static Settings with(String lines) throws InvalidSettings {
    return parse(APPS + lines, Map.of());
  }

  public static Settings parse(String text, Map<String, String> environment)
      throws InvalidSettings {
    return SettingsLoader.parse(text, NAME, environment);
  }

  /** What is wrong with the least file and these lines, one text a problem. */
  public static List<String> problemsWith(String lines) {
    return problems(APPS + lines, Map.of());
  }

  /** What is wrong with a file, one text a problem. */
  public static List<String> problems(String text, Map<String, String> environment) {
    try {
      return fail("accepted: %s", parse(text, environment));
    } catch (InvalidSettings e) {
      return e.getMessage().lines().toList();
    }
  }
}
