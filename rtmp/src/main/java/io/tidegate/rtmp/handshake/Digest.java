package io.tidegate.rtmp.handshake;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The HMAC-SHA256 digests that Flash Player hides in the random bytes of the handshake. Not in the
/// public specification; its keys are the ones every implementation uses.
final class Digest {
  /// What S1 claims to be: any version of Flash Media Server from 3.0 up.
  static final int SERVER_VERSION = 0x0405_0001;

  private static final int LENGTH = 32;
  private static final byte[] TAIL =
      HexFormat.of().parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");
  private static final byte[] CLIENT_KEY = "Genuine Adobe Flash Player 001".getBytes(US_ASCII);
  private static final byte[] SERVER_KEY =
      "Genuine Adobe Flash Media Server 001".getBytes(US_ASCII);

  private Digest() {}

  /// Where the digest's offset is told: after the time and version, or in the second half.
  enum Scheme {
    FIRST(8, 12),
    SECOND(772, 776);

    private final int offsetAt;
    private final int base;

    Scheme(int offsetAt, int base) {
      this.offsetAt = offsetAt;
      this.base = base;
    }

    int position(byte[] packet) {
      int sum = 0;
      for (int i = 0; i < 4; i++) {
        sum += packet[offsetAt + i] & 0xFF;
      }
      return base + sum % 728;
    }
  }

  /// A digest that was valid.
  record Found(Scheme scheme, Bytes digest) {}

  /// The client's digest in C1; null when there is none, as in the simple handshake.
  static @Nullable Found find(Bytes c1) {
    if (c1.u32(4) == 0) {
      return null; // the zero field of the simple handshake
    }
    byte[] packet = c1.toByteArray();
    for (Scheme scheme : Scheme.values()) {
      int position = scheme.position(packet);
      byte[] expected = over(packet, position, CLIENT_KEY);
      byte[] told = Arrays.copyOfRange(packet, position, position + LENGTH);
      if (MessageDigest.isEqual(expected, told)) {
        return new Found(scheme, Bytes.wrap(told));
      }
    }
    return null;
  }

  /// Puts our digest into S1.
  static void signHello(byte[] s1, Scheme scheme) {
    int position = scheme.position(s1);
    System.arraycopy(over(s1, position, SERVER_KEY), 0, s1, position, LENGTH);
  }

  /// Puts the answer to the client's digest at the end of S2.
  static void signAnswer(byte[] s2, Found found) {
    byte[] key = hmac(join(SERVER_KEY, TAIL), found.digest().toByteArray());
    byte[] signature = hmac(key, Arrays.copyOf(s2, s2.length - LENGTH));
    System.arraycopy(signature, 0, s2, s2.length - LENGTH, LENGTH);
  }

  /// HMAC over everything but the place of the digest itself.
  private static byte[] over(byte[] packet, int position, byte[] key) {
    byte[] rest = new byte[packet.length - LENGTH];
    System.arraycopy(packet, 0, rest, 0, position);
    System.arraycopy(packet, position + LENGTH, rest, position, rest.length - position);
    return hmac(key, rest);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java runtime has HmacSHA256", impossible);
    }
  }
}
