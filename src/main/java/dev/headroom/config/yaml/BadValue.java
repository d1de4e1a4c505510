package dev.headroom.config.yaml;

/** A value that cannot be used; who knows its path makes a {@link Problem} of it. */
public final class BadValue extends Exception {

  private final String remedy;

  /**
   * Neither text may hold the value.
   *
   * @param reason reads on after the name of the value: "is not a whole number"
   */
  public BadValue(String reason, String remedy) {
    super(reason, null, false, false);
    this.remedy = remedy;
  }

  /** What to do about it: a sentence without its full stop. */
  public String remedy() {
    return remedy;
  }
}
