package dev.headroom.sandbox.story;

/** A story went another way than it should, so that it cannot go on. */
final class Unexpected extends RuntimeException {

  private static final long serialVersionUID = 1;

  Unexpected(String what) {
    super(what, null, false, false);
  }
}
