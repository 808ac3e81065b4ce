package io.tidegate.cluster.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// Asks for a certificate: PKCS#10, RFC 2986. It says which key, and shows that the asker has it;
/// the name in it counts for nothing. Stateless.
public final class SigningRequest {
  /// Ours have 220 bytes.
  private static final int MAX_BYTES = 4096;

  private SigningRequest() {}

  /// @return DER
  public static byte[] make(KeyPair pair) throws GeneralSecurityException {
    try {
      CertificationRequestInfo info =
          new CertificationRequestInfo(
              new X500Name("CN=node"),
              SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()),
              new DERSet());
      Signature signature = Signature.getInstance(P256.SIGNATURE);
      signature.initSign(pair.getPrivate());
      signature.update(info.getEncoded(ASN1Encoding.DER));
      return new CertificationRequest(
              info,
              new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256),
              new DERBitString(signature.sign()))
          .getEncoded(ASN1Encoding.DER);
    } catch (IOException impossible) {
      throw new GeneralSecurityException("request cannot be encoded", impossible);
    }
  }

  /// The key that it is about. RFC 2986 §4.
  ///
  /// @throws GeneralSecurityException when it is no request, of another kind of key, or not signed
  ///   by the key
  public static PublicKey verify(byte[] der) throws GeneralSecurityException {
    if (der.length > MAX_BYTES) {
      throw new GeneralSecurityException("signing request of " + der.length + " bytes");
    }
    try {
      CertificationRequest request = CertificationRequest.getInstance(der);
      CertificationRequestInfo info = request.getCertificationRequestInfo();
      PublicKey key = P256.publicKey(info.getSubjectPublicKeyInfo().getEncoded());
      Signature signature = Signature.getInstance(P256.SIGNATURE);
      signature.initVerify(key);
      signature.update(info.getEncoded(ASN1Encoding.DER));
      if (!signature.verify(request.getSignature().getOctets())) {
        throw new GeneralSecurityException("the signing request is not signed by its key");
      }
      return key;
    } catch (IOException
        | RuntimeException broken) { // whatever the library throws at text that is none
      throw new GeneralSecurityException("no signing request", broken);
    }
  }
}
