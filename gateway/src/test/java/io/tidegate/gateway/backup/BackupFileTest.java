package io.tidegate.gateway.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A backup under a passphrase, and everything that is none.
class BackupFileTest {
  private static final String PHRASE = "correct horse battery";
  private static final int HEAD = 44;

  /// Made by Python's `cryptography` with the parameters of its head: 8 MiB, one pass.
  private static final String GOLDEN =
      "VEdCQUNLVVABAQEAAAAgAAABAgMEBQYHCAkKCwwNDg8AAQIDBAUGBwgJCgukkjLBcXqEDYc0rkaK5Di4A3+UNX1D";

  @Test
  void opensWithItsPassphraseAlone() throws Exception {
    byte[] file = BackupFile.seal(PHRASE, "{\"password\": \"hush €\"}");
    assertThat(BackupFile.open(PHRASE, file)).isEqualTo("{\"password\": \"hush €\"}");
    assertThat(new String(file, StandardCharsets.ISO_8859_1))
        .startsWith("TGBACKUP\u0001")
        .doesNotContain("hush", "password");
    assertThat(BackupFile.seal(PHRASE, "same")).isNotEqualTo(BackupFile.seal(PHRASE, "same"));
    refused(file, PHRASE + " ", "the passphrase is another");
  }

  @Test
  void opensWhatAnotherImplementationMade() throws Exception {
    assertThat(BackupFile.open(PHRASE, golden())).isEqualTo("golden");
  }

  @Test
  void refusesWhatIsNoneWithoutWorkingForIt() {
    byte[] file = golden();
    refused(new byte[0], PHRASE, "not a backup");
    refused("TGBACKUP".getBytes(StandardCharsets.US_ASCII), PHRASE, "not a backup");
    refused(Arrays.copyOf(file, HEAD + 15), PHRASE, "not a backup");
    refused(with(file, 8, 2), PHRASE, "form 2");
    refused(with(file, 9, 9), PHRASE, "its head makes no sense"); // lanes
    refused(with(file, 9, 0), PHRASE, "its head makes no sense");
    refused(with(file, 10, 17), PHRASE, "its head makes no sense"); // passes
    refused(with(file, 11, 1), PHRASE, "its head makes no sense"); // reserved
    refused(with(file, 12, 0x7F), PHRASE, "its head makes no sense"); // 2 TiB of memory
    refused(with(file, 12, 0xFF), PHRASE, "its head makes no sense");
  }

  private static byte[] golden() {
    return Base64.getDecoder().decode(GOLDEN);
  }

  @Test
  void refusesEveryChange() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] file = golden();
    for (int i = 0; i < 60; i++) {
      byte[] changed = file.clone();
      int at = 16 + random.nextInt(file.length - 16);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> BackupFile.open(PHRASE, changed))
          .as("byte %s, seed %s", at, seed)
          .isInstanceOf(UnreadableException.class);
    }
    refused(Arrays.copyOf(file, file.length - 1), PHRASE, "damaged");
    refused(Arrays.copyOf(file, file.length + 1), PHRASE, "damaged");
  }

  private static byte[] with(byte[] file, int at, int value) {
    byte[] changed = file.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static void refused(byte[] file, String phrase, String words) {
    assertThatThrownBy(() -> BackupFile.open(phrase, file))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining(words);
  }
}
