package io.tidegate.gateway.access.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import io.tidegate.media.Nullable;
import java.util.Map;
import java.util.Set;

/// A key that tokens are checked by, with the one algorithm that it is for: what a token says of
/// that has to agree, and decides nothing. RFC 8725 §3.1. Immutable; prints nothing of it.
///
/// @param id `kid` of the key; empty where it has none, and any token may be of it
/// @param print tells this key from every other, so that it is known whether it is still there
record JwtKey(String id, JWSAlgorithm algorithm, JWSVerifier verifier, String print) {
  private static final Set<JWSAlgorithm> HS =
      Set.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512);
  private static final Set<JWSAlgorithm> OF_RSA =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512);
  private static final Map<Curve, JWSAlgorithm> OF_CURVES =
      Map.of(
          Curve.P_256, JWSAlgorithm.ES256,
          Curve.P_384, JWSAlgorithm.ES384,
          Curve.P_521, JWSAlgorithm.ES512);

  /// RFC 7518 §3.3.
  private static final int SHORTEST_RSA = 2_048;

  /// A longer one costs a denial of service.
  private static final int LONGEST_RSA = 8_192;

  /// @param wanted what it is for where it does not say so itself; null for the usual one
  /// @throws IllegalArgumentException with a sentence for the operator
  static JwtKey of(JWK key, @Nullable JWSAlgorithm wanted) {
    JWSAlgorithm said =
        key.getAlgorithm() == null ? wanted : JWSAlgorithm.parse(key.getAlgorithm().getName());
    try {
      return switch (key) {
        case RSAKey rsa -> ofRsa(rsa, said);
        case ECKey ec -> ofCurve(ec, said);
        case OctetSequenceKey secret -> ofSecret(secret, said);
        default ->
            throw new IllegalArgumentException("a key of an unknown kind: " + key.getKeyType());
      };
    } catch (JOSEException unusable) {
      throw new IllegalArgumentException("a key is unusable: " + unusable.getMessage(), unusable);
    }
  }

  private static JwtKey ofRsa(RSAKey key, @Nullable JWSAlgorithm said) throws JOSEException {
    if (key.size() < SHORTEST_RSA || key.size() > LONGEST_RSA) {
      throw new IllegalArgumentException(
          "an RSA key has " + SHORTEST_RSA + " to " + LONGEST_RSA + " bits, not " + key.size());
    }
    JWSAlgorithm algorithm = said == null ? JWSAlgorithm.RS256 : said;
    return key(key, check(algorithm, OF_RSA), new RSASSAVerifier(key.toRSAPublicKey()));
  }

  private static JwtKey ofCurve(ECKey key, @Nullable JWSAlgorithm said) throws JOSEException {
    JWSAlgorithm algorithm = OF_CURVES.get(key.getCurve());
    if (algorithm == null || (said != null && !said.equals(algorithm))) {
      throw new IllegalArgumentException("a key of " + key.getCurve() + " is not for " + said);
    }
    return key(key, algorithm, new ECDSAVerifier(key.toECPublicKey()));
  }

  private static JwtKey ofSecret(OctetSequenceKey key, @Nullable JWSAlgorithm said)
      throws JOSEException {
    JWSAlgorithm algorithm = said == null ? JWSAlgorithm.HS256 : said;
    return key(key, check(algorithm, HS), new MACVerifier(key.toByteArray()));
  }

  private static JWSAlgorithm check(JWSAlgorithm said, Set<JWSAlgorithm> possible) {
    if (!possible.contains(said)) {
      throw new IllegalArgumentException("a key of this kind is not for " + said);
    }
    return said;
  }

  private static JwtKey key(JWK key, JWSAlgorithm algorithm, JWSVerifier verifier)
      throws JOSEException {
    String id = key.getKeyID() == null ? "" : key.getKeyID();
    return new JwtKey(id, algorithm, verifier, algorithm + " " + key.computeThumbprint());
  }

  /// Whether a token that says this may be of it.
  boolean suits(@Nullable String keyId, JWSAlgorithm said) {
    return algorithm.equals(said) && (id.isEmpty() || keyId == null || id.equals(keyId));
  }

  @Override
  public String toString() {
    return algorithm + " key";
  }
}
