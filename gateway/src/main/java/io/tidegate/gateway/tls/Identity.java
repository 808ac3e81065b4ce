package io.tidegate.gateway.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A private key and the certificate chain that belongs to it, the server's own certificate first.
/// RFC 5280, RFC 7468. Immutable.
record Identity(PrivateKey key, List<X509Certificate> chain) {
  Identity {
    chain = List.copyOf(chain);
  }

  /// Reads both as PEM (PKCS#8, PKCS#1 or SEC 1 keys, without a passphrase).
  ///
  /// @throws GeneralSecurityException whose message says what is wrong with them
  static Identity parse(byte[] chain, byte[] key) throws GeneralSecurityException {
    Identity identity;
    try {
      identity = new Identity(PemKey.read(text(key)), certificates(text(chain)));
    } catch (GeneralSecurityException unreadable) {
      throw new GeneralSecurityException(
          "no PEM certificate and key: " + unreadable.getMessage(), unreadable);
    }
    identity.assertBelongTogether();
    return identity;
  }

  /// Whatever bytes a file has: those that are no text are in no encoding, either.
  private static String text(byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1);
  }

  private static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> found = new ArrayList<>();
    try {
      for (byte[] der : Pem.find(text, "CERTIFICATE")) {
        found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
    } catch (IllegalArgumentException torn) {
      throw new GeneralSecurityException("a certificate that cannot be read", torn);
    }
    if (found.isEmpty()) {
      throw new GeneralSecurityException("no certificate");
    }
    // RFC 5246 §7.4.2: each certifies the one before it
    for (int i = 1; i < found.size(); i++) {
      X509Certificate issued = found.get(i - 1);
      if (!issued.getIssuerX500Principal().equals(found.get(i).getSubjectX500Principal())) {
        throw new GeneralSecurityException(
            "the chain is out of order: the next after "
                + issued.getSubjectX500Principal().getName()
                + " is not its issuer");
      }
    }
    return found;
  }

  /// Whoever renews writes two files one after the other: in between they are of different keys.
  private void assertBelongTogether() throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update((byte) 1);
    byte[] signed = signature.sign();
    signature.initVerify(own().getPublicKey());
    signature.update((byte) 1);
    boolean belong;
    try {
      belong = signature.verify(signed);
    } catch (GeneralSecurityException _) {
      belong = false; // of another size
    }
    if (!belong) {
      throw new GeneralSecurityException("the key is not that of the certificate");
    }
  }

  /// The server's own.
  X509Certificate own() {
    return chain.getFirst();
  }

  /// SHA-256 of the server's own, as browsers show it.
  String fingerprint() throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(own().getEncoded());
    return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
  }

  boolean isSelfSigned() {
    return own().getIssuerX500Principal().equals(own().getSubjectX500Principal());
  }

  /// Host names and addresses that it is for: RFC 5280 §4.2.1.6, types 2 and 7.
  List<String> names() {
    List<String> names = new ArrayList<>();
    try {
      var alternatives = own().getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (alternative.get(1) instanceof String name) {
            names.add(name);
          }
        }
      }
    } catch (CertificateParsingException _) {
      // it has none that could be read
    }
    return names;
  }
}
