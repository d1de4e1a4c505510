package dev.headroom.config.yaml;

/** How a value is written in the file. */
@FunctionalInterface
public interface Form<T> {

  /**
   * The value of a text.
   *
   * @throws BadValue when the text does not have this form
   */
  T read(String text) throws BadValue;
}
