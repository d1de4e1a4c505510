package dev.headroom.jobs;

import static dev.headroom.jobs.Fixtures.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.store.Database;
import dev.headroom.store.TestStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class JobUpkeepTest {

  @Parameter Database database;
  @TempDir Path folder;

  @Test
  @DisplayName("Gauges show jobs by state and the age of the oldest due one")
  void gauges() throws Exception {
    Vertx vertx = Vertx.vertx();
    ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));
    TestStore db = new TestStore(vertx, database.url(folder), clock);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    JobUpkeep upkeep =
        new JobUpkeep(
            vertx, db.store(), Fixtures.settings(4, Duration.ofSeconds(30), APP), registry);
    TestStore.done(upkeep.start());
    assertThat(registry.get("headroom.jobs").tag("state", "waiting").gauge().value()).isZero();

    db.write(s -> JobTable.accept(s, GroupKey.of(APP, "g"), Cause.CALLBACK, 1));
    clock.advance(Duration.ofSeconds(90));
    TestStore.done(upkeep.sample());
    assertThat(registry.get("headroom.jobs").tag("state", "waiting").gauge().value()).isEqualTo(1);
    assertThat(registry.get("headroom.jobs.oldest.seconds").gauge().value()).isEqualTo(90);

    upkeep.stop();
    db.close();
    vertx.close().await(60, TimeUnit.SECONDS);
  }
}
