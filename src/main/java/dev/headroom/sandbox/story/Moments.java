package dev.headroom.sandbox.story;

import java.util.List;
import java.util.Locale;

/** Small stories without end, each with a group of its own. */
final class Moments {

  private static final List<String> NAMES =
      List.of(
          "Sourdough Circle",
          "Trail Walkers",
          "Vinyl Collectors",
          "Parents of 4b",
          "Jazz Mondays",
          "Balcony Gardeners",
          "Film Club",
          "Sunday Cyclists");

  private final Scene scene;
  private int played;
  private String group;

  Moments(Scene scene) {
    this.scene = scene;
  }

  /** The next one; the group of the one before is gone from then on. */
  Story next() {
    if (group != null) {
      scene.backend().app().find(group).orElseThrow().disband();
    }
    int round = played / NAMES.size() + 1;
    String name = NAMES.get(played % NAMES.size()) + (round == 1 ? "" : " " + round);
    group = name.toLowerCase(Locale.ROOT).replace(' ', '-');
    return played++ % 2 == 0 ? new RefusedOnce(group, name) : new GroupFillsUp(group, name);
  }
}
