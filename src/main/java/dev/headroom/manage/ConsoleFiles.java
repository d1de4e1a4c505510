package dev.headroom.manage;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The console's files, out of the jar and read once. They hold nothing that is not public; all else
 * the page asks for needs its token. What a page may do is bound to this origin.
 */
public final class ConsoleFiles implements Resource {

  /** No script, style, picture or call from anywhere else, and no frame round it. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private static final String[] NAMES = {
    "index.html",
    "console.css",
    "icon.svg",
    "main.js",
    "ahead.js",
    "api.js",
    "dom.js",
    "text.js",
    "en.js",
    "zh.js",
    "chart.js",
    "parts.js",
    "overview.js",
    "groups.js",
    "runs.js",
    "jobs.js",
    "log.js",
    "stop.js"
  };

  private record Asset(String type, Buffer body) {}

  private final Map<String, Asset> assets = new LinkedHashMap<>();

  public ConsoleFiles() {
    for (String name : NAMES) {
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      String path = name.equals("index.html") ? "/" : "/console/" + name;
      assets.put(path, new Asset(type, read(name)));
    }
  }

  @Override
  public void mount(Router router) {
    assets.forEach(
        (path, asset) -> RouteMethods.get(router, path, context -> send(context, asset)));
  }

  private static void send(RoutingContext context, Asset asset) {
    context
        .response()
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    Answer.send(context, 200, asset.type(), asset.body());
  }

  private static Buffer read(String name) {
    try (InputStream in = ConsoleFiles.class.getResourceAsStream("/console/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks console/" + name);
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
