package dev.headroom.sandbox.story;

/** The sandbox is told to end: whatever plays is left as it stands. */
final class Ended extends RuntimeException {

  private static final long serialVersionUID = 1;

  Ended() {
    super("the sandbox ends", null, false, false);
  }
}
