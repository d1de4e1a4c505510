package dev.headroom.cli.remote;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code restore}: brings removed members back. */
@Command(
    name = "restore",
    description = {
      "Bring members back who were removed: of a run, some of them, or all of a span of time.",
      "They come back quietly and, where Chat allows it, with the JoinTime they had."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  headroom restore 0mf3x1a2bk3j9d7q2",
      "  headroom restore 0mf3x1a2bk3j9d7q2 --account jared --account monica",
      "  headroom restore --from 2h --reason 'wrong policy'",
      "  headroom restore --from 2026-12-24T18:00 --to 2026-12-24T19:30"
    })
public final class RestoreCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "RUN",
      arity = "0..1",
      description = "id of the run to undo; or give --from")
  private String run;

  @Option(
      names = "--account",
      paramLabel = "ACCOUNT",
      description = "of the run only this member; can be repeated")
  private List<String> accounts;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeArgument.Past.class,
      description = "everybody removed since then: 2h, 18:00, 2026-12-24T18:00")
  private Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeArgument.Past.class,
      description = "and before then (default: now)")
  private Instant to;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "with --from: only members of this group")
  private String group;

  @Mixin private AppOption app;
  @Mixin private ReasonOption reason;
  @Mixin private Confirmation confirmation;
  @Mixin private WaitOption wait;
  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    if ((run == null) == (from == null)) {
      throw ServiceException.usage(
          "it is not said who is to come back", "name either a run, or a span of time with --from");
    }
    if (run != null && (to != null || group != null || app.named() != null)) {
      throw ServiceException.usage(
          "--to, --group and --app belong to --from", "leave them out: a run is of one group");
    }
    if (run == null && accounts != null) {
      throw ServiceException.usage("--account belongs to a run", "name the run, see 'runs'");
    }
    confirmation.check();
    ManagementClient service = connection.open();
    return wait.forRestore(
        service, connection, run == null ? restoreSpan(service) : restoreRun(service));
  }

  private Answer restoreRun(ManagementClient service)
      throws ServiceException, InterruptedException {
    if (!confirmation.isGiven()) {
      JsonObject found = service.get(ApiPath.of("runs", run)).json();
      long count = accounts == null ? Answer.count(found, "removedCount") : accounts.size();
      confirmation.ask(
          "Bring "
              + TerminalText.count(count, "member", "members")
              + " back to "
              + TerminalText.clean(found.getString("groupId"))
              + "?");
    }
    JsonObject body = reason.in(new JsonObject());
    if (accounts != null) {
      body.put("accounts", new JsonArray(accounts));
    }
    return service.post(ApiPath.of("runs", run, "restore"), body);
  }

  private Answer restoreSpan(ManagementClient service)
      throws ServiceException, InterruptedException {
    Instant end = to == null ? Clock.systemUTC().instant() : to;
    Long sdkAppId = group == null ? app.named() : Long.valueOf(app.one(service));
    Times times = Times.local(Clock.systemUTC());
    confirmation.ask(
        "Bring everybody back who was removed from "
            + times.second(from.toString())
            + " to "
            + times.second(end.toString())
            + (group == null ? "" : " from " + group)
            + (sdkAppId == null ? "" : " of app " + sdkAppId)
            + "?");
    JsonObject body =
        reason.in(new JsonObject().put("from", from.toString()).put("to", end.toString()));
    if (sdkAppId != null) {
      body.put("sdkAppId", sdkAppId);
    }
    if (group != null) {
      body.put("groupId", group);
    }
    return service.post(ApiPath.of("restores"), body);
  }
}
