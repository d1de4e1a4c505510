package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Traces of a node with an exporter")
class TracingTest {

  @TempDir private Path folder;
  private Vertx vertx;
  private SandboxBackend backend;
  private HttpServer collector;
  private final List<Buffer> received = new CopyOnWriteArrayList<>();
  private final List<String> paths = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    collector =
        NodeInProcess.result(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      paths.add(request.path());
                      request
                          .body()
                          .onSuccess(
                              body -> {
                                received.add(body);
                                request.response().end();
                              });
                    })
                .listen(0, "127.0.0.1"));
  }

  @AfterEach
  void close() throws Exception {
    NodeInProcess.result(backend.close());
    NodeInProcess.result(vertx.close());
  }

  private record Span(
      String trace, String id, String parent, String name, Map<String, String> attributes) {}

  @Test
  @DisplayName(
      "lead from the callback over job and run to each call, and name no person and no key")
  void wholeWay() throws Exception {
    NodeInProcess node =
        NodeInProcess.start(
            vertx,
            backend,
            folder,
            "jobs: { }\nprune: { mode: enforce }",
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + collector.actualPort(),
                "OTEL_BSP_SCHEDULE_DELAY",
                "50"));
    SandboxGroup group =
        NodeInProcess.fullGroup(backend.app(), "@TGS#traced", GroupType.PUBLIC, 40);
    try {
      NodeInProcess.callBack(group);
      await().until(() -> spans().stream().anyMatch(span -> span.name().equals("run")));
    } finally {
      node.stopService();
    }

    List<Span> spans = spans();
    assertThat(paths).containsOnly("/v1/traces");
    Span callback = one(spans, "callback");
    Span job = one(spans, "job");
    Span run = one(spans, "run");
    assertThat(callback.parent()).isEmpty();
    assertThat(job.parent()).isEqualTo(callback.id());
    assertThat(run.parent()).isEqualTo(job.id());
    assertThat(spans).extracting(Span::trace).containsOnly(callback.trace());
    assertThat(run.attributes())
        .containsEntry("headroom.group", "@TGS#traced")
        .containsEntry("headroom.outcome", "pruned")
        .containsEntry("headroom.removed", "2")
        .containsEntry("headroom.cause", "callback")
        .containsKeys("headroom.job", "headroom.run");
    assertThat(job.attributes())
        .containsEntry("headroom.job", run.attributes().get("headroom.job"));
    Span delete = one(spans, "chat delete_group_member");
    assertThat(delete.parent()).isEqualTo(run.id());
    assertThat(delete.attributes()).containsEntry("headroom.count", "2");
    assertThat(spans.stream().filter(span -> span.name().startsWith("chat ")))
        .hasSizeGreaterThan(4)
        .allSatisfy(span -> assertThat(span.parent()).isEqualTo(run.id()));

    String all = String.join("", received.stream().map(this::latin).toList());
    assertThat(all).contains("headroom").doesNotContain(backend.app().secretKey(), "usersig");
    List<String> accounts = group.deletedAccounts();
    assertThat(spans.stream().flatMap(span -> span.attributes().values().stream()))
        .doesNotContainAnyElementsOf(accounts)
        .doesNotContain("owner", "late");
  }

  @Test
  @DisplayName("say how to mend what they cannot be sent with")
  void wrongProtocol() {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () ->
                    NodeInProcess.start(
                        vertx,
                        backend,
                        folder,
                        "jobs: { }",
                        Map.of(
                            "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1",
                            "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"))))
        .rootCause()
        .hasMessageContaining("OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf");
  }

  private String latin(Buffer body) {
    return body.toString(StandardCharsets.ISO_8859_1);
  }

  private static Span one(List<Span> spans, String name) {
    List<Span> found = spans.stream().filter(span -> span.name().equals(name)).toList();
    assertThat(found).as("%s in %s", name, spans).hasSize(1);
    return found.get(0);
  }

  /** ExportTraceServiceRequest, as far as it is needed [opentelemetry-proto, trace/v1]. */
  private List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    for (Buffer body : received) {
      fields(body.getBytes(), 1)
          .flatMap(resource -> fields(resource, 2))
          .flatMap(scope -> fields(scope, 2))
          .forEach(span -> spans.add(span(span)));
    }
    return spans;
  }

  private static Span span(byte[] message) {
    Map<String, String> attributes = new TreeMap<>();
    fields(message, 9)
        .forEach(
            attribute ->
                attributes.put(text(attribute, 1), value(fields(attribute, 2).findFirst().get())));
    return new Span(
        hex(message, 1), hex(message, 2), hex(message, 4), text(message, 5), attributes);
  }

  private static String value(byte[] any) {
    String text = text(any, 1);
    return text.isEmpty() ? Long.toString(varint(any, 1)) : text;
  }

  private static String text(byte[] message, int number) {
    return fields(message, number)
        .findFirst()
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElse("");
  }

  private static String hex(byte[] message, int number) {
    return fields(message, number).findFirst().map(HexFormat.of()::formatHex).orElse("");
  }

  private static long varint(byte[] message, int from) {
    long value = 0;
    int shift = 0;
    for (int i = from; i < message.length; i++) {
      value |= (long) (message[i] & 0x7F) << shift;
      shift += 7;
      if (message[i] >= 0) {
        break;
      }
    }
    return value;
  }

  /** The fields of that number that have a length: messages, texts, bytes. */
  private static Stream<byte[]> fields(byte[] message, int number) {
    List<byte[]> found = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long tag = varint(in);
      switch ((int) (tag & 7)) {
        case 0 -> varint(in);
        case 1 -> in.getLong();
        case 2 -> {
          byte[] bytes = new byte[(int) varint(in)];
          in.get(bytes);
          if (tag >> 3 == number) {
            found.add(bytes);
          }
        }
        case 5 -> in.getInt();
        default -> throw new AssertionError("wire type of tag " + tag);
      }
    }
    return found.stream();
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
