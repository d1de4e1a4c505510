package dev.headroom.jobs;

/** The request could not be made durable in time, or there is no room for it. */
public final class Refused extends RuntimeException {

  /** Without a stack trace: under pressure there are many, and all are alike. */
  Refused(String message) {
    super(message, null, false, false);
  }
}
