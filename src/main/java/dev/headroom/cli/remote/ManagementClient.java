package dev.headroom.cli.remote;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * A running Headroom, by its management port. Blocks until the answer is there. Redirects are not
 * followed, so that the token goes nowhere else.
 */
final class ManagementClient {

  private static final Duration CONNECTING = Duration.ofSeconds(5);

  /** Longer than the service itself takes for anything. */
  private static final Duration PATIENCE = Duration.ofSeconds(70);

  private final HttpClient http;
  private final String base;
  private final String token;

  /**
   * A service that is not called yet.
   *
   * @param url where it is, without a query
   * @param token what lets us in, or null
   * @param trusted who may vouch for its certificate, or null for those whom Java trusts
   */
  ManagementClient(URI url, String token, SSLContext trusted) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECTING);
    if (trusted != null) {
      builder.sslContext(trusted);
    }
    http = builder.build();
    base = url.toString().replaceAll("/+$", "");
    this.token = token;
  }

  /** Where it is. */
  String url() {
    return base;
  }

  /** Asks for something. */
  Answer get(ApiPath path) throws ServiceException, InterruptedException {
    return checked(tried(path));
  }

  /** The same; an answer that is not 200 is the caller's to judge. */
  Answer tried(ApiPath path) throws ServiceException, InterruptedException {
    return exchange(request(path).GET().build());
  }

  /** Has something done. */
  Answer post(ApiPath path, JsonObject body) throws ServiceException, InterruptedException {
    return checked(
        exchange(
            request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.encode()))
                .build()));
  }

  /** A long answer, piece by piece; to be closed. */
  InputStream stream(ApiPath path) throws ServiceException, InterruptedException {
    HttpResponse<InputStream> response =
        send(request(path).GET().build(), BodyHandlers.ofInputStream());
    if (response.statusCode() == 200) {
      return response.body();
    }
    try (InputStream body = response.body()) {
      String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      throw refusal(new Answer(response.statusCode(), text, json(text)));
    } catch (IOException e) {
      throw NoAnswer.inWords(base, e);
    }
  }

  /** That the connection was lost while a long answer came. */
  ServiceException brokenOff() {
    return ServiceException.failed(
        base + " broke the answer off",
        "what has come so far is not all of it; see the service's log, then try again");
  }

  private HttpRequest.Builder request(ApiPath path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private Answer exchange(HttpRequest request) throws ServiceException, InterruptedException {
    HttpResponse<String> response = send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    return new Answer(response.statusCode(), response.body(), json(response.body()));
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws ServiceException, InterruptedException {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw NoAnswer.inWords(base, e);
    }
  }

  /** Null if it is no JSON object. */
  private static JsonObject json(String text) {
    try {
      return new JsonObject(text);
    } catch (DecodeException | ClassCastException e) {
      return null;
    }
  }

  private Answer checked(Answer answer) throws ServiceException {
    if (answer.status() >= 200 && answer.status() < 300 && answer.json() != null) {
      return answer;
    }
    throw refusal(answer);
  }

  /** Why that answer is none that the command could use. */
  ServiceException refusal(Answer answer) {
    return RefusedAnswer.inWords(base, token != null, answer);
  }
}
