package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which app is meant. */
final class AppOption {

  @Option(
      names = "--app",
      paramLabel = "SDKAPPID",
      description = "the app; a group needs it where several are served")
  private Long sdkAppId;

  /** The app, or null if none was named. */
  Long named() {
    return sdkAppId;
  }

  /** The app, or the only one that is served. */
  long one(ManagementClient service) throws ServiceException, InterruptedException {
    if (sdkAppId != null) {
      return sdkAppId;
    }
    return only(service.get(ApiPath.of("stats")).json());
  }

  static long only(JsonObject stats) throws ServiceException {
    List<Long> apps =
        Answer.list(stats, "apps").stream().map(app -> app.getLong("sdkAppId")).toList();
    if (apps.size() != 1) {
      throw ServiceException.usage(
          "several apps are served, and it is not said whose group that is",
          "name it with --app, one of "
              + apps.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }
    return apps.get(0);
  }
}
