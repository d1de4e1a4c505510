package dev.headroom.manage.api;

import dev.headroom.event.GroupKey;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Refusal;
import io.vertx.core.Future;

/**
 * What operators may ask of the jobs. Requests are durable when their futures complete, on the
 * caller's context. They fail with a {@link Refusal} for what is not there or cannot be done.
 */
public interface Requests {

  /**
   * A run of the group as soon as no other is under way; its rest ends.
   *
   * @param enforce whether this one run enforces whatever the mode is
   * @return the run
   */
  Future<Asked> prune(GroupKey key, boolean enforce, String reason, Actor by);

  /**
   * A run that removes those whom the braked run has shown, as far as they still may go, and nobody
   * else.
   *
   * @return that run
   */
  Future<Asked> release(String braked, String reason, Actor by);

  /** Lets the dead job of a group begin anew. */
  Future<Begun> redrive(GroupKey key, Actor by);

  /**
   * Lets all dead jobs begin anew.
   *
   * @param sdkAppId only those of this app, or null
   * @return how many there were
   */
  Future<Begun> redrive(Long sdkAppId, Actor by);
}
