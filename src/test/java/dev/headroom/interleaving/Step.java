package dev.headroom.interleaving;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A call, a commit or a wait of a run that is held until its script lets it go.
 *
 * @param turn whose step it is
 * @param name of the method, {@code wait} or {@code end}
 * @param arguments of the method
 */
record Step<T>(
    Turn turn, String name, Object[] arguments, Supplier<Future<T>> work, Promise<T> result) {

  static final String INTENT = "intend";
  static final String WAIT = "wait";
  static final String END = "end";

  private static final Set<String> CALLS =
      Set.of(
          "group",
          "members",
          "specified",
          "delete",
          "roles",
          "onlineStatus",
          "importMembers",
          "addMembers");

  private static final Set<String> COMMITS =
      Set.of(INTENT, "settle", "settleAll", "finish", "retry", "dead", "deadWithoutRun");

  static boolean isCall(String name) {
    return CALLS.contains(name);
  }

  /** A commit, or a read of the store. */
  static boolean isOfStore(String name) {
    return !isCall(name) && !name.equals(WAIT) && !name.equals(END);
  }

  /** A read of the store. */
  static boolean isRead(String name) {
    return isOfStore(name) && !isCommit(name) && !name.equals("seq");
  }

  static boolean isCommit(String name) {
    return COMMITS.contains(name);
  }

  Context context() {
    return turn.context();
  }
}
