package io.tidegate.cluster.pki;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/// The one kind of key that is used here: ECDSA on P-256 with SHA-256, which each TLS takes.
/// Stateless.
public final class P256 {
  static final String SIGNATURE = "SHA256withECDSA";

  private static final int FIELD_BITS = 256;

  private P256() {}

  /// A new key pair.
  public static KeyPair generate() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /// @param pem PKCS#8
  public static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Pem.decode(Pem.PRIVATE_KEY, pem)));
  }

  /// @param info SubjectPublicKeyInfo
  /// @throws GeneralSecurityException when it is no key on this curve
  static PublicKey publicKey(byte[] info) throws GeneralSecurityException {
    PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(info));
    if (key instanceof ECPublicKey ec
        && ec.getParams().getCurve().getField().getFieldSize() == FIELD_BITS) {
      return key;
    }
    throw new GeneralSecurityException("the key is not on P-256");
  }

  /// @param der one certificate
  public static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  /// @param pem one certificate
  public static X509Certificate certificate(String pem) throws GeneralSecurityException {
    return certificate(Pem.decode(Pem.CERTIFICATE, pem));
  }

  /// Whether the certificate is that of the key.
  static boolean belong(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(SIGNATURE);
    signature.initSign(key);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    return signature.verify(signed);
  }

  /// SHA-256 of the public key (SubjectPublicKeyInfo, as RFC 7469 §2.4 pins it), lower-case hex. A
  /// certificate that is renewed with its key keeps it.
  public static String fingerprint(X509Certificate certificate) throws GeneralSecurityException {
    byte[] info = certificate.getPublicKey().getEncoded();
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(info));
  }
}
