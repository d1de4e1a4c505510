package dev.headroom.sandbox;

import io.github.doocs.im.util.SigUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls a backend with whatever a test wants to get wrong. */
final class RawClient {
  private final WebClient client;
  private final SandboxBackend backend;
  private final Map<String, String> query = new LinkedHashMap<>();
  private HttpMethod method = HttpMethod.POST;

  RawClient(Vertx vertx, SandboxBackend backend) {
    this.client = WebClient.create(vertx, new WebClientOptions().setKeepAlive(true));
    this.backend = backend;
    SandboxApp app = backend.app();
    query.put("sdkappid", Long.toString(app.sdkAppId()));
    query.put("identifier", app.identifier());
    query.put(
        "usersig", SigUtil.genUserSig(app.sdkAppId(), app.secretKey(), app.identifier(), 86_400));
    query.put("random", "4294967295");
    query.put("contenttype", "json");
  }

  /** Sets a query parameter; null leaves it out. */
  RawClient with(String name, String value) {
    if (value == null) {
      query.remove(name);
    } else {
      query.put(name, value);
    }
    return this;
  }

  RawClient method(HttpMethod other) {
    method = other;
    return this;
  }

  /** One call of a group command. */
  JsonObject group(String command, JsonObject body) {
    return call("group_open_http_svc/" + command, body);
  }

  JsonObject call(String path, JsonObject body) {
    return await(send("/v4/" + path, body.toBuffer())).bodyAsJsonObject();
  }

  /** The error code of one call with any body. */
  int code(String path, String body) {
    return await(send("/v4/" + path, Buffer.buffer(body)))
        .bodyAsJsonObject()
        .getInteger("ErrorCode");
  }

  Future<HttpResponse<Buffer>> send(String path, Buffer body) {
    StringBuilder uri = new StringBuilder(path).append('?');
    query.forEach(
        (name, value) ->
            uri.append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('&'));
    uri.setLength(uri.length() - 1);
    return client.requestAbs(method, backend.url() + uri).sendBuffer(body);
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new CompletionException(e);
    }
  }
}
