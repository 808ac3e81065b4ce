package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.testing.SeededFuzz;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JpegImageTest {
  private static final Bytes TABLES = JpegTables.quantization(80);
  private static final Bytes SCAN = Bytes.ofHex("aabbccddff00ee");
  private static final Bytes END = Bytes.ofHex("ffd9");

  private static Bytes image(int width, int height, int sampling, Bytes tables, int restarts) {
    return Bytes.concat(JpegHead.write(width, height, sampling, tables, restarts), SCAN, END);
  }

  @Test
  void readsWhatIsWritten() {
    JpegImage image = Objects.requireNonNull(JpegImage.parse(image(2_040, 8, 1, TABLES, 9)));
    assertThat(image).isEqualTo(new JpegImage(2_040, 8, 1, TABLES, 9, SCAN));
    Bytes one = TABLES.slice(0, 64);
    assertThat(Objects.requireNonNull(JpegImage.parse(image(8, 8, 2, one, 0))).tables())
        .isEqualTo(one);
  }

  @Test
  void segmentsOfPeopleAreReadOver() {
    Bytes plain = image(320, 176, 2, TABLES, 0);
    Bytes comment = Bytes.ofHex("fffe0004 4142".replace(" ", ""));
    Bytes commented = Bytes.concat(plain.slice(0, 2), comment, plain.slice(2));
    assertThat(JpegImage.parse(commented)).isEqualTo(JpegImage.parse(plain));
  }

  @Test
  void refusesWhatTheFormatCannotTell() {
    assertThat(JpegImage.parse(image(2_048, 8, 1, TABLES, 0))).isNull();
    assertThat(JpegImage.parse(image(100, 8, 1, TABLES, 0))).isNull();
    assertThat(JpegImage.parse(image(16, 8, 4, TABLES, 0))).isNull();
    String hex = image(16, 16, 2, TABLES, 0).toHex();
    assertThat(JpegImage.parse(Bytes.ofHex(hex.replace("ffc00011", "ffc20011")))).isNull();
    assertThat(JpegImage.parse(Bytes.ofHex(hex.replace("0501010101", "0401010101")))).isNull();
    assertThat(JpegImage.parse(Bytes.EMPTY)).isNull();
  }

  @Test
  void anyBytesAreAnImageOrNone() {
    Bytes good = image(320, 176, 2, TABLES, 4);
    SeededFuzz.run(1, 5_000, random -> JpegImage.parse(SeededFuzz.mutate(good, random)));
  }
}
