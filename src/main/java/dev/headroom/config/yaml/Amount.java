package dev.headroom.config.yaml;

/**
 * A count of members, or a share of a group's seats.
 *
 * @param value the count, or the share in hundredths
 * @param isShare which of the two
 */
public record Amount(int value, boolean isShare) {

  /** A fixed count. */
  public static Amount count(int members) {
    return new Amount(members, false);
  }

  /** A share in percent. */
  public static Amount percent(int percent) {
    return new Amount(percent, true);
  }

  /** The count for so many seats, a share rounded up, at least 1. For seats to be free. */
  public int atLeast(int seats) {
    return isShare ? Math.max(1, (int) (((long) seats * value + 99) / 100)) : value;
  }

  /** The count for so many seats, a share rounded down, at least 1. For limits. */
  public int atMost(int seats) {
    return isShare ? Math.max(1, (int) ((long) seats * value / 100)) : value;
  }

  @Override
  public String toString() {
    return isShare ? value + "%" : Integer.toString(value);
  }
}
