package dev.headroom.callback;

import dev.headroom.config.yaml.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The signature of one app's callbacks: {@code Sign} is the lower-case hexadecimal SHA-256 of a
 * token followed by {@code RequestTime} [1047/34354].
 *
 * <p>What each token makes of the newest RequestTime is kept: a full group's callbacks of one
 * second have the same. Not thread-safe.
 */
final class CallbackSignature {

  /** How far RequestTime may be off, either way, in whole seconds [269/32431]. */
  static final long WINDOW_SECONDS = 60;

  private static final int DIGEST_BYTES = 32;

  private final byte[][] tokens;
  private final MessageDigest sha256;
  private final byte[] presented = new byte[DIGEST_BYTES];
  private final byte[][] expected;
  private String time;

  /**
   * Keeps the tokens.
   *
   * @param tokens any of them may have signed; none means that no signature is right
   */
  CallbackSignature(List<Secret> tokens) {
    this.tokens =
        tokens.stream()
            .map(token -> token.reveal().getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    this.expected = new byte[this.tokens.length][];
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /**
   * Checks what the query says.
   *
   * @param sign {@code Sign}, or null
   * @param requestTime {@code RequestTime}, or null
   * @param nowSeconds the time, seconds since 1970
   * @return null when the signature is right and fresh, else the refusal
   */
  CallbackReply check(String sign, String requestTime, long nowSeconds) {
    if (sign == null || sign.isEmpty() || requestTime == null || requestTime.isEmpty()) {
      return CallbackReply.MISSING_SIGNATURE;
    }
    long seconds = CallbackQuery.digits(requestTime);
    if (seconds < 0 || !readHex(sign) || !isSignedByAny(requestTime)) {
      return CallbackReply.BAD_SIGNATURE;
    }
    return Math.abs(nowSeconds - seconds) > WINDOW_SECONDS ? CallbackReply.STALE : null;
  }

  /** Compares with every token, also after a match: the time taken tells nothing. */
  private boolean isSignedByAny(String requestTime) {
    if (!requestTime.equals(time)) {
      byte[] bytes = requestTime.getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < tokens.length; i++) {
        sha256.update(tokens[i]);
        expected[i] = sha256.digest(bytes);
      }
      time = requestTime;
    }
    boolean signed = false;
    for (byte[] digest : expected) {
      signed |= MessageDigest.isEqual(digest, presented);
    }
    return signed;
  }

  private boolean readHex(String sign) {
    if (sign.length() != 2 * DIGEST_BYTES) {
      return false;
    }
    int wrong = 0;
    for (int i = 0; i < DIGEST_BYTES; i++) {
      int high = hexDigit(sign.charAt(2 * i));
      int low = hexDigit(sign.charAt(2 * i + 1));
      wrong |= high | low;
      presented[i] = (byte) (high << 4 | low);
    }
    return wrong >= 0;
  }

  private static int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }
}
