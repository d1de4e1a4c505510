package dev.headroom.doctor;

import dev.headroom.config.ManagementSettings.Role;
import dev.headroom.config.ManagementSettings.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Single requests, each on a connection of its own; redirects are not followed. */
public final class HttpProbe {

  private static final Duration CONNECTING = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final TrustOptions trust;
  private final boolean isNameChecked;

  /**
   * Has not asked for anything yet.
   *
   * @param trust whom to trust; null for the authorities that this Java trusts
   */
  public HttpProbe(Vertx vertx, TrustOptions trust) {
    this(vertx, trust, true);
  }

  private HttpProbe(Vertx vertx, TrustOptions trust, boolean isNameChecked) {
    this.vertx = vertx;
    this.trust = trust;
    this.isNameChecked = isNameChecked;
  }

  /**
   * For a port of ours by its address: that very certificate is trusted, whatever name it is made
   * for.
   *
   * @param chain PEM
   */
  public static HttpProbe toOurs(Vertx vertx, String chain) {
    return new HttpProbe(vertx, new PemTrustOptions().addCertValue(Buffer.buffer(chain)), false);
  }

  /** The token to look with: one that may do no more, if there is one; null without any. */
  public static String toLook(List<Token> tokens) {
    return tokens.stream()
        .min(Comparator.comparing(any -> any.role() == Role.READ ? 0 : 1))
        .map(any -> any.token().reveal())
        .orElse(null);
  }

  /**
   * What came back.
   *
   * @param location where a redirect leads, or null
   * @param time from the first step to the last byte
   */
  public record Answer(int status, String location, String body, Duration time) {}

  /**
   * Connects, with TLS if the URL says so, and does nothing. Fails as {@link ConnectionFindings}
   * reads it.
   */
  Future<Void> connect(HttpUrl url) {
    NetClientOptions options =
        new NetClientOptions()
            .setSsl(url.isTls())
            .setHostnameVerificationAlgorithm(isNameChecked ? "HTTPS" : "")
            .setConnectTimeout(Math.toIntExact(CONNECTING.toMillis()));
    if (trust != null) {
      options.setTrustOptions(trust);
    }
    var client = vertx.createNetClient(options);
    return client
        .connect(url.port(), url.host())
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .eventually(client::close)
        .mapEmpty();
  }

  /**
   * Sends a callback or any other JSON. Connects once before it, and the time of that does not
   * count: a Java that has just started is slow at its first TLS. Fails as {@link
   * ConnectionFindings} reads it.
   */
  Future<Answer> post(HttpUrl url, Buffer json) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .putHeader("Content-Type", "application/json");
    return connect(url).compose(connected -> exchange(url, options, json));
  }

  /**
   * Asks for something. Fails as the connection does.
   *
   * @param bearer a token, or null
   */
  public Future<Answer> get(HttpUrl url, String bearer) {
    RequestOptions options = new RequestOptions().setMethod(HttpMethod.GET);
    if (bearer != null) {
      options.putHeader("Authorization", "Bearer " + bearer);
    }
    return exchange(url, options, Buffer.buffer());
  }

  private Future<Answer> exchange(HttpUrl url, RequestOptions options, Buffer body) {
    HttpClientOptions http =
        new HttpClientOptions()
            .setVerifyHost(isNameChecked)
            .setKeepAlive(false)
            .setConnectTimeout(Math.toIntExact(CONNECTING.toMillis()));
    if (trust != null) {
      http.setTrustOptions(trust);
    }
    HttpClient client = vertx.createHttpClient(http);
    long start = System.nanoTime();
    options
        .setSsl(url.isTls())
        .setHost(url.host())
        .setPort(url.port())
        .setURI(url.target().startsWith("/") ? url.target() : "/" + url.target());
    return client
        .request(options)
        .compose(request -> exchange(request, body, start))
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .eventually(client::close);
  }

  private static Future<Answer> exchange(HttpClientRequest request, Buffer body, long start) {
    // Without a handler the client logs its failures itself.
    request.exceptionHandler(lost -> {});
    return request
        .send(body)
        .compose(
            response ->
                response
                    .body()
                    .map(
                        whole ->
                            new Answer(
                                response.statusCode(),
                                response.getHeader("Location"),
                                whole.toString(),
                                Duration.ofNanos(System.nanoTime() - start))));
  }
}
