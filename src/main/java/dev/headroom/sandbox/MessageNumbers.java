package dev.headroom.sandbox;

import java.time.Instant;

/** The numbers of the messages of one group, tips included. The caller holds the app's lock. */
final class MessageNumbers {

  private long lastTime;
  private long next = 1;
  private boolean tips;

  MessageNumbers(boolean tips) {
    this.tips = tips;
  }

  /** Whether a tip takes a number. */
  void tips(boolean on) {
    tips = on;
  }

  void tip() {
    if (tips) {
      next++;
    }
  }

  /** Sets the newest message, whoever sent it. */
  void newest(Instant at, long seq) {
    lastTime = at.getEpochSecond();
    next = seq + 1;
  }

  /** A member sent a message, which may be older than the newest. */
  void sent(SandboxMember by, long atSeconds) {
    if (atSeconds >= lastTime) {
      lastTime = atSeconds;
      by.msgSeq(next++);
    }
  }

  long newest() {
    return next - 1;
  }

  long next() {
    return next;
  }

  /** When the newest message was sent, Unix seconds; tips do not count. */
  long lastTime() {
    return lastTime;
  }
}
