package dev.headroom.node;

import dev.headroom.config.AppSettings;
import dev.headroom.config.CurrentSettings;
import dev.headroom.config.Settings;
import dev.headroom.config.TlsSettings;
import dev.headroom.config.Warnings;
import dev.headroom.jobs.Dispatcher;
import dev.headroom.manage.ManagementVerticle;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What changed settings ask for at once. Most parts need none of it: they ask at each use. */
final class SettingsEffects implements CurrentSettings.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(SettingsEffects.class);

  private final Dispatcher dispatcher;
  private final ManagementVerticle management;
  private final Clock clock;

  SettingsEffects(Dispatcher dispatcher, ManagementVerticle management, Clock clock) {
    this.dispatcher = dispatcher;
    this.management = management;
    this.clock = clock;
  }

  @Override
  public void changed(Settings before, Settings now) {
    warn(before, now);
    tryAppsWithNewKeys(before, now);
    renewCertificate(before, now);
  }

  private void warn(Settings before, Settings now) {
    Instant moment = clock.instant();
    List<String> known = Warnings.of(before, moment);
    Warnings.of(now, moment).stream()
        .filter(warning -> !known.contains(warning))
        .forEach(LOG::warn);
  }

  private void tryAppsWithNewKeys(Settings before, Settings now) {
    for (AppSettings app : now.apps()) {
      if (!app.secretKey().equals(before.app(app.sdkAppId()).orElseThrow().secretKey())) {
        dispatcher.tryNow(app.sdkAppId());
      }
    }
  }

  private void renewCertificate(Settings before, Settings now) {
    TlsSettings tls = now.management().tls();
    if (!Objects.equals(tls, before.management().tls())) {
      management
          .renew(tls)
          .onFailure(e -> LOG.error("the management port keeps its old certificate", e));
    }
  }
}
