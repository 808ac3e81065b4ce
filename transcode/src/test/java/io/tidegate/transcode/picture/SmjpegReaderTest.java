package io.tidegate.transcode.picture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmjpegReaderTest {
  /// As FFmpeg 8 writes it.
  private static final Bytes HEAD =
      Bytes.ofHex(
          "000a534d4a50454700000000000000005f54585400000012"
              + "6d616a6f725f6272616e64203d2069736f6d"
              + "5f5649440000000c0000000000a0005a4a464946"
              + "48454e44");

  private final List<String> pictures = new ArrayList<>();

  private SmjpegReader reader() {
    pictures.clear();
    return new SmjpegReader((pts, jpeg) -> pictures.add(pts + " " + jpeg.toHex()));
  }

  private static Bytes picture(long pts, long length, String hex) {
    ByteWriter writer = new ByteWriter(64);
    writer.write(Bytes.of("vidD", ISO_8859_1));
    writer.u32(pts);
    writer.u32(length);
    writer.write(Bytes.ofHex(hex));
    return writer.toBytes();
  }

  private static Bytes whole() {
    return Bytes.concat(
        HEAD,
        picture(80, 4, "ffd8ffd9"),
        picture(0, 0, ""),
        picture(0xFFFF_FFFFL, 6, "ffd80102ffd9"),
        Bytes.of("DONE", ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 188, 4_096})
  void everyPictureComesWithItsTimeHoweverItIsCut(int piece) throws Exception {
    SmjpegReader reader = reader();
    Bytes all = whole();
    for (int at = 0; at < all.length(); at += piece) {
      reader.accept(all.slice(at, Math.min(piece, all.length() - at)));
    }
    assertThat(pictures).containsExactly("80 ffd8ffd9", "0 ", "4294967295 ffd80102ffd9");
    assertThat(reader.isBroken()).isFalse();
  }

  @Test
  void aPictureComesAsSoonAsItsLastByteIsThere() throws Exception {
    SmjpegReader reader = reader();
    Bytes one = Bytes.concat(HEAD, picture(1, 2, "ffd9"));
    reader.accept(one.slice(0, one.length() - 1));
    assertThat(pictures).isEmpty();
    reader.accept(one.slice(one.length() - 1));
    assertThat(pictures).hasSize(1);
  }

  @Test
  void lengthsAreBounded() throws Exception {
    SmjpegReader large = reader();
    large.accept(Bytes.concat(HEAD, picture(1, SmjpegReader.MOST_PICTURE, "")));
    assertThat(large.isBroken()).isFalse();
    SmjpegReader tooLarge = reader();
    tooLarge.accept(Bytes.concat(HEAD, picture(1, SmjpegReader.MOST_PICTURE + 1L, "")));
    assertThat(tooLarge.isBroken()).isTrue();
    for (int extra : List.of(0, 1)) {
      SmjpegReader reader = reader();
      ByteWriter chunk = new ByteWriter(16);
      chunk.write(Bytes.of("_TXT", ISO_8859_1));
      chunk.u32(SmjpegReader.MOST_CHUNK + extra);
      reader.accept(Bytes.concat(HEAD, chunk.toBytes()));
      assertThat(reader.isBroken()).isEqualTo(extra == 1);
    }
  }

  @Test
  void whatIsSomethingElseBreaksItForGood() throws Exception {
    for (String other : List.of("000a534d4a504548" + "0".repeat(16), "ffd8ffe0" + "0".repeat(32))) {
      SmjpegReader reader = reader();
      reader.accept(Bytes.ofHex(other));
      assertThat(reader.isBroken()).isTrue();
      reader.accept(whole());
      assertThat(pictures).isEmpty();
    }
    SmjpegReader reader = reader();
    reader.accept(Bytes.concat(HEAD, Bytes.of("what", ISO_8859_1)));
    assertThat(reader.isBroken()).isTrue();
  }

  @Test
  void damagedBytesNeitherThrowNorMakeMoreThanThereWas() throws Exception {
    long seed = 8_071;
    Random random = new Random(seed);
    byte[] good = whole().toByteArray();
    for (int round = 0; round < 2_000; round++) {
      byte[] bad = good.clone();
      for (int i = 0; i <= random.nextInt(6); i++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      SmjpegReader reader = reader();
      reader.accept(Bytes.wrap(bad, 0, random.nextInt(bad.length + 1)));
      int bytes = pictures.stream().mapToInt(String::length).sum();
      assertThat(bytes).as("seed %d, round %d", seed, round).isLessThan(4 * good.length);
    }
  }
}
