package dev.headroom.hooks;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * One instance of a hook. Its author's code, constructor included, runs on the thread of its own
 * context and nowhere else. Whether that thread turns is asked by {@link #look}, on one context.
 */
final class HookInstance implements Deployable {

  private final Callable<Deployable> maker;
  private final Consumer<Throwable> failed;
  private volatile ContextInternal context;
  private volatile Deployable verticle;
  private volatile boolean answered = true;
  private volatile boolean gone;
  private long askedNanos;

  /**
   * An instance that is not made yet.
   *
   * @param maker makes the verticle
   * @param failed told whatever its handlers throw, on its thread
   */
  HookInstance(Callable<Deployable> maker, Consumer<Throwable> failed) {
    this.maker = maker;
    this.failed = failed;
  }

  @Override
  public Future<?> deploy(Context own) throws Exception {
    own.exceptionHandler(failed::accept);
    context = (ContextInternal) own;
    try {
      verticle = maker.call();
    } catch (InvocationTargetException e) {
      return Future.failedFuture(e.getCause());
    }
    Future<?> started = verticle.deploy(own);
    return started == null
        ? Future.failedFuture(new NullPointerException("start() returned null, not a future"))
        : started;
  }

  @Override
  public Future<?> undeploy(Context own) throws Exception {
    return verticle == null ? Future.succeededFuture() : verticle.undeploy(own);
  }

  /**
   * Asks the instance's thread for an answer, unless one is outstanding.
   *
   * @return for how long an answer has been outstanding, in nanoseconds
   */
  long look(long nowNanos) {
    if (context == null || gone) {
      return 0;
    }
    if (!answered) {
      return nowNanos - askedNanos;
    }
    answered = false;
    askedNanos = nowNanos;
    context.runOnContext(ignored -> answered = true);
    return 0;
  }

  /**
   * Takes the instance off the bus without asking it, drops what waits for it, and interrupts it.
   *
   * @return whether it was there until now
   */
  boolean takeOff() {
    if (context == null || gone) {
      return false;
    }
    gone = true;
    // Completes when the thread heeds the interrupt: perhaps never.
    context.close().onFailure(failed::accept);
    return true;
  }
}
