package dev.headroom.chat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The allowance of one API of one app. Guarantee: no second at the backend, wherever it begins,
 * holds more calls than allowed, however long each is on its way.
 *
 * <p>There are as many permits as calls are allowed in a second. One is taken just before a call is
 * sent and comes back a second after its reply was seen. The call arrived before its reply, so the
 * next call with the same permit arrives at least a second after it. A call without reply is taken
 * to have arrived when it was given up.
 *
 * <p>Whoever waits is served in order. Slowed, it gives half as many permits for a minute, half of
 * that when slowed again, a tenth at least, and then twice as many each minute until all are back.
 * Safe for all threads; futures complete on the thread that freed the permit.
 */
final class CallBudget {

  private static final Logger LOG = LoggerFactory.getLogger(CallBudget.class);
  private static final long SECOND = 1_000_000_000L;
  private static final long SLOW_STEP = 60 * SECOND;
  private static final int MOST_HALVINGS = 4;

  /** How often to ask again whether there is a permit at all. */
  private static final long LOOK_AGAIN = SECOND / 10;

  /** Runs something later, once. */
  interface Timers {
    /** Runs the task after so many nanoseconds, or a little later, never before. */
    void after(long nanos, Runnable task);
  }

  private final String name;
  private final IntSupplier allowance;
  private final LongSupplier period;
  private final LongSupplier nanoTime;
  private final Timers timers;

  private final Deque<Waiter> waiters = new ArrayDeque<>();

  /** When each permit of an answered call may be used again; in order of time. */
  private final Deque<Long> cooling = new ArrayDeque<>();

  private int inFlight;
  private boolean timerSet;
  private boolean closed;
  private int halvings;
  private boolean everSlowed;
  private long slowedAt;
  private long stepAt;

  /**
   * A budget with all permits free.
   *
   * @param name for the log: app and command
   * @param allowance calls per second; asked each time; 0 = none now, but perhaps soon
   * @param nanoTime monotonic time
   */
  CallBudget(String name, IntSupplier allowance, LongSupplier nanoTime, Timers timers) {
    this(name, allowance, () -> SECOND, nanoTime, timers);
  }

  private CallBudget(
      String name,
      IntSupplier allowance,
      LongSupplier period,
      LongSupplier nanoTime,
      Timers timers) {
    this.name = Objects.requireNonNull(name, "name");
    this.allowance = Objects.requireNonNull(allowance, "allowance");
    this.period = period;
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    this.timers = Objects.requireNonNull(timers, "timers");
  }

  /**
   * A budget of its own within this one: what is sent by it counts here too, and is never more than
   * that share of what is allowed here at the time. A share of less than one call a second is one
   * call in as many seconds as it takes.
   *
   * @param percent the share, 1 to 100; asked each time
   */
  Share share(IntSupplier percent) {
    LongSupplier hundredths = () -> Math.max(1L, allowed()) * Math.max(1, percent.getAsInt());
    CallBudget own =
        new CallBudget(
            name,
            () -> (int) Math.max(1, hundredths.getAsLong() / 100),
            () -> Math.max(SECOND, 100 * SECOND / hundredths.getAsLong()),
            nanoTime,
            timers);
    return new Share(this, own);
  }

  /** A part of a budget. */
  static final class Share {
    private final CallBudget whole;
    private final CallBudget own;

    private Share(CallBudget whole, CallBudget own) {
      this.whole = whole;
      this.own = own;
    }

    /** As {@link CallBudget#acquire}: first a place within the share, then one of the whole. */
    Future<Permit> acquire(OptionalLong latest) {
      return own.acquire(latest)
          .compose(
              mine ->
                  whole
                      .acquire(latest)
                      .onFailure(none -> mine.giveBack())
                      .map(permit -> both(mine, permit)));
    }

    /** Fails all who wait for a place within the share, and who come later. */
    void close() {
      own.close();
    }

    private static Permit both(Permit mine, Permit permit) {
      return new Permit() {
        @Override
        public void release() {
          mine.release();
          permit.release();
        }

        @Override
        public void giveBack() {
          mine.giveBack();
          permit.giveBack();
        }

        @Override
        public void refused() {
          permit.refused();
        }
      };
    }
  }

  /** The right to send one call. Each must be released or given back, once. */
  interface Permit {
    /** The reply has come, or will not come any more. */
    void release();

    /** The call was never sent. */
    void giveBack();

    /** The call was refused because there are too many: slower. */
    void refused();
  }

  private final class Ticket implements Permit {
    private final long takenAt = nanoTime.getAsLong();
    private boolean open = true;

    @Override
    public void release() {
      end(true);
    }

    @Override
    public void giveBack() {
      end(false);
    }

    @Override
    public void refused() {
      slow(takenAt);
    }

