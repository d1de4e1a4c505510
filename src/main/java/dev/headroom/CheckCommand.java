package dev.headroom;

import dev.headroom.config.InvalidSettings;
import dev.headroom.config.Problem;
import dev.headroom.config.Settings;
import dev.headroom.config.SettingsLoader;
import dev.headroom.hooks.HookJars;
import dev.headroom.hooks.Hooks;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code check}: finds what {@code serve} would find in the configuration, and creates nothing. */
@Command(
    name = "check",
    description = "Check a configuration file: all mistakes at once, with remedies.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Settings settings =
          Waiting.on(SettingsLoader.load(vertx, config.file(), System.getenv()));
      checkHooks(settings);
      spec.commandLine()
          .getOut()
          .println(
              config.file()
                  + " is fine: "
                  + settings.apps().size()
                  + (settings.apps().size() == 1 ? " app, mode " : " apps, mode ")
                  + settings.prune().base().mode()
                  + ", jobs in "
                  + settings.jobs().shownUrl());
      return 0;
    } finally {
      Waiting.on(vertx.close());
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
}
