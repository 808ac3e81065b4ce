package io.tidegate.rtsp;

import java.security.SecureRandom;
import java.util.HexFormat;

/// The random text of a client's Digest answer. RFC 7616 §3.4. Any thread.
final class ClientNonce {
  private static final SecureRandom RANDOM = new SecureRandom();

  private ClientNonce() {}

  static String next() {
    byte[] random = new byte[8];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
