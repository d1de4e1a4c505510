package dev.headroom.cli;

import dev.headroom.config.ServerSettings;
import dev.headroom.config.Settings;
import dev.headroom.doctor.Doctor;
import dev.headroom.doctor.HttpUrl;
import dev.headroom.doctor.Report;
import dev.headroom.event.GroupKey;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code callback}: says that a group is full, signed as Tencent does. */
@Command(
    name = "callback",
    description = {
      "Send the callback of a full group, signed as Tencent does.",
      "Headroom reads the group again before it does anything: one with room is left alone, and in"
          + " mode observe every one is."
    },
    mixinStandardHelpOptions = true)
public final class CallbackCommand implements Callable<Integer> {

  @Parameters(paramLabel = "GROUP", description = "the GroupId")
  private String group;

  @Mixin private ConfigOption config;
  @Mixin private ConfiguredApp app;
  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      converter = HttpUrlOption.class,
      description = "where to send it (default: the host, port and path of server)")
  private HttpUrl url;

  @Override
  public Integer call() throws Exception {
    if (!GroupKey.isValidId(group)) {
      throw Failures.usage(spec, "GROUP is not a GroupId: 1 to 96 characters of printable ASCII");
    }
    return CommandRun.of(this::send);
  }

  private int send(Vertx vertx) throws Exception {
    Settings settings = config.load(vertx);
    Doctor doctor = new Doctor(vertx, settings, Clock.systemUTC());
    Report report =
        Waiting.on(doctor.call(app.of(settings.apps()), group, url(settings.server(), doctor)));
    spec.commandLine().getOut().println(report.inLines());
    return report.isWell() ? 0 : 1;
  }

  private HttpUrl url(ServerSettings server, Doctor doctor) {
    if (url != null) {
      return url;
    }
    if (server.port() == 0) {
      throw Failures.usage(spec, "server.port is 0, any free one: say where to with --url URL");
    }
    return doctor.localCallbacks();
  }
}
