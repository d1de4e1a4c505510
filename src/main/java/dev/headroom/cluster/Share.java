package dev.headroom.cluster;

/**
 * One of several equal parts of whole numbers. What cannot be divided goes to the first places, so
 * places change in turn: who has none of a number smaller than the parts has some a little later.
 *
 * @param parts how many, at least 1
 * @param place 0 to parts - 1
 */
record Share(int parts, int place) {

  /** Refuses a place outside. */
  Share {
    if (parts < 1 || place < 0 || place >= parts) {
      throw new IllegalArgumentException(place + " of " + parts);
    }
  }

  /** The same for the node of that rank; places move on with each turn. */
  static Share of(int parts, int rank, long turn) {
    return new Share(parts, (int) Math.floorMod(rank + turn, (long) parts));
  }

  /** This part of a number; the parts of all places are the number. */
  int of(int all) {
    return all / parts + (place < all % parts ? 1 : 0);
  }
}
