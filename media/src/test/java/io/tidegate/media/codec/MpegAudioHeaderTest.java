package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.UnsupportedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// ISO/IEC 11172-3 and 13818-3 §2.4.2.3, and MPEG-2.5 as everybody writes it.
class MpegAudioHeaderTest {
  private static final int MPEG25 = 0;
  private static final int MPEG2 = 2;
  private static final int MPEG1 = 3;

  /// kbit/s by bitrate_index 1 to 14, and the slots of 44.1, 48 and 32 kHz (or their halves).
  @ParameterizedTest
  @CsvSource({
    "1, 32, 32, 8", "2, 48, 40, 16", "3, 56, 48, 24", "4, 64, 56, 32", "5, 80, 64, 40",
    "6, 96, 80, 48", "7, 112, 96, 56", "8, 128, 112, 64", "9, 160, 128, 80", "10, 192, 160, 96",
    "11, 224, 192, 112", "12, 256, 224, 128", "13, 320, 256, 144", "14, 384, 320, 160"
  })
  void readsEveryBitRate(int index, int layer2, int layer3, int lower) throws Exception {
    int[] rates = {44_100, 48_000, 32_000};
    for (int i = 0; i < rates.length; i++) {
      assertFrame(MPEG1, 2, index, i, 144_000 * layer2 / rates[i], rates[i], 1152);
      assertFrame(MPEG1, 3, index, i, 144_000 * layer3 / rates[i], rates[i], 1152);
      int half = rates[i] / 2;
      assertFrame(MPEG2, 2, index, i, 144_000 * lower / half, half, 1152);
      assertFrame(MPEG2, 3, index, i, 72_000 * lower / half, half, 576);
      int quarter = rates[i] / 4;
      assertFrame(MPEG25, 3, index, i, 72_000 * lower / quarter, quarter, 576);
    }
  }

  /// Lengths that everybody knows: 128 kbit/s of 44.1 kHz with and without padding, and others.
  @ParameterizedTest
  @CsvSource({"fffb9044, 417", "fffb9244, 418", "fffb14c4, 96", "fffdc400, 768", "fff34084, 104"})
  void readsKnownFrames(String header, int length) throws Exception {
    assertThat(MpegAudioHeader.parse(Bytes.ofHex(header), 0).frameLength()).isEqualTo(length);
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "1, 2", "2, 2", "3, 1"})
  void readsTheMode(int mode, int channels) throws Exception {
    Bytes header = header(MPEG1, 3, 9, 0, mode << 6);
    assertThat(MpegAudioHeader.parse(header, 0).params().channels()).isEqualTo(channels);
  }

  @ParameterizedTest
  @CsvSource({
    "ffeb9044, LOST_SYNC", // version 1, reserved
    "fff99044, LOST_SYNC", // layer 4, reserved: ADTS
    "ff1b9044, LOST_SYNC",
    "fffbf044, BAD_VALUE", // bitrate_index 15
    "fffb9c44, BAD_VALUE", // sampling_frequency 3
    "fffb90, TRUNCATED",
  })
  void refusesWhatIsNoFrame(String header, Reason reason) {
    assertThatThrownBy(() -> MpegAudioHeader.parse(Bytes.ofHex(header), 0))
        .isInstanceOfSatisfying(
            MalformedException.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource({"fffb0044", "ffff9044"})
  void freeFormatAndLayerOneAreNotCarried(String header) {
    assertThatThrownBy(() -> MpegAudioHeader.parse(Bytes.ofHex(header), 0))
        .isInstanceOf(UnsupportedException.class);
  }

  private static void assertFrame(
      int version, int layer, int bitRate, int rateIndex, int length, int rate, int samples)
      throws Exception {
    for (int padding = 0; padding < 2; padding++) {
      Bytes header = header(version, layer, bitRate, rateIndex, padding << 9);
      MpegAudioHeader parsed = MpegAudioHeader.parse(header, 0);
      assertThat(parsed.frameLength()).isEqualTo(length + padding);
      assertThat(parsed.params()).isEqualTo(new CodecParams.MpegAudio(layer, rate, 2));
      assertThat(parsed.params().samplesPerFrame()).isEqualTo(samples);
    }
  }

  private static Bytes header(int version, int layer, int bitRate, int rateIndex, int rest) {
    int value = 0xFFE1_0000 | version << 19 | (4 - layer) << 17 | bitRate << 12 | rateIndex << 10;
    value |= rest;
    return Bytes.of(value >> 24, value >> 16, value >> 8, value);
  }
}
