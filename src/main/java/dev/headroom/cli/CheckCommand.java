package dev.headroom.cli;

import dev.headroom.config.JobsSettings;
import dev.headroom.config.Settings;
import dev.headroom.config.Warnings;
import dev.headroom.config.yaml.InvalidSettings;
import dev.headroom.config.yaml.Problem;
import dev.headroom.doctor.Doctor;
import dev.headroom.doctor.HttpUrl;
import dev.headroom.doctor.Region;
import dev.headroom.doctor.Report;
import dev.headroom.hooks.HookJars;
import dev.headroom.hooks.Hooks;
import dev.headroom.store.DatabasePlace;
import dev.headroom.store.ReadOnlyDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code check}: finds what {@code serve} would find in the configuration, and creates nothing;
 * with {@code --online} what Chat, and the way of the callbacks, have against it.
 */
@Command(
    name = "check",
    description = "Check a configuration file: all mistakes at once, with remedies.",
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {

  private static final int FOUND = 1;

  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(names = "--online", description = "Sign in to Chat as every app, too. Changes nothing.")
  private boolean online;

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      converter = HttpUrlOption.class,
      description =
          "With --online: the callback URL of the Chat console. A harmless signed probe is sent to"
              + " it, and looked for in the running service.")
  private HttpUrl publicUrl;

  @Option(
      names = "--management",
      paramLabel = "URL",
      converter = HttpUrlOption.class,
      description =
          "With --public-url: the running service's management port, if it is not on this machine"
              + " as configured.")
  private HttpUrl management;

  @Option(
      names = "--domains",
      paramLabel = "URL",
      converter = HttpUrlOption.class,
      split = ",",
      description = "Domains to try on a wrong region instead of the documented ones.")
  private List<HttpUrl> domains;

  @Override
  public Integer call() throws Exception {
    if (!online && (publicUrl != null || domains != null)) {
      throw Failures.usage(spec, "--public-url and --domains need --online");
    }
    if (publicUrl == null && management != null) {
      throw Failures.usage(spec, "--management needs --public-url");
    }
    return CommandRun.of(this::check);
  }

  private int check(Vertx vertx) throws Exception {
    Settings settings = config.load(vertx);
    Warnings.of(settings, Instant.now()).forEach(this::warn);
    checkDatabase(settings.jobs());
    checkHooks(settings);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        config.file()
            + " is fine: "
            + settings.apps().size()
            + (settings.apps().size() == 1 ? " app, mode " : " apps, mode ")
            + settings.prune().base().mode()
            + ", jobs in "
            + settings.jobs().shownUrl());
    out.flush();
    return online ? print(out, Waiting.on(examine(vertx, settings))) : 0;
  }

  private void warn(String warning) {
    spec.commandLine().getErr().println("warning: " + warning);
  }

  /** A server is asked only if other machines are to be asked at all. */
  private void checkDatabase(JobsSettings jobs) {
    DatabasePlace.warning(jobs.url())
        .ifPresent(place -> warn("the database " + place + "; name a local disk in jobs.url"));
    DatabasePlace.noExec(jobs.url()).ifPresent(this::warn);
    if (online || jobs.isEmbedded()) {
      ReadOnlyDatabase.refuseNewer(jobs.url()).ifPresent(unread -> warn(unread.getMessage()));
    }
  }

  /** Loads their classes and runs nothing of them. */
  private static void checkHooks(Settings settings) throws IOException, InvalidSettings {
    try (HookJars jars = HookJars.open(Hooks.FOLDER)) {
      List<Problem> problems = jars.problems(settings.hooks());
      if (!problems.isEmpty()) {
        throw new InvalidSettings(problems);
      }
    }
  }

  private Future<List<Report>> examine(Vertx vertx, Settings settings) {
    Doctor doctor = new Doctor(vertx, settings, Clock.systemUTC());
    return publicUrl == null
        ? doctor.signIn(regions())
        : doctor.signInAndProbe(regions(), publicUrl, management(settings, doctor));
  }

  private List<Region> regions() {
    return domains == null
        ? Region.DOCUMENTED
        : domains.stream().map(url -> new Region(url.host(), URI.create(url.toString()))).toList();
  }

  private HttpUrl management(Settings settings, Doctor doctor) {
    if (management != null) {
      return management;
    }
    if (settings.management().port() == 0) {
      throw Failures.usage(
          spec, "management.port is 0, any free one: name it with --management URL");
    }
    return doctor.localManagement();
  }

  private static int print(PrintWriter out, List<Report> reports) {
    for (Report report : reports) {
      out.println();
      out.println(report.inLines());
    }
    return reports.stream().allMatch(Report::isWell) ? 0 : FOUND;
  }
}
