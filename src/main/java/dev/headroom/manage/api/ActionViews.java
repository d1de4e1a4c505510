package dev.headroom.manage.api;

import dev.headroom.ledger.Action;
import dev.headroom.ledger.ActionLog;
import dev.headroom.manage.Cursor;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.util.List;

/** Shows the ledger's actions to the management port. */
public record ActionViews(Store store) implements Actions {

  @Override
  public Future<List<ActionView>> list(Cursor after, int limit) {
    long before = after == null ? Long.MAX_VALUE : after.number();
    String id = after == null ? "" : after.id();
    return store.read(
        session ->
            ActionLog.list(session, before, id, limit).stream().map(ActionViews::view).toList());
  }

  static ActionView view(Action action) {
    return new ActionView(
        action.id(),
        action.at(),
        action.by(),
        action.role(),
        action.action(),
        action.sdkAppId(),
        action.groupId(),
        action.target(),
        action.reason());
  }
}
