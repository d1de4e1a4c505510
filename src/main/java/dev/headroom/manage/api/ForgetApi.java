package dev.headroom.manage.api;

import dev.headroom.ledger.Erasure;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Answer;
import dev.headroom.manage.Body;
import dev.headroom.manage.Guard;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.Resource;
import dev.headroom.manage.RouteMethods;
import dev.headroom.store.Steps;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Erases what is known of one account, wherever it is written down. */
public final class ForgetApi implements Resource {

  private final Store store;

  public ForgetApi(Store store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  @Override
  public void mount(Router router) {
    RouteMethods.post(router, "/api/forget", this::forget);
  }

  private void forget(RoutingContext context) {
    String account = new Body(context, "account").account("account");
    if (account == null) {
      throw Body.bad("account", "write the UserID of the account");
    }
    Answer.inTheEnd(
        context,
        200,
        forget(account, Guard.actor(context)).map(erased -> new JsonObject().put("erased", erased)),
        Answer.goesOn("ask again until the answer is 200: nothing is left then"));
  }

  /** From how many places; refused while a run or a restore is at work on this account. */
  private Future<Integer> forget(String account, Actor by) {
    return store
        .write(
            session -> {
              if (Erasure.inUse(session, account)) {
                return Optional.<Integer>empty();
              }
              ActionsApi.record(session, by, "forget", null, null, null, null);
              return Optional.of(Erasure.erase(session, account));
            })
        .compose(
            erased ->
                erased.isEmpty()
                    ? Future.failedFuture(inUse())
                    : new Lists(store, account).erase().map(more -> erased.get() + more));
  }

  private static Refusal inUse() {
    return new Refusal(
        409, "in-use", "a run or a restore is at work on this account", "ask again in a minute");
  }

  /** Looks without keeping callbacks waiting, and writes only where there is something to erase. */
  private static final class Lists {

    private final Store store;
    private final String account;
    private String after = "";
    private int erased;

    Lists(Store store, String account) {
      this.store = store;
      this.account = account;
    }

    Future<Integer> erase() {
      return Steps.whileMore(this::step).map(done -> erased);
    }

    private Future<Boolean> step() {
      return store
          .read(session -> Erasure.look(session, after, account))
          .compose(
              looked -> {
                after = looked.last();
                return eraseFrom(looked.naming());
              })
          .map(done -> after != null);
    }

    /** One run a commit: its lists can be long. */
    private Future<Void> eraseFrom(List<String> runs) {
      Iterator<String> left = runs.iterator();
      return Steps.whileMore(
          () -> {
            if (!left.hasNext()) {
              return Future.succeededFuture(false);
            }
            String run = left.next();
            return store
                .write(session -> Erasure.eraseFrom(session, run, account))
                .map(
                    count -> {
                      erased += count;
                      return left.hasNext();
                    });
          });
    }
  }
}
