package dev.headroom.cli.remote;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/** The person in front of it. */
interface Terminal {

  /** What was typed, or null at the end of input. */
  String ask(String question);

  /** The terminal of this process; empty if its input or its output is none. */
  static Optional<Terminal> own() {
    Console console = System.console();
    return console != null && isTerminal(console)
        ? Optional.of(question -> console.readLine("%s", question))
        : Optional.empty();
  }

  /**
   * From Java 22 on there is a console even where there is no terminal, and a method that tells.
   */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
