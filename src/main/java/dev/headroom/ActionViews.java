package dev.headroom;

import dev.headroom.ledger.Action;
import dev.headroom.ledger.ActionLog;
import dev.headroom.manage.ActionView;
import dev.headroom.manage.Actions;
import dev.headroom.manage.Cursor;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.util.List;

/** Shows the ledger's actions to the management port. */
record ActionViews(Store store) implements Actions {

  @Override
  public Future<List<ActionView>> list(Cursor after, int limit) {
    long before = after == null ? Long.MAX_VALUE : after.number();
    String id = after == null ? "" : after.id();
    return store.read(
        session ->
            ActionLog.list(session, before, id, limit).stream().map(ActionViews::view).toList());
  }

  private static ActionView view(Action action) {
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
