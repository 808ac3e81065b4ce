package io.tidegate.gateway.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

/// A certificate that signs itself, for a server that has no other yet: RFC 5280, version 3, ECDSA
/// on P-256 with SHA-256. Immutable; as PEM (RFC 7468).
///
/// @param chain the certificate
/// @param key its private key, PKCS#8
record SelfSigned(String chain, String key) {
  /// Browsers take no server's certificate that is for longer.
  static final Duration VALIDITY = Duration.ofDays(397);

  /// By this name it is known as ours, RFC 2253: the last part of it stands first.
  static final String ISSUER = "CN=tidegate.local,O=Tidegate (self-signed)";

  private static final String NAME = "O=Tidegate (self-signed),CN=tidegate.local";

  /// Clocks of clients are late.
  private static final Duration EARLIER = Duration.ofHours(1);

  /// For these host names and addresses, from `now` on.
  static SelfSigned make(List<String> names, List<InetAddress> addresses, Instant now)
      throws GeneralSecurityException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    TBSCertificate body = body(pair, algorithm, now.minus(EARLIER), names, addresses);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(body.getEncoded(ASN1Encoding.DER));
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(body);
    parts.add(algorithm);
    parts.add(new DERBitString(signature.sign()));
    byte[] certificate = new DERSequence(parts).getEncoded(ASN1Encoding.DER);
    return new SelfSigned(
        Pem.text("CERTIFICATE", certificate),
        Pem.text("PRIVATE KEY", pair.getPrivate().getEncoded()));
  }

  /// RFC 5280 §4.1.2
  private static TBSCertificate body(
      KeyPair pair,
      AlgorithmIdentifier algorithm,
      Instant from,
      List<String> names,
      List<InetAddress> addresses)
      throws GeneralSecurityException, IOException {
    SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    X500Name self = new X500Name(NAME);
    V3TBSCertificateGenerator body = new V3TBSCertificateGenerator();
    body.setSerialNumber(new ASN1Integer(serial()));
    body.setSignature(algorithm);
    body.setIssuer(self);
    body.setSubject(self);
    body.setStartDate(new Time(Date.from(from)));
    body.setEndDate(new Time(Date.from(from.plus(VALIDITY))));
    body.setSubjectPublicKeyInfo(key);
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    extensions.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    byte[] hash = MessageDigest.getInstance("SHA-1").digest(key.getPublicKeyData().getBytes());
    extensions.addExtension(
        Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(hash)); // §4.2.1.2 (1)
    extensions.addExtension(
        Extension.subjectAlternativeName, false, alternatives(names, addresses));
    body.setExtensions(extensions.generate());
    return body.generateTBSCertificate();
  }

  /// 20 bytes at most, positive, none twice: §4.1.2.2.
  private static BigInteger serial() {
    return new BigInteger(8 * Long.BYTES * 2 - 1, new SecureRandom()).add(BigInteger.ONE);
  }

  private static GeneralNames alternatives(List<String> names, List<InetAddress> addresses) {
    List<GeneralName> all = new ArrayList<>();
    names.forEach(name -> all.add(new GeneralName(GeneralName.dNSName, name)));
    addresses.forEach(
        address -> all.add(new GeneralName(GeneralName.iPAddress, withoutScope(address))));
    return new GeneralNames(all.toArray(GeneralName[]::new));
  }

  private static String withoutScope(InetAddress address) {
    return address.getHostAddress().replaceFirst("%.*", "");
  }

  @Override
  public String toString() {
    return "SelfSigned[hidden key]";
  }
}
