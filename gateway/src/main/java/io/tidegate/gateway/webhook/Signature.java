package io.tidegate.gateway.webhook;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What proves that a message is ours: `X-Tidegate-Signature: t=SECONDS,v1=HEX`, HMAC-SHA256 (RFC
/// 2104) over the seconds since 1970, a full stop and the body. Stateless.
///
/// The time is part of it, so that a receiver can refuse what somebody has kept and sends again.
public final class Signature {
  public static final String HEADER = "X-Tidegate-Signature";
  private static final String ALGORITHM = "HmacSHA256";

  private Signature() {}

  /// The value of the header.
  ///
  /// @param secret at least one character
  public static String of(String secret, long seconds, String body) {
    return of(secret, seconds, body.getBytes(StandardCharsets.UTF_8));
  }

  /// The same of a body that is no text.
  public static String of(String secret, long seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
      byte[] sum = mac.doFinal(body);
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(sum);
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }
}
