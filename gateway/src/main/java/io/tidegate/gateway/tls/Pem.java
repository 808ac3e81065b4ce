package io.tidegate.gateway.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

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

  /// What is encoded in `text` under `label`, in order. What stands around it is not looked at, §2.
  ///
  /// @throws IllegalArgumentException when it is no Base64
  static List<byte[]> find(String text, String label) {
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    List<byte[]> found = new ArrayList<>();
    int from = text.indexOf(begin);
    while (from >= 0) {
      int to = text.indexOf(end, from);
      if (to < 0) {
        break;
      }
      found.add(Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to)));
      from = text.indexOf(begin, to);
    }
    return found;
  }
}
