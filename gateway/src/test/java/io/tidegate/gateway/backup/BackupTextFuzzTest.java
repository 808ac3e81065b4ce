package io.tidegate.gateway.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import io.tidegate.gateway.config.ConfigException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Texts that somebody with a passphrase has made: read, or refused in words, and nothing else.
class BackupTextFuzzTest {
  private static final int ROUNDS = 20_000;
  private static final int MOST_CHANGES = 4;

  @Test
  void isReadOrRefused() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int read = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] text = BackupTextTest.WHOLE.getBytes(StandardCharsets.UTF_8);
      for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
        text = changed(text, random);
      }
      if (isRead(text, seed, i)) {
        read++;
      }
    }
    assertThat(read).as("some texts stay sound, seed %s", seed).isBetween(1, ROUNDS - 1);
  }

  private static boolean isRead(byte[] text, long seed, int round) {
    try {
      BackupContent content = BackupText.read(new String(text, StandardCharsets.UTF_8));
      content
          .things()
          .forEach((kind, documents) -> assertThat(documents).hasSizeBetween(0, kind.most()));
      return true;
    } catch (UnreadableException | ConfigException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return false;
    } catch (RuntimeException bug) {
      return fail("seed " + seed + ", round " + round, bug);
    }
  }

  private static byte[] changed(byte[] text, Random random) {
    int at = random.nextInt(text.length);
    int length = Math.min(text.length - at, 1 + random.nextInt(40));
    int kind = random.nextInt(3);
    if (kind == 0) {
      text[at] ^= (byte) (1 << random.nextInt(8));
      return text;
    }
    // a piece is gone, or there twice
    byte[] other = new byte[text.length + (kind == 1 ? -length : length)];
    System.arraycopy(text, 0, other, 0, kind == 1 ? at : at + length);
    int rest = kind == 1 ? at + length : at;
    System.arraycopy(text, rest, other, kind == 1 ? at : at + length, text.length - rest);
    return other.length == 0 ? text : other;
  }
}
