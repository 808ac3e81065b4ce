package io.tidegate.gateway.access.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.tidegate.gateway.access.AccessRequest;
import io.tidegate.gateway.access.AccessRequest.Action;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.Protocol;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens of every algorithm, and those of attackers.
class JwtsTest {
  private static final long NOW = 1_800_000_000L;
  private static final StreamKey CAM = StreamKey.parse("live/cam");
  private static final String SECRET = "0123456789abcdef".repeat(4);

  private static RSAKey rsa;
  private static Map<Curve, ECKey> curves;

  private final List<Jwts> opened = new ArrayList<>();

  @BeforeAll
  static void generate() throws Exception {
    rsa = new RSAKeyGenerator(2_048).keyID("r").generate();
    curves =
        Map.of(
            Curve.P_256, new ECKeyGenerator(Curve.P_256).keyID("e").generate(),
            Curve.P_384, new ECKeyGenerator(Curve.P_384).keyID("e").generate(),
            Curve.P_521, new ECKeyGenerator(Curve.P_521).keyID("e").generate());
  }

  @AfterEach
  void close() {
    opened.forEach(Jwts::close);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256",
        "ES384", "ES512"
      })
  void everyAlgorithmIsKnownAndOnlyThatOfTheKey(String name) throws Exception {
    JWSAlgorithm algorithm = JWSAlgorithm.parse(name);
    Jwts jwts = jwts(JwtKey.of(key(algorithm).toPublicOrSame(), algorithm));
    String token = token(algorithm, claims());
    assertThat(answer(jwts, token)).isEqualTo("granted");
    assertThat(answer(jwts, token.substring(0, token.length() - 8) + "AAAAAAAA"))
        .isEqualTo("NOT_AUTHORISED");
    for (String other : List.of("HS256", "HS384", "RS256", "RS512", "PS384", "ES256", "ES512")) {
      if (!other.equals(name)) {
        assertThat(answer(jwts, token(JWSAlgorithm.parse(other), claims())))
            .as(other)
            .isEqualTo("NOT_AUTHORISED");
      }
    }
  }

  /// A JWK, or the secret that is its own public part.
  private record Signing(JWK key) {
    JWK toPublicOrSame() {
      return key instanceof OctetSequenceKey ? key : key.toPublicJWK();
    }
  }

  private static Signing key(JWSAlgorithm algorithm) {
    return new Signing(
        switch (algorithm.getName().substring(0, 2)) {
          case "HS" -> new OctetSequenceKey.Builder(SECRET.getBytes(UTF_8)).build();
          case "ES" -> curve(algorithm);
          default -> rsa;
        });
  }

  private static ECKey curve(JWSAlgorithm algorithm) {
    Curve curve = Set.copyOf(Curve.forJWSAlgorithm(algorithm)).iterator().next();
    return Objects.requireNonNull(curves.get(curve));
  }

  private static JWSSigner signer(JWSAlgorithm algorithm) throws Exception {
    return switch (algorithm.getName().substring(0, 2)) {
      case "HS" -> new MACSigner(SECRET);
      case "ES" -> new ECDSASigner(curve(algorithm));
      default -> new RSASSASigner(rsa);
    };
  }

  /// RFC 8725 §2.1: what everybody knows is no secret.
  @Test
  void aPublicKeyIsNoSecret() throws Exception {
    byte[] der = rsa.toRSAPublicKey().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END PUBLIC KEY-----\n";
    Jwts jwts = jwts(KeyTexts.read(pem, null, true).getFirst());
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
    Jwts jwts = jwts(JwtKey.of(rsa.toPublicJWK(), null));
    String claims = encoded(claims().encode());
    for (String signature : List.of("", "AAAA", encoded("x".repeat(256)))) {
      assertThat(answer(jwts, encoded(header) + "." + claims + "." + signature))
          .isEqualTo("NOT_AUTHORISED");
    }
  }

  @Test
  void aTokenBringsNoKeyNorSaysWhereOneIs() throws Exception {
    RSAKey own = new RSAKeyGenerator(2_048).keyID("r").generate();
    Jwts jwts = jwts(JwtKey.of(rsa.toPublicJWK(), null));
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
    Jwts jwts = jwts(JwtKey.of(rsa.toPublicJWK(), null));
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id).build();
    assertThat(answer(jwts, signed(header, new RSASSASigner(rsa), claims().encode())))
        .isEqualTo("NOT_AUTHORISED");
  }

  /// RFC 7515 §4.1.11.
  @Test
  void whatIsCriticalAndNotUnderstoodIsRefused() throws Exception {
    Jwts jwts = jwts(JwtKey.of(rsa.toPublicJWK(), null));
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .criticalParams(Set.of("http://example.com/extra"))
            .customParam("http://example.com/extra", true)
            .build();
    assertThat(answer(jwts, signed(header, new RSASSASigner(rsa), claims().encode())))
        .isEqualTo("NOT_AUTHORISED");
  }

  @Test
  void aTokenWithinATokenIsNone() throws Exception {
    Jwts jwts = jwts(JwtKey.of(rsa.toPublicJWK(), null));
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .contentType("JWT")
            .type(JOSEObjectType.JWT)
            .build();
    String inner = token(JWSAlgorithm.RS256, claims());
    assertThat(answer(jwts, signed(header, new RSASSASigner(rsa), inner)))
        .isEqualTo("NOT_AUTHORISED");
  }

  @Test
  void hasItsLength() throws Exception {
    Jwts jwts = jwts(KeyTexts.secret(SECRET, null));
    JsonObject claims = claims();
    int room = 8_192 - token(JWSAlgorithm.HS256, claims.put("x", "")).length();
    String longest = token(JWSAlgorithm.HS256, claims.put("x", "y".repeat(room * 3 / 4 - 4)));
    assertThat(longest).hasSizeBetween(8_100, 8_192);
    assertThat(answer(jwts, longest)).isEqualTo("granted");
    assertThat(answer(jwts, token(JWSAlgorithm.HS256, claims.put("x", "y".repeat(room)))))
        .isEqualTo("NOT_AUTHORISED");
    String deep = "[".repeat(2_900);
    assertThat(answer(jwts, signed(new JWSHeader(JWSAlgorithm.HS256), new MACSigner(SECRET), deep)))
        .isEqualTo("NOT_AUTHORISED");
  }

  @ParameterizedTest
  @CsvSource({
    "exp, 1800000001, 0, granted",
    "exp, 1800000000, 0, NOT_AUTHORISED",
    "exp, 1799999999, 0, NOT_AUTHORISED",
    "exp, 1799999996, 5, granted",
    "exp, 1799999995, 5, NOT_AUTHORISED",
    "nbf, 1800000000, 0, granted",
    "nbf, 1800000001, 0, NOT_AUTHORISED",
    "nbf, 1800000005, 5, granted",
    "nbf, 1800000006, 5, NOT_AUTHORISED"
  })
  void isGoodInItsTime(String claim, long at, long skew, String answer) throws Exception {
    Jwts jwts = jwts(KeyTexts.secret(SECRET, null), rules("", "", skew));
    Admission.Settled told = told(jwts, token(JWSAlgorithm.HS256, claims().put(claim, at)));
    assertThat(words(told)).isEqualTo(answer);
    if (told instanceof Admission.Granted granted && claim.equals("exp")) {
      assertThat(granted.until()).isEqualTo(Instant.ofEpochSecond(at + skew));
    }
  }

  @Test
  void hasAnEnd() throws Exception {
    Jwts jwts = jwts(KeyTexts.secret(SECRET, null));
    JsonObject endless = claims();
    endless.remove("exp");
    assertThat(answer(jwts, token(JWSAlgorithm.HS256, endless))).isEqualTo("NOT_AUTHORISED");
    assertThat(answer(jwts, token(JWSAlgorithm.HS256, claims().put("exp", "never"))))
        .isEqualTo("NOT_AUTHORISED");
  }

  @ParameterizedTest
  @CsvSource({
    "us, gates, us, gates, granted",
    "us, '', us, any, granted",
    "us, '', them, gates, NOT_AUTHORISED",
    "'', gates, us, doors, NOT_AUTHORISED",
    "'', '', them, doors, granted"
  })
  void isOfOneIssuerForOneAudience(
      String issuer, String audience, String said, String saidAudience, String answer)
      throws Exception {
    Jwts jwts = jwts(KeyTexts.secret(SECRET, null), rules(issuer, audience, 0));
    JsonObject claims = claims().put("iss", said).put("aud", List.of("x", saidAudience));
    assertThat(answer(jwts, token(JWSAlgorithm.HS256, claims))).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'tidegate':{'play':['live/*']}} | granted",
        "{'tidegate':{'play':['*']}} | granted",
        "{'tidegate':{'play':['cam']}} | granted",
        "{'tidegate':{'play':['live/c','a/b/c','']}} | NOT_ALLOWED",
        "{'tidegate':{'publish':['*']}} | NOT_ALLOWED",
        "{'tidegate':'play'} | NOT_ALLOWED",
        "{'mediamtx_permissions':[{'action':'read','path':'live/cam'}]} | granted",
        "{'mediamtx_permissions':[{'action':'read','path':''}]} | granted",
        "{'mediamtx_permissions':[{'action':'read'}]} | granted",
        "{'mediamtx_permissions':[{'action':'publish','path':''},5]} | NOT_ALLOWED",
        "{'mediamtx_permissions':[{'action':'read','path':'~^.*$'}]} | NOT_ALLOWED",
        "{'mediamtx_permissions':'[]'} | NOT_ALLOWED",
        "{} | NOT_ALLOWED"
      })
  void saysWhatItIsFor(String said, String answer) throws Exception {
    Jwts jwts = jwts(KeyTexts.secret(SECRET, null));
    JsonObject claims = claims();
    claims.remove("tidegate");
    claims.mergeIn(new JsonObject(said.replace('\'', '"')));
    assertThat(answer(jwts, token(JWSAlgorithm.HS256, claims))).isEqualTo(answer);
  }

  @Test
  void mediaMtxMayWriteItsPermissionsAsAText() throws Exception {
    Jwts jwts = jwts(KeyTexts.secret(SECRET, null));
    JsonObject claims = claims();
    claims.remove("tidegate");
    claims.put("mediamtx_permissions", "[{\"action\":\"read\",\"path\":\"live/cam\"}]");
    assertThat(answer(jwts, token(JWSAlgorithm.HS256, claims))).isEqualTo("granted");
  }

  @Test
  void namesItsBearerWithoutControlCharacters() throws Exception {
    Jwts jwts = jwts(KeyTexts.secret(SECRET, null));
    JsonObject claims = claims().put("sub", "eve\r\nadmin logged in" + "x".repeat(100));
    Admission.Granted granted = (Admission.Granted) told(jwts, token(JWSAlgorithm.HS256, claims));
    assertThat(granted.user()).startsWith("JWT eve??admin").hasSize(68);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noiseLetsNobodyIn(long seed) throws Exception {
    Jwts jwts = jwts(KeyTexts.secret(SECRET, null));
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

  @Test
  void keysAreReadOfEveryForm() throws Exception {
    ECKey curve = Objects.requireNonNull(curves.get(Curve.P_256));
    JWKSet set =
        new JWKSet(
            List.of(rsa, curve, new OctetSequenceKey.Builder(SECRET.getBytes(UTF_8)).build()));
    assertThat(KeyTexts.read(set.toString(false), null, true)).hasSize(3);
    assertThat(KeyTexts.read(set.toString(false), null, false)).as("from afar").hasSize(2);
    for (String none :
        List.of(
            "",
            "{}",
            "{\"keys\":[]}",
            "{\"keys\":5}",
            "-----BEGIN PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
            "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}",
            new JWKSet(new RSAKeyGenerator(1_024, true).generate()).toString(true))) {
      assertThat(catchThrowable(() -> KeyTexts.read(none, null, true)))
          .as(none)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private Jwts jwts(JwtKey key) {
    return jwts(key, rules("", "", 0));
  }

  private Jwts jwts(JwtKey key, Jwts.Rules rules) {
    KeyRing ring = new KeyRing(List.of(key), null, 0, () -> 0, () -> {});
    Jwts jwts = new Jwts(ring, rules, InstantSource.fixed(Instant.ofEpochSecond(NOW)));
    opened.add(jwts);
    return jwts;
  }

  private static Jwts.Rules rules(String issuer, String audience, long skew) {
    return new Jwts.Rules(issuer, audience, "mediamtx_permissions", Duration.ofSeconds(skew));
  }

  private static JsonObject claims() {
    return new JsonObject()
        .put("exp", NOW + 60)
        .put("tidegate", new JsonObject().put("play", List.of("live/*")));
  }

  private static String token(JWSAlgorithm algorithm, JsonObject claims) throws Exception {
    return signed(new JWSHeader(algorithm), signer(algorithm), claims.encode());
  }

  private static String signed(JWSHeader header, JWSSigner signer, String payload)
      throws Exception {
    JWSObject token = new JWSObject(header, new Payload(payload));
    token.sign(signer);
    return token.serialize();
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static String answer(Jwts jwts, String token) throws Exception {
    return words(told(jwts, token));
  }

  private static Admission.Settled told(Jwts jwts, String token) throws Exception {
    CompletableFuture<Admission.Settled> told = new CompletableFuture<>();
    Credentials shown = Credentials.of(Map.of("token", token));
    jwts.ask(
        token,
        new AccessRequest(Action.PLAY, CAM, Protocol.HLS, "", "192.0.2.1:1", shown),
        told::complete);
    return told.get(30, TimeUnit.SECONDS);
  }

  private static String words(Admission.Settled told) {
    return told instanceof Admission.Refused refused ? refused.refusal().name() : "granted";
  }
}