    private void end(boolean cool) {
      List<Runnable> granted;
      synchronized (CallBudget.this) {
        if (!open) {
          return;
        }
        open = false;
        inFlight--;
        if (cool) {
          cooling.addLast(nanoTime.getAsLong() + period.getAsLong());
        }
        granted = drain();
      }
      granted.forEach(Runnable::run);
    }
  }

  private record Waiter(Promise<Permit> promise, OptionalLong latest) {
    boolean isLate(long now) {
      return latest.isPresent() && now - latest.getAsLong() > 0;
    }
  }

  /** A wait that ended without a permit: too late, or closed. */
  static final class NoPermit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NoPermit(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Waits for a permit.
   *
   * @param latest by {@code nanoTime}: after this the wait fails with {@link NoPermit}
   */
  Future<Permit> acquire(OptionalLong latest) {
    Waiter waiter = new Waiter(Promise.promise(), latest);
    List<Runnable> granted;
    boolean waits;
    synchronized (this) {
      if (closed) {
        return Future.failedFuture(new NoPermit("closed"));
      }
      waiters.addLast(waiter);
      granted = drain();
      waits = latest.isPresent() && waiters.contains(waiter);
    }
    granted.forEach(Runnable::run);
    if (waits) {
      long left = latest.getAsLong() - nanoTime.getAsLong();
      timers.after(Math.max(1, left + 1), () -> giveUp(waiter));
    }
    return waiter.promise.future();
  }

  /** Told from outside that the app is near its limit: slower. */
  void slow() {
    long now = nanoTime.getAsLong();
    synchronized (this) {
      if (everSlowed && now - slowedAt < SECOND) {
        return;
      }
    }
    slow(now);
  }

  /** Calls per second that are allowed now. */
  synchronized int allowed() {
    recover(nanoTime.getAsLong());
    int all = Math.max(0, allowance.getAsInt());
    int tenth = (all + 9) / 10;
    return Math.max(tenth, all >> halvings);
  }

  /** Permits that are taken, or were less than a second ago. */
  synchronized int used() {
    dropCooled(nanoTime.getAsLong());
    return inFlight + cooling.size();
  }

  /** Fails all who wait, and who come later. */
  void close() {
    List<Waiter> left;
    synchronized (this) {
      closed = true;
      left = new ArrayList<>(waiters);
      waiters.clear();
    }
    left.forEach(waiter -> waiter.promise.tryFail(new NoPermit("closed")));
  }

  private void giveUp(Waiter waiter) {
    boolean waited;
    synchronized (this) {
      waited = waiters.remove(waiter);
    }
    if (waited) {
      waiter.promise.tryFail(new NoPermit("too late"));
    }
  }

  private synchronized void slow(long sentAt) {
    // Calls that were on their way before the last halving say nothing about it.
    if (everSlowed && sentAt - slowedAt < 0) {
      return;
    }
    long now = nanoTime.getAsLong();
    recover(now);
    halvings = Math.min(MOST_HALVINGS, halvings + 1);
    everSlowed = true;
    slowedAt = now;
    stepAt = now;
    LOG.warn("Called too often, going slower: {} callsPerSecond={}", name, allowed());
  }

  private void recover(long now) {
    if (halvings == 0) {
      return;
    }
    while (halvings > 0 && now - stepAt >= SLOW_STEP) {
      halvings--;
      stepAt += SLOW_STEP;
    }
    if (halvings == 0) {
      LOG.info("Going at full speed again: {} callsPerSecond={}", name, allowance.getAsInt());
    }
  }

  private void dropCooled(long now) {
    while (!cooling.isEmpty() && now - cooling.peekFirst() >= 0) {
      cooling.removeFirst();
    }
  }

  /** Serves whom it can. What it returns is to be run outside the lock. */
  private List<Runnable> drain() {
    List<Runnable> served = new ArrayList<>();
    long now = nanoTime.getAsLong();
    dropCooled(now);
    int free = allowed() - inFlight - cooling.size();
    while (!waiters.isEmpty()) {
      Waiter waiter = waiters.peekFirst();
      if (waiter.isLate(now)) {
        served.add(() -> waiter.promise.tryFail(new NoPermit("too late")));
      } else if (free > 0) {
        free--;
        inFlight++;
        Permit permit = new Ticket();
        served.add(() -> waiter.promise.complete(permit));
      } else {
        break;
      }
      waiters.removeFirst();
    }
    if (!waiters.isEmpty() && !timerSet && (inFlight == 0 || !cooling.isEmpty())) {
      timerSet = true;
      long wait = cooling.isEmpty() ? LOOK_AGAIN : cooling.peekFirst() - now;
      timers.after(Math.max(1, wait), this::cooled);
    }
    return served;
  }

  private void cooled() {
    List<Runnable> granted;
    synchronized (this) {
      timerSet = false;
      granted = drain();
    }
    granted.forEach(Runnable::run);
  }
}
