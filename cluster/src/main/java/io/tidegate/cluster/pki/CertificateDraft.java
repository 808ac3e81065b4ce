package io.tidegate.cluster.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// A certificate before it is signed: RFC 5280, version 3, a P-256 key. Immutable.
///
/// @param issuer distinguished name of the signer
/// @param subject distinguished name of the owner
/// @param from validity
/// @param to validity
/// @param purpose what it is for
/// @param names alternatives, §4.2.1.6
public record CertificateDraft(
    String issuer,
    String subject,
    Instant from,
    Instant to,
    Purpose purpose,
    List<GeneralName> names) {
  /// 20 bytes at most, positive: §4.1.2.2. So many random ones do not meet.
  private static final int SERIAL_BITS = 127;

  public CertificateDraft {
    names = List.copyOf(names);
  }

  /// What a certificate is for, RFC 5280 §4.2.1.3, §4.2.1.9, §4.2.1.12.
  public enum Purpose {
    /// Signs certificates of nodes, and no further authority.
    AUTHORITY,
    /// Is both ends of connections between nodes.
    NODE,
    /// Is a server's.
    SERVER
  }

  /// @param subjectKey of the owner
  /// @param issuerKey of the signer
  public X509Certificate sign(PublicKey subjectKey, PrivateKey issuerKey)
      throws GeneralSecurityException {
    try {
      AlgorithmIdentifier algorithm =
          new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
      TBSCertificate body = body(subjectKey, algorithm);
      Signature signature = Signature.getInstance(P256.SIGNATURE);
      signature.initSign(issuerKey);
      signature.update(body.getEncoded(ASN1Encoding.DER));
      ASN1EncodableVector parts = new ASN1EncodableVector();
      parts.add(body);
      parts.add(algorithm);
      parts.add(new DERBitString(signature.sign()));
      return P256.certificate(new DERSequence(parts).getEncoded(ASN1Encoding.DER));
    } catch (IOException impossible) {
      throw new GeneralSecurityException("certificate cannot be encoded", impossible);
    }
  }

  /// RFC 5280 §4.1.2
  private TBSCertificate body(PublicKey subjectKey, AlgorithmIdentifier algorithm)
      throws GeneralSecurityException, IOException {
    SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(subjectKey.getEncoded());
    V3TBSCertificateGenerator body = new V3TBSCertificateGenerator();
    body.setSerialNumber(
        new ASN1Integer(new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE)));
    body.setSignature(algorithm);
    body.setIssuer(new X500Name(issuer));
    body.setSubject(new X500Name(subject));
    body.setStartDate(new Time(Date.from(from)));
    body.setEndDate(new Time(Date.from(to)));
    body.setSubjectPublicKeyInfo(key);
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    usage(extensions);
    byte[] hash = MessageDigest.getInstance("SHA-1").digest(key.getPublicKeyData().getBytes());
    extensions.addExtension(
        Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(hash)); // §4.2.1.2 (1)
    if (!names.isEmpty()) {
      extensions.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(GeneralName[]::new)));
    }
    body.setExtensions(extensions.generate());
    return body.generateTBSCertificate();
  }

  private void usage(ExtensionsGenerator extensions) throws IOException {
    boolean authority = purpose == Purpose.AUTHORITY;
    extensions.addExtension(
        Extension.basicConstraints,
        true,
        authority ? new BasicConstraints(0) : new BasicConstraints(false));
    extensions.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(
            authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
    KeyPurposeId[] purposes =
        switch (purpose) {
          case AUTHORITY -> new KeyPurposeId[0];
          case NODE ->
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
          case SERVER -> new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth};
        };
    if (purposes.length > 0) {
      extensions.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    }
  }
}
