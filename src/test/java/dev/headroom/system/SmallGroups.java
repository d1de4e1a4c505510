package dev.headroom.system;

import java.util.regex.Pattern;

/** Tests play with groups of a few dozen seats, which are left alone by default. */
final class SmallGroups {

  private static final String KEY = "minSeats: 0";
  private static final Pattern FLOW = Pattern.compile("(?m)^prune:\\s*\\{\\s*");
  private static final Pattern BLOCK = Pattern.compile("(?m)^prune:[ ]*\\n(?=( +)\\S)");
  private static final Pattern NOTHING = Pattern.compile("(?m)^prune:[ ]*$");

  private SmallGroups() {}

  /** The configuration with groups of any size in it, unless it says something of their size. */
  static String in(String yaml) {
    if (yaml.contains("minSeats")) {
      return yaml;
    }
    if (FLOW.matcher(yaml).find()) {
      return FLOW.matcher(yaml).replaceFirst("prune: { " + KEY + ", ");
    }
    if (BLOCK.matcher(yaml).find()) {
      return BLOCK.matcher(yaml).replaceFirst("prune:\n$1" + KEY + "\n");
    }
    return NOTHING.matcher(yaml).find()
        ? NOTHING.matcher(yaml).replaceFirst("prune: { " + KEY + " }")
        : yaml + "\nprune: { " + KEY + " }\n";
  }
}
