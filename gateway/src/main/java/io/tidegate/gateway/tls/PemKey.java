package io.tidegate.gateway.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// Private keys as text, without a passphrase, in the three forms that programs write. Stateless.
///
/// They are read without a key store: a PKCS#12 store of the JDK encrypts each key that is put in
/// and decrypts it for whoever asks, at ten thousand rounds of PBKDF2 each time, which was a
/// quarter of a cold start.
final class PemKey {
  /// How the JDK calls the keys that servers have.
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

  private PemKey() {}

  /// @throws GeneralSecurityException whose message says what is wrong with it
  static PrivateKey read(String text) throws GeneralSecurityException {
    // the second is how RFC 1421 says it
    if (text.contains("ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENCRYPTED")) {
      throw new GeneralSecurityException("the key has a passphrase");
    }
    try {
      List<byte[]> usual = Pem.find(text, "PRIVATE KEY"); // RFC 5958
      if (!usual.isEmpty()) {
        return decoded(usual.getFirst());
      }
      List<byte[]> rsa = Pem.find(text, "RSA PRIVATE KEY"); // RFC 8017 §A.1.2
      if (!rsa.isEmpty()) {
        RSAPrivateKey key = RSAPrivateKey.getInstance(rsa.getFirst());
        return decoded(wrapped(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE, key));
      }
      List<byte[]> curve = Pem.find(text, "EC PRIVATE KEY"); // RFC 5915 §3
      if (!curve.isEmpty()) {
        return decoded(ofCurve(ECPrivateKey.getInstance(curve.getFirst())));
      }
    } catch (IllegalArgumentException | IOException torn) {
      throw new GeneralSecurityException("a key that cannot be read", torn);
    }
    throw new GeneralSecurityException("no key");
  }

  private static byte[] ofCurve(ECPrivateKey key) throws GeneralSecurityException, IOException {
    ASN1Encodable curve = key.getParametersObject();
    if (curve == null) {
      throw new GeneralSecurityException("an EC key that does not name its curve");
    }
    return wrapped(X9ObjectIdentifiers.id_ecPublicKey, curve, key);
  }

  /// RFC 5958 §2
  private static byte[] wrapped(
      ASN1ObjectIdentifier algorithm, ASN1Encodable parameters, ASN1Encodable key)
      throws IOException {
    return new PrivateKeyInfo(new AlgorithmIdentifier(algorithm, parameters), key).getEncoded();
  }

  /// Which algorithm it is for stands in the encoding: the factories of the others refuse it.
  private static PrivateKey decoded(byte[] der) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException _) {
        // of another
      }
    }
    throw new GeneralSecurityException("neither an EC nor an RSA nor an EdDSA key");
  }
}
