package io.tidegate.gateway.tls;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Text encodings of keys and certificates, RFC 7468. Stateless.
final class Pem {
  /// §2
  private static final int LINE = 64;

  private Pem() {}

  static String text(String label, byte[] der) {
    byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
    String body = Base64.getMimeEncoder(LINE, lineEnd).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}
