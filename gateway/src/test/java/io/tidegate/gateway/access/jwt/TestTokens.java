package io.tidegate.gateway.access.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Tokens that are signed here, and whoever judges them at a time of its own.
final class TestTokens implements AutoCloseable {
  static final long NOW = 1_800_000_000L;
  static final String SECRET = "0123456789abcdef".repeat(4);
  static final RSAKey RSA = made(() -> new RSAKeyGenerator(2_048).keyID("r").generate());

  private static final Map<Curve, ECKey> CURVES =
      Map.of(
          Curve.P_256, made(() -> new ECKeyGenerator(Curve.P_256).keyID("e").generate()),
          Curve.P_384, made(() -> new ECKeyGenerator(Curve.P_384).keyID("e").generate()),
          Curve.P_521, made(() -> new ECKeyGenerator(Curve.P_521).keyID("e").generate()));
  private static final StreamKey CAM = StreamKey.parse("live/cam");

  private final List<Jwts> opened = new ArrayList<>();

  private static <T> T made(Callable<T> generator) {
    try {
      return generator.call();
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// What such a token is verified with: a public key, or the secret.
  static JWK verifying(JWSAlgorithm algorithm) {
    return switch (algorithm.getName().substring(0, 2)) {
      case "HS" -> new OctetSequenceKey.Builder(SECRET.getBytes(UTF_8)).build();
      case "ES" -> curve(algorithm).toPublicJWK();
      default -> RSA.toPublicJWK();
    };
  }

  static ECKey curve(JWSAlgorithm algorithm) {
    Curve curve = Set.copyOf(Curve.forJWSAlgorithm(algorithm)).iterator().next();
    return Objects.requireNonNull(CURVES.get(curve));
  }

  static JWSSigner signer(JWSAlgorithm algorithm) throws Exception {
    return switch (algorithm.getName().substring(0, 2)) {
      case "HS" -> new MACSigner(SECRET);
      case "ES" -> new ECDSASigner(curve(algorithm));
      default -> new RSASSASigner(RSA);
    };
  }

  Jwts jwts(JwtKey key) {
    return jwts(key, rules("", "", 0));
  }

  Jwts jwts(JwtKey key, Jwts.Rules rules) {
    KeyRing ring = new KeyRing(List.of(key), null, 0, () -> 0, () -> {});
    Jwts jwts = new Jwts(ring, rules, InstantSource.fixed(Instant.ofEpochSecond(NOW)));
    opened.add(jwts);
    return jwts;
  }

  static Jwts.Rules rules(String issuer, String audience, long skew) {
    return new Jwts.Rules(issuer, audience, "mediamtx_permissions", Duration.ofSeconds(skew));
  }

  static JsonObject claims() {
    return new JsonObject()
        .put("exp", NOW + 60)
        .put("tidegate", new JsonObject().put("play", List.of("live/*")));
  }

  static String token(JWSAlgorithm algorithm, JsonObject claims) throws Exception {
    return signed(new JWSHeader(algorithm), signer(algorithm), claims.encode());
  }

  static String signed(JWSHeader header, JWSSigner signer, String payload) throws Exception {
    JWSObject token = new JWSObject(header, new Payload(payload));
    token.sign(signer);
    return token.serialize();
  }

  static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  static String answer(Jwts jwts, String token) throws Exception {
    return words(told(jwts, token));
  }

  static Admission.Settled told(Jwts jwts, String token) throws Exception {
    CompletableFuture<Admission.Settled> told = new CompletableFuture<>();
    Credentials shown = Credentials.of(Map.of("token", token));
    jwts.ask(
        token,
        new AccessRequest(Action.PLAY, CAM, Protocol.HLS, "", "192.0.2.1:1", shown),
        told::complete);
    return told.get(30, TimeUnit.SECONDS);
  }

  static String words(Admission.Settled told) {
    return told instanceof Admission.Refused refused ? refused.refusal().name() : "granted";
  }

  @Override
  public void close() {
    opened.forEach(Jwts::close);
  }
}
