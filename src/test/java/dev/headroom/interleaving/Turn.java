package dev.headroom.interleaving;

import dev.headroom.chat.ChatApi;
import dev.headroom.config.PruneSettings;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskContext;
import dev.headroom.jobs.TaskEnd;
import dev.headroom.prune.Pruner;
import dev.headroom.prune.RunBook;
import dev.headroom.prune.RunContext;
import dev.headroom.prune.RunFacts;
import dev.headroom.restore.RestoreBook;
import dev.headroom.restore.RestoreContext;
import dev.headroom.restore.Restorer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.Supplier;

/** A task in work: the product's run or restore, each call and commit of which is held. */
final class Turn {

  private final Play play;
  private final Task task;
  private final Context context;
  private final Rules rules;

  /** Its process is gone: nothing of it goes on. */
  private boolean dead;

  private final Promise<TaskEnd> answer = Promise.promise();

  /** Its node stops. */
  private volatile boolean stopping;

  /** Another has taken over and goes first. */
  private boolean overtaken;

  Turn(Play play, Task task, Context context) {
    this.play = play;
    this.task = task;
    this.context = context;
    this.rules = play.rules();
  }

  Task task() {
    return task;
  }

  Context context() {
    return context;
  }

  /** The policy when it began. */
  Rules rules() {
    return rules;
  }

  boolean isDead() {
    return dead;
  }

  void stop() {
    stopping = true;
  }

  /** The dispatcher outlives it here: it must not wait for the answer of a process that is gone. */
  void die() {
    dead = true;
    answer.tryComplete(new TaskEnd(TaskEnd.End.LOST, 0, "died"));
  }

  boolean isOvertaken() {
    return overtaken;
  }

  void overtaken(boolean other) {
    overtaken = other;
  }

  /** As a node does it: whoever is to be brought back comes first. */
  Future<TaskEnd> work(World world) {
    ChatApi chat = held(ChatApi.class, world.chat());
    Supplier<PruneSettings> settings = () -> play.rules().prune();
    RunFacts facts = held(RunFacts.class, world.runFacts());
    RunBook runs = held(RunBook.class, world.runBook(settings, play.nodeClock()));
    RestoreBook restores = held(RestoreBook.class, world.restoreBook());
    TaskContext tasks =
        new TaskContext(Rules.MAX_ATTEMPTS, Duration.ofSeconds(5), () -> stopping, this::pause);
    RunContext context =
        new RunContext(
            app -> chat, app -> World.ADMINISTRATOR, facts, settings, tasks, play.nodeClock());
    RestoreContext restoring =
        new RestoreContext(
            app -> chat,
            restores,
            key -> Duration.ofMinutes(5),
            key -> Duration.ofMinutes(10),
            tasks);
    new Restorer(restoring, world.metrics())
        .restore(task)
        .compose(
            end ->
                end.map(Future::succeededFuture)
                    .orElseGet(() -> new Pruner(context, runs, world.metrics()).prune(task)))
        .compose(end -> step(Step.END, new Object[0], () -> Future.succeededFuture(end)))
        .onComplete(answer::tryComplete, answer::tryFail);
    return answer.future();
  }

  /** Time passes for nobody but the script. */
  private Future<Void> pause(Duration time) {
    return step(Step.WAIT, new Object[] {time}, Future::succeededFuture);
  }

  private <T> Future<T> step(String name, Object[] arguments, Supplier<Future<T>> work) {
    Promise<T> result = Promise.promise();
    play.hold(new Step<>(this, name, arguments, work, result));
    return result.future();
  }

  @SuppressWarnings("unchecked")
  private <T> T held(Class<T> type, T real) {
    return (T)
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              boolean isStep =
                  method.getReturnType() == Future.class
                      && !method.getName().equals("othersAreWell");
              if (!isStep) {
                return method.invoke(real, arguments);
              }
              return step(
                  method.getName(),
                  arguments,
                  () -> {
                    try {
                      return (Future<Object>) method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                      return Future.failedFuture(e.getCause());
                    } catch (IllegalAccessException e) {
                      return Future.failedFuture(e);
                    }
                  });
            });
  }
}
