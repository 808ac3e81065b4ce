package io.tidegate.transcode.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogoFileTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;
  private Path logo;

  @BeforeEach
  void name() {
    logo = folder.resolve("logo.png");
  }

  static byte[] png() throws IOException {
    return image("png");
  }

  private static byte[] image(String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  /// One that has lain there for a minute.
  static void write(Path logo, byte[] content) throws IOException {
    Files.write(logo, content);
    Files.setLastModifiedTime(logo, FileTime.from(Instant.now().minusSeconds(60)));
  }

  private String problem(byte[] content) throws IOException {
    write(logo, content);
    return LogoFile.problem(logo, Instant.now());
  }

  @Test
  void takesPngAndJpeg() throws IOException {
    assertThat(problem(png())).isEmpty();
    assertThat(problem(image("jpeg"))).isEmpty();
  }

  @Test
  void takesNoPartOfAPng() throws IOException {
    byte[] whole = png();
    for (int length = 8; length < whole.length; length++) {
      assertThat(problem(Arrays.copyOf(whole, length)))
          .as("%d bytes", length)
          .isEqualTo("its logo logo.png is cut off");
    }
    assertThat(problem(Arrays.copyOf(whole, whole.length + 100)))
        .as("more behind it is no harm")
        .isEmpty();
  }

  @Test
  void takesNothingElse() throws IOException {
    byte[] gif = "GIF89a, and so on".getBytes(StandardCharsets.US_ASCII);
    for (byte[] other : new byte[][] {new byte[0], gif, Arrays.copyOf(png(), 7), new byte[2_000]}) {
      assertThat(problem(other)).isEqualTo("its logo logo.png is neither PNG nor JPEG");
    }
    Files.delete(logo);
    assertThat(LogoFile.problem(logo, NOW)).isEqualTo("its logo logo.png cannot be read");
    assertThat(LogoFile.problem(folder, NOW)).endsWith("cannot be read");
  }

  @Test
  void waitsUntilNobodyWritesToIt() throws IOException {
    Files.write(logo, png());
    Files.setLastModifiedTime(logo, FileTime.from(NOW));
    String wait = "its logo logo.png may still be written to";
    assertThat(LogoFile.problem(logo, NOW)).isEqualTo(wait);
    assertThat(LogoFile.problem(logo, NOW.plus(Duration.ofMillis(2_999)))).isEqualTo(wait);
    assertThat(LogoFile.problem(logo, NOW.plusSeconds(3))).isEmpty();
    assertThat(LogoFile.problem(logo, NOW.minusSeconds(1))).as("a clock that is ahead").isEmpty();
  }
}
