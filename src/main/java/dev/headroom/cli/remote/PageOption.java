package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Option;

/** Which part of a long list is meant. */
final class PageOption {

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "how many, up to 500 (default: ${DEFAULT-VALUE})",
      defaultValue = "20")
  private int limit;

  @Option(
      names = "--after",
      paramLabel = "CURSOR",
      description = "go on after the page before, with the cursor printed below it")
  private String after;

  /** The list's path, with this part of it. */
  ApiPath on(ApiPath path) {
    return path.with("limit", limit).with("after", after);
  }

  /** What stands below a page: how to go on, if there is more. */
  static List<String> more(JsonObject page) {
    String next = page.getString("next");
    return next == null
        ? List.of()
        : List.of("", "There are more: --after " + TerminalText.clean(next));
  }
}
