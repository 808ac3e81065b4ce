package io.tidegate.gateway.access.jwt;

import static io.tidegate.gateway.access.jwt.TestTokens.SECRET;
import static io.tidegate.gateway.access.jwt.TestTokens.answer;
import static io.tidegate.gateway.access.jwt.TestTokens.claims;
import static io.tidegate.gateway.access.jwt.TestTokens.rules;
import static io.tidegate.gateway.access.jwt.TestTokens.signed;
import static io.tidegate.gateway.access.jwt.TestTokens.token;
import static io.tidegate.gateway.access.jwt.TestTokens.told;
import static io.tidegate.gateway.access.jwt.TestTokens.verifying;
import static io.tidegate.gateway.access.jwt.TestTokens.words;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import io.tidegate.media.hub.Admission;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens of every algorithm, and what they say.
class JwtsTest {
  private final TestTokens tokens = new TestTokens();

  @AfterEach
  void close() {
    tokens.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256",
        "ES384", "ES512"
      })
  void everyAlgorithmIsKnownAndOnlyThatOfTheKey(String name) throws Exception {
    JWSAlgorithm algorithm = JWSAlgorithm.parse(name);
    Jwts jwts = tokens.jwts(JwtKey.of(verifying(algorithm), algorithm));
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

  @Test
  void hasItsLength() throws Exception {
    Jwts jwts = tokens.jwts(KeyTexts.secret(SECRET, null));
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
    Jwts jwts = tokens.jwts(KeyTexts.secret(SECRET, null), rules("", "", skew));
    Admission.Settled told = told(jwts, token(JWSAlgorithm.HS256, claims().put(claim, at)));
    assertThat(words(told)).isEqualTo(answer);
    if (told instanceof Admission.Granted granted && claim.equals("exp")) {
      assertThat(granted.until()).isEqualTo(Instant.ofEpochSecond(at + skew));
    }
  }

  @Test
  void hasAnEnd() throws Exception {
    Jwts jwts = tokens.jwts(KeyTexts.secret(SECRET, null));
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
    Jwts jwts = tokens.jwts(KeyTexts.secret(SECRET, null), rules(issuer, audience, 0));
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
    Jwts jwts = tokens.jwts(KeyTexts.secret(SECRET, null));
    JsonObject claims = claims();
    claims.remove("tidegate");
    claims.mergeIn(new JsonObject(said.replace('\'', '"')));
    assertThat(answer(jwts, token(JWSAlgorithm.HS256, claims))).isEqualTo(answer);
  }

  @Test
  void mediaMtxMayWriteItsPermissionsAsAText() throws Exception {
    Jwts jwts = tokens.jwts(KeyTexts.secret(SECRET, null));
    JsonObject claims = claims();
    claims.remove("tidegate");
    claims.put("mediamtx_permissions", "[{\"action\":\"read\",\"path\":\"live/cam\"}]");
    assertThat(answer(jwts, token(JWSAlgorithm.HS256, claims))).isEqualTo("granted");
  }

  @Test
  void namesItsBearerWithoutControlCharacters() throws Exception {
    Jwts jwts = tokens.jwts(KeyTexts.secret(SECRET, null));
    JsonObject claims = claims().put("sub", "eve\r\nadmin logged in" + "x".repeat(100));
    Admission.Granted granted = (Admission.Granted) told(jwts, token(JWSAlgorithm.HS256, claims));
    assertThat(granted.user()).startsWith("JWT eve??admin").hasSize(68);
  }
}
