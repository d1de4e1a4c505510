package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Everything, one app, or one group. */
final class ScopeOption {

  @Parameters(
      paramLabel = "GROUP",
      arity = "0..1",
      description = "only this group; without it and --app: everything")
  private String group;

  @Mixin private AppOption app;

  /** Whether it is about one group. */
  boolean isGroup() {
    return group != null;
  }

  /** The body of a call about it. */
  JsonObject body(ManagementClient service) throws ServiceException, InterruptedException {
    if (group != null) {
      return new JsonObject().put("sdkAppId", app.one(service)).put("groupId", group);
    }
    return app.named() == null ? new JsonObject() : new JsonObject().put("sdkAppId", app.named());
  }
}
