package dev.headroom;

import dev.headroom.config.Settings;
import dev.headroom.manage.Refusal;

/** The apps that operators can speak of. */
record ServedApps(Settings settings) {

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
}
