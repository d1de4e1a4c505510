package dev.headroom.cli;

import dev.headroom.config.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class VersionLine implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"headroom " + Version.current()};
  }
}
