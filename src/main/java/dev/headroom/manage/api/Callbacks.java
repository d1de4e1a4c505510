package dev.headroom.manage.api;

/** What the callback port has seen, to look at. */
@FunctionalInterface
public interface Callbacks {

  /** What was seen since the start. Does not block. */
  CallbackStats stats();
}
