package dev.headroom.config;

/** Which Headroom this is. */
public final class Version {

  private Version() {}

  /** The version that the jar's manifest names; "unpacked" outside a jar. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpacked" : version;
  }
}
