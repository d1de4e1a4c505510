package dev.headroom.trace;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The standard environment variables of OpenTelemetry, as far as they decide about us. */
final class TraceSettings {

  private static final String PREFIX = "OTEL_";

  private TraceSettings() {}

  /** Whether traces shall be sent anywhere. */
  static boolean isConfigured(Map<String, String> environment) {
    boolean somewhere =
        isSet(environment, "OTEL_EXPORTER_OTLP_ENDPOINT")
            || isSet(environment, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    return somewhere
        && !"true".equalsIgnoreCase(environment.get("OTEL_SDK_DISABLED"))
        && !"none".equalsIgnoreCase(environment.get("OTEL_TRACES_EXPORTER"));
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    return !environment.getOrDefault(name, "").isBlank();
  }

  /** The variables as properties of the SDK, with what Headroom adds. */
  static Map<String, String> properties(Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>();
    properties.put("otel.service.name", "headroom");
    properties.put("otel.exporter.otlp.protocol", "http/protobuf");
    // Metrics are at /metrics, logs on the standard output.
    properties.put("otel.metrics.exporter", "none");
    properties.put("otel.logs.exporter", "none");
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    return properties;
  }
}
