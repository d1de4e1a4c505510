package dev.headroom.cli.remote;

import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the URL of a service. */
final class ServiceUrl implements ITypeConverter<URI> {

  @Override
  public URI convert(String text) {
    try {
      URI url = URI.create(text);
      boolean isHttp =
          "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
      // Never quoted when there is a password in it.
      if (url.getRawUserInfo() != null) {
        throw new TypeConversionException(
            "a URL with a user in it is not taken: put the token into " + Connection.TOKEN);
      }
      if (isHttp
          && url.getHost() != null
          && url.getRawQuery() == null
          && url.getRawFragment() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw notUrl(text);
    }
    throw notUrl(text);
  }

  private static TypeConversionException notUrl(String text) {
    return new TypeConversionException(
        "'"
            + text
            + "' is no URL of a management port: write scheme, host and port, as in"
            + " http://127.0.0.1:8081");
  }
}
