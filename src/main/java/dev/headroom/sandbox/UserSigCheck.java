package dev.headroom.sandbox;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies a UserSig of the HMAC-SHA256 kind [1047/34385]. Stateless; safe for all threads.
 *
 * <p>Written from the description of the format, apart from the code that makes such signatures.
 */
public final class UserSigCheck {
  /** Expired. */
  public static final int EXPIRED = 70001;

  /** Absent. */
  public static final int EMPTY = 70002;

  /** Cannot be decoded, or lacks a part. */
  public static final int INVALID = 70003;

  /** Made with another key. */
  public static final int WRONG_KEY = 70009;

  /** Made for another user. */
  public static final int WRONG_USER = 70013;

  /** Made for another app. */
  public static final int WRONG_APP = 70014;

  private static final int MOST_BYTES = 8 * 1024;

  private UserSigCheck() {}

  /**
   * What a UserSig says, unverified.
   *
   * @param identifier user it was made for
   * @param sdkAppId app it was made for
   * @param time when it was made, Unix seconds
   * @param expire for how many seconds it holds
   * @param sig HMAC in standard base64
   */
  public record Content(String identifier, long sdkAppId, long time, long expire, String sig) {
    @Override
    public String toString() {
      return "UserSig of " + identifier + " for " + sdkAppId;
    }
  }

  /** Decodes a UserSig; empty if it is not one. Numbers written as strings do not pass. */
  public static Optional<Content> decode(String userSig) {
    try {
      String base64 = userSig.replace('*', '+').replace('-', '/').replace('_', '=');
      JsonObject json = new JsonObject(inflate(Base64.getDecoder().decode(base64)));
      if (!"2.0".equals(json.getValue("TLS.ver"))
          || !(json.getValue("TLS.identifier") instanceof String identifier)
          || !(json.getValue("TLS.sdkappid") instanceof Number sdkAppId)
          || !(json.getValue("TLS.time") instanceof Number time)
          || !(json.getValue("TLS.expire") instanceof Number expire)
          || !(json.getValue("TLS.sig") instanceof String sig)) {
        return Optional.empty();
      }
      return Optional.of(
          new Content(identifier, sdkAppId.longValue(), time.longValue(), expire.longValue(), sig));
    } catch (IllegalArgumentException | DataFormatException | DecodeException notOne) {
      return Optional.empty();
    }
  }

  /**
   * Verifies a UserSig.
   *
   * @return 0, or the error code with which Chat refuses it
   */
  public static int verify(
      String userSig, long sdkAppId, String identifier, String secretKey, Instant now) {
    if (userSig.isEmpty()) {
      return EMPTY;
    }
    Optional<Content> decoded = decode(userSig);
    if (decoded.isEmpty()) {
      return INVALID;
    }
    Content content = decoded.get();
    if (!content.identifier().equals(identifier)) {
      return WRONG_USER;
    }
    if (content.sdkAppId() != sdkAppId) {
      return WRONG_APP;
    }
    if (!MessageDigest.isEqual(
        content.sig().getBytes(StandardCharsets.UTF_8),
        hmac(content, secretKey).getBytes(StandardCharsets.UTF_8))) {
      return WRONG_KEY;
    }
    return now.getEpochSecond() >= content.time() + content.expire() ? EXPIRED : 0;
  }

  private static String hmac(Content content, String secretKey) {
    String signed =
        "TLS.identifier:"
            + content.identifier()
            + "\nTLS.sdkappid:"
            + content.sdkAppId()
            + "\nTLS.time:"
            + content.time()
            + "\nTLS.expire:"
            + content.expire()
            + "\n";
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no HmacSHA256; use a complete one.", e);
    }
  }

  private static String inflate(byte[] deflated) throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(deflated);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] part = new byte[1024];
      while (!inflater.finished()) {
        int count = inflater.inflate(part);
        if (count == 0 || out.size() + count > MOST_BYTES) {
          throw new DataFormatException("truncated or too long");
        }
        out.write(part, 0, count);
      }
      return out.toString(StandardCharsets.UTF_8);
    } finally {
      inflater.end();
    }
  }
}
