package dev.headroom.manage.api;

import dev.headroom.callback.CallbackRecord;
import dev.headroom.chat.ChatApi;
import dev.headroom.config.Settings;
import dev.headroom.config.SettingsLoader;
import dev.headroom.config.yaml.InvalidSettings;
import dev.headroom.manage.Resource;
import dev.headroom.prune.Planner;
import dev.headroom.restore.RestoreJobs;
import dev.headroom.store.Change;
import dev.headroom.store.Store;
import dev.headroom.sweep.Sweep;
import dev.headroom.sweep.SweepTurn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All resources of the management port over whatever database; Chat tells nothing. */
public final class AllResources {

  private AllResources() {}

  /** One app of that number. */
  static Settings serving(long sdkAppId) throws InvalidSettings {
    return SettingsLoader.parse(
        """
        apps:
          - { sdkAppId: %d, secretKey: k, identifier: a, api: "https://console.tim.qq.com",
              callbackTokens: [], allowUnsigned: true }
        """
            .formatted(sdkAppId),
        "test",
        Map.of());
  }

  /** All but the console. */
  static List<Resource> over(Vertx vertx, Store store, Settings settings, Clock clock) {
    return over(vertx, store, settings, clock, new CallbackRecord(List.of(), clock)::report);
  }

  static List<Resource> over(
      Vertx vertx,
      Store store,
      Settings settings,
      Clock clock,
      Supplier<CallbackRecord.Report> callbacks) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    MinuteCounts minutes = new MinuteCounts(meters, clock);
    ServedApps apps = new ServedApps(settings);
    ComingRuns coming = coming(settings, apps);
    Previews previews = new Previews(silent(settings));
    Sweep sweep =
        new Sweep(
            vertx,
            Map.of(),
            null,
            SweepTurn.ALONE,
            settings::sweep,
            settings::prune,
            clock,
            meters);
    SweepApi sweeps = new SweepApi(sweep, store, apps, coming);
    return List.of(
        new StatsApi(store, callbacks, () -> settings, meters, minutes, sweeps, clock, "n"),
        new SeriesApi(store, minutes, clock),
        new Feed(store, clock),
        new GroupsApi(store, apps, previews, coming),
        new RunsApi(store),
        new ReleasesApi(store, apps, previews, coming),
        new JobsApi(store, apps, coming, app -> Optional.empty(), clock),
        new PausesApi(store, apps, coming, clock),
        sweeps,
        new ActionsApi(store),
        new RestoresApi(store, apps, new RestoreJobs(vertx, store)),
        new ExportApi(store, clock),
        new ForgetApi(store));
  }

  /** Asks for releases; what Chat says of the runs that are to come is not known. */
  public static ReleasesApi releases(Store store, Settings settings) {
    ServedApps apps = new ServedApps(settings);
    Previews previews = new Previews(silent(settings));
    return new ReleasesApi(store, apps, previews, coming(settings, apps));
  }

  /** Asks for runs; what Chat says of the runs that are to come is not known. */
  public static GroupsApi groups(Store store, Settings settings) {
    ServedApps apps = new ServedApps(settings);
    Previews previews = new Previews(silent(settings));
    return new GroupsApi(store, apps, previews, coming(settings, apps));
  }

  static ComingRuns coming(Settings settings, ServedApps apps) {
    return new ComingRuns(silent(settings), settings::prune, apps, Clock.systemUTC());
  }

  private static Planner silent(Settings settings) {
    ChatApi chat =
        (ChatApi)
            Proxy.newProxyInstance(
                ChatApi.class.getClassLoader(),
                new Class<?>[] {ChatApi.class},
                (proxy, method, arguments) -> Future.failedFuture("silent"));
    return Planner.withoutLedger(
        app -> chat, app -> "administrator", settings::prune, () -> false, Clock.systemUTC());
  }

  /** A database that fails, whatever it is asked. */
  record FailingStore(Supplier<Throwable> failure) implements Store {

    @Override
    public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
      return Future.failedFuture(failure.get());
    }

    @Override
    public <T> Future<T> read(Change<T> query) {
      return Future.failedFuture(failure.get());
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
