package io.tidegate.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  private static final byte[] KEY = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
  private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  /// RFC 6238 appendix B, the column of SHA-1.
  @ParameterizedTest
  @CsvSource({
    "59, 94287082",
    "1111111109, 07081804",
    "1111111111, 14050471",
    "1234567890, 89005924",
    "2000000000, 69279037",
    "20000000000, 65353130"
  })
  void agreesWithTheSpecification(long seconds, String code) {
    assertThat(Totp.code(KEY, seconds / Totp.STEP_SECONDS, 8)).isEqualTo(code);
    assertThat(Totp.code(SECRET, seconds)).isEqualTo(code.substring(2));
  }

  @Test
  void base32IsReadAsItIsWritten() {
    assertThat(SecretText.base32(KEY)).isEqualTo(SECRET);
    assertThat(Totp.decode(SECRET)).isEqualTo(KEY);
    for (int length = 0; length < 12; length++) {
      byte[] bytes = SecretText.random(length);
      assertThat(Totp.decode(SecretText.base32(bytes))).isEqualTo(bytes);
    }
  }

  @Test
  void takesTheCodesAboutNow() {
    long now = 1_111_111_111;
    for (int off = -1; off <= 1; off++) {
      String code = Totp.code(SECRET, now + off * 30L);
      assertThat(Totp.stepOf(SECRET, code, now)).isEqualTo(now / 30 + off);
    }
    for (int off : new int[] {-2, 2}) {
      assertThat(Totp.stepOf(SECRET, Totp.code(SECRET, now + off * 30L), now)).isEqualTo(-1);
    }
    for (String wrong : List.of("", "0", "abcdef", "94287082", "９４２８７０")) {
      assertThat(Totp.stepOf(SECRET, wrong, 59)).isEqualTo(-1);
    }
  }

  @Test
  void takesEachCodeOnceAndNoneBeforeIt() {
    long now = 1_111_111_111;
    SecondFactor factor = new SecondFactor(SECRET, 0, List.of());
    String code = Totp.code(SECRET, now);
    SecondFactor used = factor.take(code.substring(0, 3) + " " + code.substring(3), now).get();
    assertThat(used.take(code, now)).isEmpty();
    assertThat(used.take(code, now + 29)).isEmpty();
    assertThat(used.take(Totp.code(SECRET, now - 30), now)).isEmpty();
    assertThat(used.take(Totp.code(SECRET, now + 30), now)).isPresent();
  }

  @Test
  void takesEachRecoveryCodeOnce() {
    List<String> codes = SecondFactor.newRecoveryCodes();
    assertThat(codes).hasSize(SecondFactor.RECOVERY_CODES).doesNotHaveDuplicates();
    List<String> hashes = codes.stream().map(SecretText::hash).toList();
    SecondFactor factor = new SecondFactor(SECRET, 0, hashes);
    SecondFactor left = factor.take(codes.get(3).toLowerCase(Locale.ROOT), 0).get();
    assertThat(left.recovery()).hasSize(SecondFactor.RECOVERY_CODES - 1);
    assertThat(left.take(codes.get(3), 0)).isEmpty();
    assertThat(left.take(codes.get(4), 0)).isPresent();
    assertThat(left.take(codes.get(4) + "x".repeat(10_000), 0)).isEmpty();
    assertThat(left).hasToString("SecondFactor[hidden]");
  }

  @Test
  void theAddressForTelephonesNamesTheUser() {
    assertThat(Totp.url("eva@x", SECRET))
        .isEqualTo("otpauth://totp/Tidegate%3Aeva%40x?secret=" + SECRET + "&issuer=Tidegate");
    assertThat(Totp.secret()).matches("[A-Z2-7]{32}");
  }
}
