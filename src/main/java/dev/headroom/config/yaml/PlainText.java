package dev.headroom.config.yaml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The text of a file, as people's editors save it: with or without a byte order mark. */
public final class PlainText {

  private static final byte[] UTF_8 = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] UTF_16_LITTLE = {(byte) 0xFF, (byte) 0xFE};
  private static final byte[] UTF_16_BIG = {(byte) 0xFE, (byte) 0xFF};

  private PlainText() {}

  /**
   * The text of UTF-8, without a mark at its start.
   *
   * @throws BadValue when it is not UTF-8; the cause goes on after the name of the file
   */
  public static String decode(byte[] bytes) throws BadValue {
    if (startsWith(bytes, UTF_16_LITTLE) || startsWith(bytes, UTF_16_BIG)) {
      throw utf16("is UTF-16 text, which some editors call Unicode");
    }
    byte[] text = withoutMark(bytes);
    for (byte each : text) {
      if (each == 0) {
        throw utf16("has U+0000 in it, as UTF-16 text has and no UTF-8 text");
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw new BadValue("is not UTF-8 text", "Save it as UTF-8");
    }
  }

  private static BadValue utf16(String cause) {
    return new BadValue(cause, "Save it as UTF-8");
  }

  /** The same bytes without the byte order mark of UTF-8. */
  public static byte[] withoutMark(byte[] bytes) {
    return startsWith(bytes, UTF_8) ? Arrays.copyOfRange(bytes, UTF_8.length, bytes.length) : bytes;
  }

  private static boolean startsWith(byte[] bytes, byte[] mark) {
    return bytes.length >= mark.length
        && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
  }
}
