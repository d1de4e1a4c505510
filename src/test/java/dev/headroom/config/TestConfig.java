package dev.headroom.config;

import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Map;

/** Configuration files for tests. */
final class TestConfig {

  static final String NAME = "test.yaml";

  /** The least that a file must say. */
  static final String APPS =
      """
      apps:
        - sdkAppId: 1400000000
          secretKey: s3cret-key
          callbackTokens: [t0ken]
      """;

  private TestConfig() {}

  /** The settings of the least file and these lines. */
  static Settings with(String lines) throws InvalidSettings {
    return parse(APPS + lines, Map.of());
  }

  static Settings parse(String text, Map<String, String> environment) throws InvalidSettings {
    return SettingsLoader.parse(text, NAME, environment);
  }

  /** What is wrong with the least file and these lines, one text a problem. */
  static List<String> problemsWith(String lines) {
    return problems(APPS + lines, Map.of());
  }

  /** What is wrong with a file, one text a problem. */
  static List<String> problems(String text, Map<String, String> environment) {
    try {
      return fail("accepted: %s", parse(text, environment));
    } catch (InvalidSettings e) {
      return e.getMessage().lines().toList();
    }
  }
}
