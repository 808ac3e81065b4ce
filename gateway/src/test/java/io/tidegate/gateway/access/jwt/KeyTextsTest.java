package io.tidegate.gateway.access.jwt;

import static io.tidegate.gateway.access.jwt.TestTokens.RSA;
import static io.tidegate.gateway.access.jwt.TestTokens.SECRET;
import static io.tidegate.gateway.access.jwt.TestTokens.curve;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Keys as people have them.
class KeyTextsTest {
  @Test
  void keysAreReadOfEveryForm() throws Exception {
    ECKey curve = curve(JWSAlgorithm.ES256);
    JWKSet set =
        new JWKSet(
            List.of(RSA, curve, new OctetSequenceKey.Builder(SECRET.getBytes(UTF_8)).build()));
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
}
