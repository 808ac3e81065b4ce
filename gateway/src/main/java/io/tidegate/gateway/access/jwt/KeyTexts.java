package io.tidegate.gateway.access.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import io.tidegate.media.Nullable;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads keys: JWKS (RFC 7517), public keys and certificates in PEM (RFC 7468), a secret.
/// Stateless.
final class KeyTexts {
  /// A service has two or three at a time.
  private static final int MOST = 32;

  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  private KeyTexts() {}

  /// @param secret whose UTF-8 bytes are the key
  /// @throws IllegalArgumentException with a sentence for the operator
  static JwtKey secret(String secret, @Nullable JWSAlgorithm algorithm) {
    return JwtKey.of(new OctetSequenceKey.Builder(secret.getBytes(UTF_8)).build(), algorithm);
  }

  /// @param ours whether nobody else can read it, so that it may hold secrets
  /// @throws IllegalArgumentException with a sentence for the operator when there is no key in it
  static List<JwtKey> read(String text, @Nullable JWSAlgorithm algorithm, boolean ours) {
    List<JwtKey> keys =
        text.stripLeading().startsWith("{") ? jwks(text, algorithm, ours) : pem(text, algorithm);
    if (keys.isEmpty() || keys.size() > MOST) {
      throw new IllegalArgumentException("expected 1 to " + MOST + " keys, not " + keys.size());
    }
    return keys;
  }

  /// Keys of kinds that we do not know are for others.
  private static List<JwtKey> jwks(String text, @Nullable JWSAlgorithm algorithm, boolean ours) {
    List<JwtKey> keys = new ArrayList<>();
    IllegalArgumentException unusable = null;
    try {
      for (JWK key : JWKSet.parse(text).getKeys()) {
        boolean signs = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
        if (signs && (ours || !(key instanceof OctetSequenceKey))) {
          try {
            keys.add(JwtKey.of(key, key instanceof RSAKey ? algorithm : null));
          } catch (IllegalArgumentException other) {
            unusable = other;
          }
        }
      }
    } catch (ParseException damaged) {
      throw new IllegalArgumentException("this is no JWKS", damaged);
    }
    if (keys.isEmpty() && unusable != null) {
      throw unusable;
    }
    return keys;
  }

  private static List<JwtKey> pem(String text, @Nullable JWSAlgorithm algorithm) {
    List<JwtKey> keys = new ArrayList<>();
    Matcher blocks = PEM.matcher(text);
    while (blocks.find()) {
      byte[] bytes;
      try {
        bytes = Base64.getMimeDecoder().decode(blocks.group(2));
      } catch (IllegalArgumentException damaged) {
        throw new IllegalArgumentException("a PEM block is damaged", damaged);
      }
      keys.add(
          JwtKey.of(
              blocks.group(1).equals("CERTIFICATE")
                  ? jwk(ofCertificate(blocks.group()))
                  : jwk(publicKey(bytes)),
              algorithm));
    }
    return keys;
  }

  private static PublicKey ofCertificate(String block) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(block.getBytes(US_ASCII)))
          .getPublicKey();
    } catch (GeneralSecurityException damaged) {
      throw new IllegalArgumentException("a certificate is damaged", damaged);
    }
  }

  private static PublicKey publicKey(byte[] bytes) {
    for (String kind : List.of("RSA", "EC")) {
      try {
        return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(bytes));
      } catch (GeneralSecurityException another) {
        // of the other kind, or of none
      }
    }
    throw new IllegalArgumentException("a public key is neither of RSA nor of a curve");
  }

  private static JWK jwk(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> new RSAKey.Builder(rsa).build();
      case ECPublicKey ec -> {
        Curve curve = Curve.forECParameterSpec(ec.getParams());
        if (curve == null) {
          throw new IllegalArgumentException("a public key of an unknown curve");
        }
        yield new ECKey.Builder(curve, ec).build();
      }
      default -> throw new IllegalArgumentException("a key of " + key.getAlgorithm());
    };
  }
}
