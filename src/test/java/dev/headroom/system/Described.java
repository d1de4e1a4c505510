package dev.headroom.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The description of the management port, to hold its answers against. */
final class Described {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ERROR = "{\"$ref\":\"#/components/schemas/Error\"}";

  private final JsonNode document = document();
  private final JsonSchemaFactory factory =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private final Map<JsonNode, JsonSchema> schemas = new ConcurrentHashMap<>();

  private static JsonNode document() {
    try (InputStream file = Described.class.getResourceAsStream("/openapi.json")) {
      return MAPPER.readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The document itself. */
  JsonNode json() {
    return document;
  }

  /**
   * Holds an answer against what its path, method and status say of it. What is refused must be an
   * error as every error is, whether the path is known or not.
   *
   * @param path with its query
   * @throws AssertionError when they differ
   */
  void check(String method, String path, int status, String body) {
    JsonNode schema =
        status >= 400 && !path.startsWith("/health")
            ? tree(ERROR)
            : answer(method, path.replaceFirst("\\?.*", ""), status)
                .orElseThrow(
                    () ->
                        new AssertionError(
                            method + " " + path + " " + status + " is not described"));
    Set<String> faults = new TreeSet<>();
    for (ValidationMessage fault : schema(schema).validate(tree(body))) {
      faults.add(fault.getMessage());
    }
    if (!faults.isEmpty()) {
      throw new AssertionError(method + " " + path + " " + status + ": " + faults + "\n" + body);
    }
  }

  private Optional<JsonNode> answer(String method, String path, int status) {
    JsonNode found = null;
    for (Map.Entry<String, JsonNode> each : document.get("paths").properties()) {
      String form = each.getKey().replaceAll("\\{[^}]+}", "[^/]+");
      boolean literal = !each.getKey().contains("{");
      if (path.matches(form) && (found == null || literal)) {
        found = each.getValue();
      }
    }
    return Optional.ofNullable(found)
        .map(item -> item.get(method.toLowerCase(Locale.ROOT)))
        .map(operation -> operation.get("responses").get(Integer.toString(status)))
        .map(response -> response.get("content").get("application/json"))
        .map(content -> content.get("schema"));
  }

  private JsonSchema schema(JsonNode schema) {
    return schemas.computeIfAbsent(
        schema,
        key -> {
          ObjectNode root = ((ObjectNode) key).deepCopy();
          root.set("components", document.get("components"));
          return factory.getSchema(
              root, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
        });
  }

  private static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
