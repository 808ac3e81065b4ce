package io.tidegate.media.hub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.testing.SeededFuzz;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
  @Test
  void aQueryBringsATokenOrAUser() {
    Map<String, String> query = Map.of("user", "ann", "pass", "p:w", "token", "t", "x", "1");
    Credentials shown = Credentials.of(query);
    assertThat(shown).isEqualTo(new Credentials("ann", "p:w", "t", query));
    assertThat(shown.secrets()).containsExactly("t", "p:w");
    assertThat(Credentials.of(Map.of("pass", "t", "token", "t")).secrets()).containsExactly("t");
    assertThat(Credentials.NONE.secrets()).isEmpty();
    assertThat(Credentials.NONE.isEmpty()).isTrue();
    assertThat(Credentials.of(Map.of("user", "ann")).isEmpty()).as("a name alone").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic ", "basic   ", "BASIC "})
  void basicWinsOverTheQuery(String scheme) {
    Credentials shown =
        Credentials.of(
            Map.of("user", "bob", "pass", "other", "token", "t"), scheme + base64("ann:a:b é"));
    assertThat(shown.user()).isEqualTo("ann");
    assertThat(shown.password()).isEqualTo("a:b é");
    assertThat(shown.token()).isEqualTo("t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer abc", "bearer  abc ", "BEARER abc"})
  void bearerWinsOverTheQuery(String header) {
    Credentials shown = Credentials.of(Map.of("token", "t"), header);
    assertThat(shown.secrets()).isEqualTo(List.of("abc"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Basic",
        "Basic ",
        "Bearer",
        "Basic !!!!",
        "Basic YW5u",
        "Digest username=\"ann\"",
        "Negotiate YW5uOmI=",
        "BasicYW5uOmI="
      })
  void whatIsNoHeaderOfOursCountsForNothing(String header) {
    assertThat(Credentials.of(Map.of(), header)).isEqualTo(Credentials.NONE);
  }

  @Test
  void aHeaderIsTakenUpToItsLimit() {
    String most = "x".repeat(8_192 - "Bearer ".length());
    assertThat(Credentials.of(Map.of(), "Bearer " + most).token()).isEqualTo(most);
    assertThat(Credentials.of(Map.of(), "Bearer x" + most)).isEqualTo(Credentials.NONE);
  }

  @Test
  void nothingOfItIsPrinted() {
    Credentials shown = new Credentials("ann", "secret1", "secret2", Map.of("token", "secret2"));
    PublishRequest request =
        new PublishRequest(
            "p", io.tidegate.media.StreamKey.parse("live/x"), Protocol.SRT, "there", shown);
    assertThat(shown + " " + request).doesNotContain("secret", "ann");
  }

  @Test
  void noHeaderBreaksIt() {
    Bytes good = Bytes.of("Basic " + base64("ann:secret"), ISO_8859_1);
    SeededFuzz.run(
        4711,
        5_000,
        random -> {
          String header = SeededFuzz.mutate(good, random).text(ISO_8859_1);
          Credentials shown = Credentials.of(Map.of(), header);
          assertThat(shown.user()).doesNotContain(":");
          assertThat(shown.secrets()).doesNotContain("");
        });
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
