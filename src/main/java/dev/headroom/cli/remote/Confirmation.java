package dev.headroom.cli.remote;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Makes sure that somebody wants what cannot be taken back easily. */
final class Confirmation {

  private static final Set<String> YES = Set.of("y", "yes");

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask; needed where there is no terminal to ask on")
  private boolean yes;

  /** Whether nobody has to be asked. */
  boolean isGiven() {
    return yes;
  }

  /** Before anything is looked up: that there is somebody to ask. */
  void check() throws ServiceException {
    check(Terminal.own());
  }

  void check(Optional<Terminal> terminal) throws ServiceException {
    if (!yes && terminal.isEmpty()) {
      throw ServiceException.usage(
          "this must be confirmed, and there is no terminal to ask on",
          "say --yes if you are sure; nothing was done");
    }
  }

  /** Asks, unless {@code --yes} was said. */
  void ask(String question) throws ServiceException {
    ask(question, Terminal.own());
  }

  void ask(String question, Optional<Terminal> terminal) throws ServiceException {
    check(terminal);
    if (yes) {
      return;
    }
    String answer = terminal.orElseThrow().ask(System.lineSeparator() + question + " [y/N] ");
    if (answer == null || !YES.contains(answer.strip().toLowerCase(Locale.ROOT))) {
      throw ServiceException.failed("nothing was done", "it was not confirmed with y");
    }
  }
}
