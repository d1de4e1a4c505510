package dev.headroom.sandbox.story;

/** One story with a beginning and an end. */
interface Story {

  /** What it is about, in one line. */
  String headline();

  /**
   * Plays it to its end. On the story thread; may wait, but never for ever.
   *
   * @throws Unexpected when it cannot go on
   */
  void play(Scene scene);
}
