package io.tidegate.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.auth.Scope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SessionKickTest {
  private static final SessionKick KICK =
      new SessionKick("1a", "ann", "10.0.0.1", Scope.parse(List.of("live/*")));

  private static byte[] bytes(SessionKick kick) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    kick.write(bytes);
    return bytes.toByteArray();
  }

  private static SessionKick read(byte[] bytes) throws IOException {
    return SessionKick.read(new ByteArrayInputStream(bytes));
  }

  @Test
  void hasItsBytes() throws IOException {
    String text =
        "0002"
            + "3161"
            + "0003"
            + "616e6e"
            + "0008"
            + "31302e302e302e31"
            + "01"
            + "0006"
            + "6c6976652f2a";
    assertThat(bytes(KICK)).isEqualTo(HexFormat.of().parseHex(text));
    assertThat(read(HexFormat.of().parseHex(text))).isEqualTo(KICK);
    SessionKick everywhere = new SessionKick("x", "", "", Scope.ALL);
    assertThat(read(bytes(everywhere))).isEqualTo(everywhere);
  }

  /// Less than the whole list must not be a wider right.
  @Test
  void whatIsCutShortIsNone() throws IOException {
    byte[] whole = bytes(KICK);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void hasItsLimits() throws IOException {
    Scope most = Scope.parse(Collections.nCopies(Scope.MAX_PATTERNS, "live/cam"));
    SessionKick longest = new SessionKick("i".repeat(1_024), "", "", most);
    assertThat(read(bytes(longest))).isEqualTo(longest);
    assertThatThrownBy(() -> bytes(new SessionKick("i".repeat(1_025), "", "", most)))
        .isInstanceOf(IOException.class);
    refuses("0401"); // a text of 1,025 bytes
    refuses("000000000000" + "21"); // 33 patterns
    refuses("000000000000" + "01" + "0001" + "2f"); // no key
  }

  private static void refuses(String hex) {
    assertThatThrownBy(() -> read(HexFormat.of().parseHex(hex))).isInstanceOf(IOException.class);
  }

  @Test
  void survivesAnyBytes() throws IOException {
    Random random = new Random(5);
    byte[] whole = bytes(KICK);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      try {
        assertThat(read(damaged).scope().patterns()).hasSizeLessThanOrEqualTo(Scope.MAX_PATTERNS);
      } catch (IOException refused) {
        assertThat(refused).isNotNull();
      }
    }
  }
}
