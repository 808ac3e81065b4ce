package io.tidegate.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.testing.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests for certificates, as openssl sees them.
class SigningRequestTest {
  private static final List<String> NAMES =
      List.of("gate.example", "*.media.example", "192.0.2.1", "2001:db8::1");

  @TempDir Path folder;

  private static SigningRequest make(List<String> names) throws Exception {
    return SigningRequest.make(new CertificateSubject(names, "Us, \"and\" them+", "DE"));
  }

  @Test
  void opensslTakesItWithAllThatItAsksFor() throws Exception {
    SigningRequest made = make(NAMES);
    Path file = Files.writeString(folder.resolve("request.pem"), made.request());
    Path key = Files.writeString(folder.resolve("key.pem"), made.key());
    String text = Tool.run(60, "openssl", "req", "-verify", "-text", "-in", file.toString());
    assertThat(text)
        .contains("C = DE, O = \"Us, \\\"and\\\" them+\", CN = gate.example")
        .contains("DNS:gate.example, DNS:*.media.example")
        .contains("IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1")
        .contains("prime256v1")
        .contains("ecdsa-with-SHA256");
    String ofRequest = Tool.run(60, "openssl", "req", "-noout", "-pubkey", "-in", file.toString());
    assertThat(ofRequest).contains("PUBLIC KEY");
    assertThat(Tool.run(60, "openssl", "pkey", "-pubout", "-in", key.toString()))
        .contains(ofRequest.strip());
    assertThat(made.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void tellsItsNames() throws Exception {
    assertThat(SigningRequest.names(make(NAMES).request()))
        .containsExactly("gate.example", "*.media.example", "192.0.2.1", "2001:db8:0:0:0:0:0:1");
  }

  @Test
  void aNameThatIsTooLongForACommonNameIsAnAlternativeAlone() throws Exception {
    String longest = "a".repeat(60) + ".example";
    assertThat(SigningRequest.names(make(List.of(longest)).request())).containsExactly(longest);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatIsDamagedIsNoRequest(long seed) throws Exception {
    Random random = new Random(seed);
    String request = make(NAMES).request();
    for (int i = 0; i < 200; i++) {
      char[] damaged = request.toCharArray();
      for (int n = 0; n < 4; n++) {
        damaged[random.nextInt(damaged.length)] = (char) (' ' + random.nextInt(95));
      }
      try {
        SigningRequest.names(new String(damaged));
      } catch (GeneralSecurityException refused) {
        assertThat(refused).hasMessage("no signing request");
      }
    }
    assertThatThrownBy(() -> SigningRequest.names("")).isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void oneWaitsAtATimeAndNobodyElseReadsItsKey() throws Exception {
    RequestFiles files = new RequestFiles(folder.resolve("tls"));
    assertThat(files.open()).isNull();
    assertThat(files.key()).isNull();
    files.put(make(NAMES));
    String first = files.key();
    files.put(make(List.of("other.example")));
    OpenRequest open = Objects.requireNonNull(files.open());
    assertThat(open.names()).containsExactly("other.example");
    assertThat(files.key()).isNotEqualTo(first);
    Path key = folder.resolve("tls/request-key.pem");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(files.drop()).isTrue();
    assertThat(files.drop()).isFalse();
    assertThat(files.key()).isNull();
  }

  @Test
  void subjectsHaveLimits() {
    for (String name :
        List.of("a", "A-1.example", "*.example", "192.0.2.1", "::1", "x".repeat(63))) {
      assertThat(CertificateSubject.isName(name)).as(name).isTrue();
    }
    for (String name :
        List.of("", "a b", "-a", "a..b", "*", "a.*.b", "a/b", "x".repeat(64), "é.example")) {
      assertThat(CertificateSubject.isName(name)).as(name).isFalse();
    }
    assertThat(CertificateSubject.isOrganization("x".repeat(64))).isTrue();
    assertThat(CertificateSubject.isOrganization("x".repeat(65))).isFalse();
    assertThat(CertificateSubject.isOrganization("a\nb")).isFalse();
    assertThat(CertificateSubject.isCountry("DE")).isTrue();
    assertThat(CertificateSubject.isCountry("DEU")).isFalse();
    assertThat(new CertificateSubject(Collections.nCopies(32, "a"), null, null).names())
        .hasSize(32);
    for (List<String> names : List.of(List.<String>of(), Collections.nCopies(33, "a"))) {
      assertThatThrownBy(() -> new CertificateSubject(names, null, null))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
