package dev.headroom.manage;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The description of the management port: a file in the jar, written by hand. */
public final class OpenApi {

  static final String TYPE = "application/json; charset=utf-8";

  private static final String FILE = "/openapi.json";

  private OpenApi() {}

  /** The file; small, and read once. */
  public static Buffer read() {
    try (InputStream file = OpenApi.class.getResourceAsStream(FILE)) {
      return Buffer.buffer(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
