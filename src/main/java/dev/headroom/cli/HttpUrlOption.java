package dev.headroom.cli;

import dev.headroom.doctor.HttpUrl;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a URL from the command line. */
final class HttpUrlOption implements ITypeConverter<HttpUrl> {

  @Override
  public HttpUrl convert(String text) {
    return HttpUrl.parse(text)
        .orElseThrow(() -> new TypeConversionException("'" + text + "' is no http or https URL"));
  }
}
