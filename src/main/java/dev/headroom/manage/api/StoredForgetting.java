package dev.headroom.manage.api;

import dev.headroom.ledger.Erasure;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Refusal;
import dev.headroom.store.Steps;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Erases accounts from the database. */
public record StoredForgetting(Store store) implements Forgetting {

  @Override
  public Future<Integer> forget(String account, Actor by) {
    return store
        .write(
            session -> {
              if (Erasure.inUse(session, account)) {
                return Optional.<Integer>empty();
              }
              new Doing(by, "forget", null, null, null, null).write(session);
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
