package dev.headroom.config;

/** How a value is written in the file. */
@FunctionalInterface
interface Form<T> {

  /**
   * The value of a text.
   *
   * @throws Refused when the text does not have this form
   */
  T read(String text) throws Refused;
}
