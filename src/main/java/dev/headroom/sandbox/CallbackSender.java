package dev.headroom.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Posts callbacks the way Tencent does [1047/34354]: kept-alive connections, the app's URL with the
 * query appended, two seconds of patience, no second try. Safe for all threads.
 */
final class CallbackSender {
  private static final int CONNECTIONS = 256;

  private final HttpClient client;
  private final Clock clock;
  private final Duration patience;
  private final Recent<CallbackReply> replies;
  private final AtomicLong failures = new AtomicLong();

  CallbackSender(Vertx vertx, Clock clock, Duration patience, int most) {
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAliveTimeout(300)
                .setConnectTimeout((int) patience.toMillis())
                .setTrustAll(true)
                .setVerifyHost(false),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    this.clock = clock;
    this.patience = patience;
    this.replies = new Recent<>(most);
  }

  /**
   * Posts one callback.
   *
   * @param clientIp null leaves ClientIP and OptPlatform out, as alerts do
   * @return never fails: a callback that failed is a reply that says so
   */
  Future<CallbackReply> send(
      String url, String token, long sdkAppId, String clientIp, String platform, JsonObject body) {
    String command = body.getString("CallbackCommand");
    String groupId = body.getString("GroupId", "");
    Instant sentAt = clock.instant();
    String target = url + "?" + query(sdkAppId, command, clientIp, platform, token, sentAt);
    long[] startNanos = {System.nanoTime()};
    Future<CallbackReply> sent;
    try {
      sent =
          client
              .request(new RequestOptions().setAbsoluteURI(target).setMethod(HttpMethod.POST))
              .compose(
                  request -> {
                    startNanos[0] = System.nanoTime();
                    return exchange(request, body.toBuffer());
                  })
              .map(
                  answer ->
                      new CallbackReply(
                          command,
                          groupId,
                          sentAt,
                          answer.status(),
                          isJsonObject(answer.body()),
                          microsSince(startNanos[0]),
                          answer.body().toString(),
                          ""));
    } catch (RuntimeException badUrl) {
      sent = Future.failedFuture(badUrl);
    }
    return sent.otherwise(
            failure ->
                new CallbackReply(
                    command,
                    groupId,
                    sentAt,
                    0,
                    false,
                    microsSince(startNanos[0]),
                    "",
                    String.valueOf(failure.getMessage())))
        .onSuccess(this::keep);
  }

  private Future<Answer> exchange(HttpClientRequest request, Buffer body) {
    // The request is reset when patience ends, so that a late answer finds nobody.
    return request
        .send(body)
        .compose(response -> response.body().map(whole -> new Answer(response.statusCode(), whole)))
        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(failure -> request.reset());
  }

  static String query(
      long sdkAppId,
      String command,
      String clientIp,
      String platform,
      String token,
      Instant requestTime) {
    StringBuilder query =
        new StringBuilder("SdkAppid=")
            .append(sdkAppId)
            .append("&CallbackCommand=")
            .append(command)
            .append("&contenttype=json");
    if (clientIp != null) {
      query.append("&ClientIP=").append(clientIp).append("&OptPlatform=").append(platform);
    }
    if (!token.isEmpty()) {
      long seconds = requestTime.getEpochSecond();
      query.append("&Sign=").append(sign(token, seconds)).append("&RequestTime=").append(seconds);
    }
    return query.toString();
  }

  static String sign(String token, long requestTime) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((token + requestTime).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256; use a complete one.", e);
    }
  }

  List<CallbackReply> replies() {
    return replies.all();
  }

  long failures() {
    return failures.get();
  }

  void clear() {
    replies.clear();
    failures.set(0);
  }

  Future<Void> close() {
    return client.close();
  }

  private void keep(CallbackReply reply) {
    if (!reply.ok()) {
      failures.incrementAndGet();
    }
    replies.add(reply);
  }

  private static long microsSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - nanos);
  }

  private static boolean isJsonObject(Buffer body) {
    try {
      body.toJsonObject();
      return true;
    } catch (DecodeException | ClassCastException notJson) {
      return false;
    }
  }

  private record Answer(int status, Buffer body) {}
}
