package dev.headroom.config.yaml;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts variables of the environment and contents of files into values. Runs on values that are
 * already parsed, so what comes in can never change the structure of the file. Reads files: not for
 * an event loop.
 */
public final class Substitution {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)(}|$)");
  private static final Pattern VARIABLE =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(:-(.*))?", Pattern.DOTALL);
  private static final Pattern WHOLE_FILE = Pattern.compile("\\$\\{file:([^}]+)}");
  private static final String FILE = "file:";

  private final Map<String, String> environment;
  private final FilesRead files;

  /** Takes variables from that environment, and notes the files it reads. */
  public Substitution(Map<String, String> environment, FilesRead files) {
    this.environment = Map.copyOf(environment);
    this.files = files;
  }

  /**
   * A value after substitution.
   *
   * @param text what it became
   * @param sources the names of what was put in; what came from outside is never shown
   */
  record Result(String text, List<String> sources) {}

  /** The value with everything put in, or empty after each obstacle was handed over. */
  Optional<Result> apply(String raw, Consumer<BadValue> obstacles) {
    Matcher matcher = PLACEHOLDER.matcher(raw);
    StringBuilder text = new StringBuilder();
    List<String> sources = new ArrayList<>();
    boolean complete = true;
    while (matcher.find()) {
      try {
        String value = value(matcher.group(1), !matcher.group(2).isEmpty(), sources);
        matcher.appendReplacement(text, Matcher.quoteReplacement(value));
      } catch (BadValue e) {
        obstacles.accept(e);
        complete = false;
      }
    }
    matcher.appendTail(text);
    return complete ? Optional.of(new Result(text.toString(), sources)) : Optional.empty();
  }

  /**
   * The lines of a file.
   *
   * @param file its name
   */
  record Lines(String file, List<String> lines) {}

  /** The lines of the file when the value is nothing but one {@code ${file:PATH}}. */
  Optional<Lines> lines(String raw) throws BadValue {
    Matcher matcher = WHOLE_FILE.matcher(Characters.trim(raw));
    return matcher.matches()
        ? Optional.of(new Lines(matcher.group(1), read(matcher.group(1)).lines().toList()))
        : Optional.empty();
  }

  private String value(String inside, boolean closed, List<String> sources) throws BadValue {
    if (closed && inside.startsWith(FILE) && inside.length() > FILE.length()) {
      String path = inside.substring(FILE.length());
      sources.add("file " + path);
      return read(path);
    }
    Matcher variable = VARIABLE.matcher(inside);
    if (!closed || !variable.matches()) {
      throw new BadValue(
          "has a ${ that names neither a variable nor a file",
          "Write ${NAME}, ${NAME:-default} or ${file:PATH}; a value with a ${ of its own can come"
              + " from a variable");
    }
    String name = variable.group(1);
    String value = environment.get(name);
    sources.add("${" + name + "}");
    if (variable.group(2) != null) {
      return value == null || value.isEmpty() ? variable.group(3) : value;
    }
    if (value == null) {
      throw new BadValue(
          "needs the environment variable " + name + ", which is not set",
          "Set " + name + ", or write a value here");
    }
    return value;
  }

  /** The text of a file, without one line break at its end. */
  String read(String name) throws BadValue {
    try {
      byte[] bytes = files.read(name);
      if (bytes.length > FilesRead.LARGEST_FILE) {
        throw new BadValue("needs the file " + name + ", which is too large", "Name another file");
      }
      return decode(name, bytes).replaceFirst("(\r?\n|\r)\\z", "");
    } catch (NoSuchFileException e) {
      throw new BadValue(
          "needs the file " + name + ", which does not exist",
          "Create it, or correct the path; it is relative to the directory Headroom is started in");
    } catch (IOException | InvalidPathException | SecurityException e) {
      throw new BadValue(
          "needs the file " + name + ", which cannot be read",
          "Name a file that the user running Headroom may read");
    }
  }

  private static String decode(String name, byte[] bytes) throws BadValue {
    try {
      return PlainText.decode(bytes);
    } catch (BadValue e) {
      throw new BadValue("needs the file " + name + ", which " + e.getMessage(), e.remedy());
    }
  }
}
