package dev.headroom.jobs;

/** The request could not be made durable in time, or there is no room for it. */
public final class NotStored extends RuntimeException {

  /** Without a stack trace: under pressure there are many, and all are alike. */
  NotStored(String message) {
    super(message, null, false, false);
  }
}
