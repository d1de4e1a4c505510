package dev.headroom.sandbox;

/** How {@code EventTime} is written; the documentation has all three [1047/34376], [269/1669]. */
public enum CallbackForm {
  /** Not at all, as until 2022. */
  NO_EVENT_TIME,
  /** Milliseconds as a JSON string. */
  EVENT_TIME_STRING,
  /** Milliseconds as a JSON number. */
  EVENT_TIME_NUMBER
}
