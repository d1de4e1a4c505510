package dev.headroom.chat;

import dev.headroom.config.yaml.Secret;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.zip.DeflaterOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes UserSigs of an administrator account, version 2 with HMAC-SHA256 [1047/34385], and keeps
 * the newest. It is signed anew after half its life, when the key changes, when the clock was put
 * back, and when Tencent refuses it. Safe for all threads. Never shows what it made.
 */
public final class UserSig {

  /** How long one holds; at least 24 h are advised [1047/34385]. */
  static final Duration VALIDITY = Duration.ofHours(48);

  private static final Duration RENEWED_AFTER = VALIDITY.dividedBy(2);

  private final long sdkAppId;
  private final String identifier;
  private final Supplier<Secret> key;
  private final Clock clock;

  private String current;
  private Secret signedWith;
  private Instant signedAt;

  /** For one account of one app; the key is asked for at each use, so it may change. */
  UserSig(long sdkAppId, String identifier, Supplier<Secret> key, Clock clock) {
    this.sdkAppId = sdkAppId;
    this.identifier = Objects.requireNonNull(identifier, "identifier");
    this.key = Objects.requireNonNull(key, "key");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** A valid one. */
  synchronized String current() {
    Secret wanted = key.get();
    Instant now = clock.instant();
    if (current == null
        || !wanted.equals(signedWith)
        || now.isBefore(signedAt)
        || !now.isBefore(signedAt.plus(RENEWED_AFTER))) {
      current = sign(sdkAppId, identifier, wanted, now, VALIDITY);
      signedWith = wanted;
      signedAt = now;
    }
    return current;
  }

  /** Makes sure that a refused one is not used again; the others who were refused gain by it. */
  synchronized void replace(String refused) {
    if (refused.equals(current)) {
      current = null;
    }
  }

  /**
   * One for an account, which is a secret.
   *
   * @param time from when it holds
   * @param validity how long, in whole seconds
   */
  public static String sign(
      long sdkAppId, String identifier, Secret key, Instant time, Duration validity) {
    long seconds = time.getEpochSecond();
    long expire = validity.toSeconds();
    JsonObject sig =
        new JsonObject()
            .put("TLS.ver", "2.0")
            .put("TLS.identifier", identifier)
            .put("TLS.sdkappid", sdkAppId)
            .put("TLS.expire", expire)
            .put("TLS.time", seconds)
            .put("TLS.sig", hmac(sdkAppId, identifier, key, seconds, expire));
    String base64 = Base64.getEncoder().encodeToString(deflate(sig.encode()));
    return base64.replace('+', '*').replace('/', '-').replace('=', '_');
  }

  private static String hmac(long sdkAppId, String identifier, Secret key, long time, long expire) {
    String text =
        "TLS.identifier:"
            + identifier
            + "\nTLS.sdkappid:"
            + sdkAppId
            + "\nTLS.time:"
            + time
            + "\nTLS.expire:"
            + expire
            + "\n";
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] sum = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(sum);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no HmacSHA256; use another one.", e);
    }
  }

  private static byte[] deflate(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
      deflater.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
