package dev.headroom.jobs;

import dev.headroom.config.AppSettings;
import dev.headroom.config.ChatSettings;
import dev.headroom.config.JobsSettings;
import dev.headroom.config.ManagementSettings;
import dev.headroom.config.PolicySettings;
import dev.headroom.config.PruneSettings;
import dev.headroom.config.ServerSettings;
import dev.headroom.config.Settings;
import dev.headroom.config.SweepSettings;
import dev.headroom.config.TestPolicy;
import dev.headroom.config.yaml.Secret;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Settings and events as tests of this package need them. */
final class Fixtures {

  static final long APP = 1400000001L;
  static final long OTHER_APP = 1400000002L;

  private Fixtures() {}

  static JobsSettings jobs() {
    return new JobsSettings(
        "jdbc:sqlite:unused",
        Duration.ofMinutes(1),
        Duration.ofSeconds(30),
        10,
        1_000_000,
        Duration.ofDays(180));
  }

  static Settings settings(int concurrency, Duration lease, long... apps) {
    JobsSettings base = jobs();
    return new Settings(
        new ServerSettings("127.0.0.1", 0, "/im/callback", 1, 65_536),
        LongStream.of(apps).mapToObj(Fixtures::app).toList(),
        new JobsSettings(
            base.url(),
            base.ackDeadline(),
            lease,
            base.maxAttempts(),
            base.maxWaiting(),
            base.retention()),
        new ChatSettings(Duration.ofSeconds(5)),
        new PruneSettings(1, concurrency, policy("h"), List.of()),
        new SweepSettings(Optional.empty(), SweepSettings.Act.KNOWN, 10),
        new ManagementSettings("127.0.0.1", 0, List.of()),
        List.of(),
        null);
  }

  static PolicySettings policy(String hash) {
    return TestPolicy.defaults()
        .with("minSeats", 0)
        .with("maxPerDayGroup", Optional.empty())
        .with("maxPerDayApp", Optional.empty())
        .with("hash", hash)
        .build();
  }

  static GroupFull full(GroupKey key) {
    return new GroupFull(key, Instant.parse("2026-03-01T00:00:00Z"), null, null, null);
  }

  private static AppSettings app(long id) {
    return new AppSettings(
        id,
        "administrator",
        new Secret("key"),
        List.of(new Secret("token")),
        false,
        URI.create("https://127.0.0.1"),
        100,
        Map.of());
  }
}
