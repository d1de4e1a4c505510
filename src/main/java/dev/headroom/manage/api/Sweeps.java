package dev.headroom.manage.api;

import dev.headroom.config.SweepSettings.Act;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Refusal;
import dev.headroom.sweep.SweepStatus;
import io.vertx.core.Future;
import java.util.List;

/** The search for full groups whose callback was lost, whichever node makes it. */
public interface Sweeps {

  /** How far the search of each app has come, or how the last one ended. */
  Future<List<SweepStatus>> status();

  /**
   * Begins a search now, of each app that none is under way for.
   *
   * @param sdkAppId only of this app, or null
   * @param act what becomes of full groups, or null for what is configured
   * @return how many searches began, on the caller's context; fails with a {@link Refusal} for an
   *     app that is not served
   */
  Future<Begun> start(Long sdkAppId, Act act, Actor by);
}
