package dev.headroom.config;

/** A value that cannot be used; who knows its path makes a {@link Problem} of it. */
final class Refused extends Exception {

  private final String remedy;

  /**
   * Neither text may hold the value.
   *
   * @param reason reads on after the name of the value: "is not a whole number"
   */
  Refused(String reason, String remedy) {
    super(reason, null, false, false);
    this.remedy = remedy;
  }

  String remedy() {
    return remedy;
  }
}
