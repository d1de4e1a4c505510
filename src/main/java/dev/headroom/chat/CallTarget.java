package dev.headroom.chat;

import dev.headroom.config.AppSettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.function.Supplier;

/** Where the calls of one app go, and how many may. */
final class CallTarget {

  private final Supplier<AppSettings> app;
  private final long sdkAppId;
  private final String identifier;
  private final SecureRandom random = new SecureRandom();

  /** For one app; its allowance is asked for at each use, so it may change. */
  CallTarget(Supplier<AppSettings> app) {
    this.app = app;
    this.sdkAppId = app.get().sdkAppId();
    this.identifier =
        URLEncoder.encode(app.get().identifier(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  long sdkAppId() {
    return sdkAppId;
  }

  int allowance(Command command) {
    return app.get().allowance(command.wireName());
  }

  /** Path and query below the base URL [1047/34620]. Holds the UserSig: never to be shown. */
  String path(Command command, String userSig) {
    return command.path()
        + ("?sdkappid=" + sdkAppId)
        + ("&identifier=" + identifier)
        + ("&usersig=" + userSig)
        + ("&random=" + Integer.toUnsignedString(random.nextInt()))
        + "&contenttype=json";
  }
}
