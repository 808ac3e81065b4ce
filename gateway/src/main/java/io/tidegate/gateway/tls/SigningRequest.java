package io.tidegate.gateway.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// Asks an authority for a server's certificate: PKCS#10, RFC 2986, ECDSA on P-256 with SHA-256,
/// the key made for it alone. Immutable; as PEM (RFC 7468 §7, §10).
///
/// @param request what the authority gets
/// @param key the private key, PKCS#8
record SigningRequest(String request, String key) {
  static SigningRequest make(CertificateSubject subject)
      throws GeneralSecurityException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    CertificationRequestInfo info =
        new CertificationRequestInfo(
            subject.name(),
            SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()),
            new DERSet(extensions(subject)));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(info.getEncoded(ASN1Encoding.DER));
    CertificationRequest request =
        new CertificationRequest(
            info,
            new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256),
            new DERBitString(signature.sign()));
    return new SigningRequest(
        Pem.text("CERTIFICATE REQUEST", request.getEncoded(ASN1Encoding.DER)),
        Pem.text("PRIVATE KEY", pair.getPrivate().getEncoded()));
  }

  /// RFC 2985 §5.4.2
  private static Attribute extensions(CertificateSubject subject) throws IOException {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(Extension.subjectAlternativeName, false, subject.alternatives());
    return new Attribute(
        PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new DERSet(extensions.generate()));
  }

  /// The names that a request of ours asks for.
  ///
  /// @throws GeneralSecurityException when it is none
  static List<String> names(String request) throws GeneralSecurityException {
    try {
      byte[] der = Base64.getMimeDecoder().decode(request.replaceAll("-----[A-Z ]+-----", ""));
      ASN1Set attributes =
          CertificationRequest.getInstance(der).getCertificationRequestInfo().getAttributes();
      Extensions extensions =
          Extensions.getInstance(
              Attribute.getInstance(attributes.getObjectAt(0)).getAttributeValues()[0]);
      List<String> names = new ArrayList<>();
      for (GeneralName name :
          GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName).getNames()) {
        names.add(text(name));
      }
      return names;
    } catch (IOException | RuntimeException broken) { // whatever the library throws at other text
      throw new GeneralSecurityException("no signing request", broken);
    }
  }

  private static String text(GeneralName name) throws UnknownHostException {
    return name.getTagNo() == GeneralName.iPAddress
        ? InetAddress.getByAddress(ASN1OctetString.getInstance(name.getName()).getOctets())
            .getHostAddress()
        : ASN1IA5String.getInstance(name.getName()).getString();
  }

  @Override
  public String toString() {
    return "SigningRequest[hidden key]";
  }
}
