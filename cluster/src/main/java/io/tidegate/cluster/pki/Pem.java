package io.tidegate.cluster.pki;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

/// Text encoding of keys and certificates, RFC 7468, one object a text. Stateless.
public final class Pem {
  public static final String CERTIFICATE = "CERTIFICATE";
  public static final String PRIVATE_KEY = "PRIVATE KEY";

  private static final int LINE = 64;

  /// A certificate of ours has 800 bytes.
  private static final int MAX_CHARS = 16 << 10;

  private Pem() {}

  /// @param label what it is, RFC 7468 §2
  public static String encode(String label, byte[] der) {
    byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
    String body = Base64.getMimeEncoder(LINE, lineEnd).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  /// The first object with this label.
  ///
  /// @throws GeneralSecurityException where there is none, or one that is not base64
  public static byte[] decode(String label, String text) throws GeneralSecurityException {
    if (text.length() > MAX_CHARS) {
      throw new GeneralSecurityException("PEM text of " + text.length() + " characters");
    }
    String begin = "-----BEGIN " + label + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + label + "-----");
    if (from < 0 || to < from + begin.length()) {
      throw new GeneralSecurityException("no PEM " + label);
    }
    try {
      return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    } catch (IllegalArgumentException broken) {
      throw new GeneralSecurityException("PEM " + label + " is not base64", broken);
    }
  }
}
