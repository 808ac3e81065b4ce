package io.tidegate.gateway.access.jwt;

import static io.tidegate.gateway.access.jwt.TestTokens.RSA;
import static io.tidegate.gateway.access.jwt.TestTokens.SECRET;
import static io.tidegate.gateway.access.jwt.TestTokens.answer;
import static io.tidegate.gateway.access.jwt.TestTokens.claims;
import static io.tidegate.gateway.access.jwt.TestTokens.encoded;
import static io.tidegate.gateway.access.jwt.TestTokens.signed;
import static io.tidegate.gateway.access.jwt.TestTokens.token;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens of attackers.
class JwtAttacksTest {
  private final TestTokens tokens = new TestTokens();

  @AfterEach
  void close() {
    tokens.close();
  }

  /// RFC 8725 §2.1: what everybody knows is no secret.
  @Test
  void aPublicKeyIsNoSecret() throws Exception {
    byte[] der = RSA.toRSAPublicKey().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END PUBLIC KEY-----\n";
    Jwts jwts = tokens.jwts(KeyTexts.read(pem, null, true).getFirst());
    assertThat(answer(jwts, token(JWSAlgorithm.RS256, claims()))).isEqualTo("granted");
    JWSHeader header = new JWSHeader(JWSAlgorithm.HS256);
    for (byte[] secret : List.of(pem.getBytes(UTF_8), pem.strip().getBytes(UTF_8), der)) {
      assertThat(answer(jwts, signed(header, new MACSigner(secret), claims().encode())))
          .isEqualTo("NOT_AUTHORISED");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"None\"}",
        "{\"alg\":\"\"}",
        "{}",
        "{\"alg\":\"RS256\",\"alg\":\"none\"}",
        "{\"alg\":[\"RS256\"]}",
        "{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}"
      })
  void whoSignsNothingIsNobody(String header) throws Exception {
    Jwts jwts = tokens.jwts(JwtKey.of(RSA.toPublicJWK(), null));
    String claims = encoded(claims().encode());
    for (String signature : List.of("", "AAAA", encoded("x".repeat(256)))) {
      assertThat(answer(jwts, encoded(header) + "." + claims + "." + signature))
          .isEqualTo("NOT_AUTHORISED");
    }
  }

  @Test
  void aTokenBringsNoKeyNorSaysWhereOneIs() throws Exception {
    RSAKey own = new RSAKeyGenerator(2_048).keyID("r").generate();
    Jwts jwts = tokens.jwts(JwtKey.of(RSA.toPublicJWK(), null));
    JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("r");
    for (JWSHeader bringing :
        List.of(
            header.jwk(own.toPublicJWK()).build(),
            header.jwkURL(URI.create("http://127.0.0.1:9/keys")).build(),
            header.x509CertURL(URI.create("http://127.0.0.1:9/cert")).build())) {
      String token = signed(bringing, new RSASSASigner(own), claims().encode());
      assertThat(answer(jwts, token)).isEqualTo("NOT_AUTHORISED");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../../dev/null", "r' OR '1'='1", "file:///etc/passwd", "R", " r"})
  void aKeyIdIsANameAndNothingElse(String id) throws Exception {
    Jwts jwts = tokens.jwts(JwtKey.of(RSA.toPublicJWK(), null));
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id).build();
    assertThat(answer(jwts, signed(header, new RSASSASigner(RSA), claims().encode())))
        .isEqualTo("NOT_AUTHORISED");
  }

  /// RFC 7515 §4.1.11.
  @Test
  void whatIsCriticalAndNotUnderstoodIsRefused() throws Exception {
    Jwts jwts = tokens.jwts(JwtKey.of(RSA.toPublicJWK(), null));
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .criticalParams(Set.of("http://example.com/extra"))
            .customParam("http://example.com/extra", true)
            .build();
    assertThat(answer(jwts, signed(header, new RSASSASigner(RSA), claims().encode())))
        .isEqualTo("NOT_AUTHORISED");
  }

  @Test
  void aTokenWithinATokenIsNone() throws Exception {
    Jwts jwts = tokens.jwts(JwtKey.of(RSA.toPublicJWK(), null));
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .contentType("JWT")
            .type(JOSEObjectType.JWT)
            .build();
    String inner = token(JWSAlgorithm.RS256, claims());
    assertThat(answer(jwts, signed(header, new RSASSASigner(RSA), inner)))
        .isEqualTo("NOT_AUTHORISED");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noiseLetsNobodyIn(long seed) throws Exception {
    Jwts jwts = tokens.jwts(KeyTexts.secret(SECRET, null));
    Random random = new Random(seed);
    String good = token(JWSAlgorithm.HS256, claims());
    for (int i = 0; i < 500; i++) {
      StringBuilder text = new StringBuilder(good);
      // of what is signed: two spellings of a signature may be one
      int at = random.nextInt(good.lastIndexOf('.'));
      char noise = (char) random.nextInt(0x180);
      if (noise != text.charAt(at)) {
        text.setCharAt(at, noise);
        assertThat(answer(jwts, text.toString()))
            .as("seed %d: %s", seed, text)
            .isNotEqualTo("granted");
      }
    }
  }
}
