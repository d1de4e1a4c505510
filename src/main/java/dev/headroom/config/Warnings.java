package dev.headroom.config;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a configuration may say, but better would not. */
public final class Warnings {

  /** Tencent's own time-out of a REST call [1047/34620]. */
  private static final Duration CHAT_GIVES_UP = Duration.ofSeconds(3);

  private Warnings() {}

  /** One line each, with path and remedy. */
  public static List<String> of(Settings settings, Instant now) {
    List<String> warnings = new ArrayList<>();
    int index = 0;
    for (AppSettings app : settings.apps()) {
      String path = "apps[" + index++ + "].callbackTokens";
      if (app.callbackTokens().isEmpty()) {
        warnings.add(
            path + ": anybody can send callbacks of app " + app.sdkAppId() + ". Set a token.");
      }
    }
    if (settings.chat().timeout().compareTo(CHAT_GIVES_UP) <= 0) {
      warnings.add(
          "chat.timeout: not above the 3 s after which Chat itself gives up, so calls that look"
              + " failed may still be carried out. Set it to 4s or more.");
    }
    certificate("server", settings.server().tls(), now, warnings);
    certificate("management", settings.management().tls(), now, warnings);
    return warnings;
  }

  private static void certificate(
      String port, TlsSettings tls, Instant now, List<String> warnings) {
    if (tls == null) {
      return;
    }
    String subject = port + ".tls.certificate: the certificate in " + tls.certificate();
    if (now.isAfter(tls.notAfter())) {
      warnings.add(
          subject
              + " has expired on "
              + tls.notAfter()
              + ". Put a new one, with its key, in place.");
    } else if (now.isBefore(tls.notBefore())) {
      warnings.add(
          subject + " is valid from " + tls.notBefore() + " only. Check it, and this clock.");
    }
  }
}
