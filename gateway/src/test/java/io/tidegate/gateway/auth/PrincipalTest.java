package io.tidegate.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidegate.media.StreamKey;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PrincipalTest {
  private static final StreamKey OWN = StreamKey.parse("acme/cam1");
  private static final StreamKey FOREIGN = StreamKey.parse("other/cam1");

  @ParameterizedTest
  @CsvSource({
    "ADMINISTRATOR, true, true",
    "OPERATOR, true, true",
    "VIEWER, false, true",
    "PUBLISHER, true, false"
  })
  void mayWhatItsRoleMayWithinItsScope(Role role, boolean publishes, boolean plays) {
    Principal scoped = principal(role, Scope.parse(List.of("acme/*")));
    assertThat(scoped.mayPublish(OWN)).isEqualTo(publishes);
    assertThat(scoped.mayPlay(OWN)).isEqualTo(plays);
    assertThat(scoped.mayPublish(FOREIGN)).isFalse();
    assertThat(scoped.mayPlay(FOREIGN)).isFalse();
    Principal whole = principal(role, Scope.ALL);
    assertThat(whole.mayPublish(FOREIGN)).isEqualTo(publishes);
    assertThat(whole.mayPlay(FOREIGN)).isEqualTo(plays);
  }

  @ParameterizedTest
  @EnumSource
  void rolesAreReadAsTheyAreWritten(Role role) {
    assertThat(Role.of(role.label())).hasValue(role);
    assertThat(Role.of(role.name())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "acme/*, acme/a, true",
    "acme/*, acme/a*, true",
    "acme/*, acme/*, true",
    "acme/*, acm*/a, false",
    "acme/*, */a, false",
    "acme/*, acmee/a, false",
    "acme/cam*, acme/*, false",
    "acme/cam*, acme/cam, false",
    "acme/cam1, acme/cam1, true",
    "cam1, live/cam1, true",
    "*/cam, live/cam, true",
    "*, other/x, true",
    "*/*, other/x, true"
  })
  void coversKeysAndPatternsThatLieWithin(String scope, String key, boolean covered) {
    assertThat(Scope.parse(List.of(scope)).covers(StreamKey.parsePattern(key))).isEqualTo(covered);
  }

  @Test
  void noPatternAndAStarAreEverything() {
    assertThat(Scope.parse(List.of())).isEqualTo(Scope.ALL);
    assertThat(Scope.parse(List.of("acme/*", "*"))).isEqualTo(Scope.ALL);
    assertThat(Scope.ALL).hasToString("*");
    Scope two = Scope.parse(List.of("acme/*", "cam1"));
    assertThat(two.texts()).containsExactly("acme/*", "live/cam1");
    assertThat(Scope.parse(two.texts())).isEqualTo(two).hasToString("acme/*, live/cam1");
  }

  @Test
  void refusesWhatIsNoKeyAndTooMany() {
    for (String wrong : List.of("", "a/b/c", "../x", "a b", "api/*", "x\ny", "/")) {
      assertThatIllegalArgumentException().isThrownBy(() -> Scope.parse(List.of(wrong)));
    }
    List<String> most = Collections.nCopies(Scope.MAX_PATTERNS, "a/*");
    assertThat(Scope.parse(most).patterns()).hasSize(Scope.MAX_PATTERNS);
    List<String> more = Collections.nCopies(Scope.MAX_PATTERNS + 1, "a/*");
    assertThatIllegalArgumentException().isThrownBy(() -> Scope.parse(more));
  }

  @Test
  void expiresAtTheTimeThatIsSaid() {
    Instant end = Instant.parse("2030-01-01T00:00:00Z");
    Principal token = new Principal(Principal.Kind.TOKEN, "1", "ci", Role.VIEWER, Scope.ALL, end);
    assertThat(token.isExpired(end.minusMillis(1))).isFalse();
    assertThat(token.isExpired(end)).isTrue();
    assertThat(principal(Role.VIEWER, Scope.ALL).isExpired(Instant.MAX)).isFalse();
    assertThat(token).hasToString("token ci");
  }

  private static Principal principal(Role role, Scope scope) {
    return new Principal(Principal.Kind.USER, "1", "eva", role, scope, null);
  }
}
