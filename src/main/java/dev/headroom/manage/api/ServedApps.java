package dev.headroom.manage.api;

import dev.headroom.config.AppSettings;
import dev.headroom.config.Settings;
import dev.headroom.manage.Refusal;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** The apps that operators can speak of. */
public final class ServedApps {

  private final Settings settings;

  public ServedApps(Settings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /**
   * Lets a served app pass, and null, which stands for all of them.
   *
   * @throws Refusal for any other
   */
  void check(Long sdkAppId) {
    if (sdkAppId != null && settings.app(sdkAppId).isEmpty()) {
      throw new Refusal(
          404, "no-such-app", "this app is not served here", "see /api/stats for those that are");
    }
  }

  /** Does it for a served app, and for null; fails with a refusal for any other. */
  <T> Future<T> ifServed(Long sdkAppId, Supplier<Future<T>> action) {
    try {
      check(sdkAppId);
    } catch (Refusal refusal) {
      return Future.failedFuture(refusal);
    }
    return action.get();
  }

  /** That app alone, or all of them for null. */
  List<Long> named(Long sdkAppId) {
    return sdkAppId == null
        ? settings.apps().stream().map(AppSettings::sdkAppId).toList()
        : List.of(sdkAppId);
  }
}
