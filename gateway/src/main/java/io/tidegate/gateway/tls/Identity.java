package io.tidegate.gateway.tls;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/// A private key and the certificate chain that belongs to it, the server's own certificate first.
/// RFC 5280, RFC 7468. Immutable.
record Identity(PrivateKey key, List<X509Certificate> chain) {
  /// How the JDK calls the keys that servers have.
  private static final List<String> KEY_TYPES = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

  Identity {
    chain = List.copyOf(chain);
  }

  /// Reads both as PEM (PKCS#8, PKCS#1 or SEC 1 keys, without a passphrase).
  ///
  /// @throws GeneralSecurityException whose message says what is wrong with them
  static Identity parse(Vertx vertx, byte[] chain, byte[] key) throws GeneralSecurityException {
    Identity identity = find(managers(vertx, chain, key));
    identity.assertBelongTogether();
    return identity;
  }

  private static KeyManager[] managers(Vertx vertx, byte[] chain, byte[] key)
      throws GeneralSecurityException {
    PemKeyCertOptions pem =
        new PemKeyCertOptions().setCertValue(Buffer.buffer(chain)).setKeyValue(Buffer.buffer(key));
    try {
      return pem.getKeyManagerFactory(vertx).getKeyManagers();
    } catch (Exception unreadable) { // whatever it throws: so it is declared
      throw new GeneralSecurityException(
          "no PEM certificate and key: " + unreadable.getMessage(), unreadable);
    }
  }

  private static Identity find(KeyManager... managers) throws GeneralSecurityException {
    for (KeyManager manager : managers) {
      if (manager instanceof X509KeyManager known) {
        for (String type : KEY_TYPES) {
          String[] aliases = known.getServerAliases(type, null);
          if (aliases != null && aliases.length > 0) {
            return new Identity(
                known.getPrivateKey(aliases[0]), List.of(known.getCertificateChain(aliases[0])));
          }
        }
      }
    }
    throw new GeneralSecurityException("neither an EC nor an RSA nor an EdDSA key");
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
