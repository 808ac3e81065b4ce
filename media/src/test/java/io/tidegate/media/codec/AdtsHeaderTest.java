package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdtsHeaderTest {
  private static CodecParams.Aac aac(int rate, int channels) {
    return new CodecParams.Aac(Bytes.EMPTY, 2, rate, rate, channels, 1024);
  }

  @ParameterizedTest
  @CsvSource({"48000, 1, 0", "48000, 2, 1", "44100, 6, 8184", "7350, 8, 100"})
  void readsWhatItWrites(int rate, int channels, int payload) throws Exception {
    AdtsHeader header = AdtsHeader.parse(AdtsHeader.write(aac(rate, channels), payload), 0);
    assertThat(header.params().sampleRate()).isEqualTo(rate);
    assertThat(header.params().channels()).isEqualTo(channels);
    assertThat(header.frameLength()).isEqualTo(payload + 7);
    assertThat(header.headerLength()).isEqualTo(7);
  }

  @Test
  void refusesToWriteFramesLongerThanThirteenBitsTell() {
    assertThatThrownBy(() -> AdtsHeader.write(aac(48_000, 2), 8185))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"1, 9", "2, 11", "3, 13", "4, 15"})
  void countsThePositionsOfLaterBlocksIntoAHeaderWithChecksum(int blocks, int length)
      throws Exception {
    AdtsHeader header = AdtsHeader.parse(withChecksum(blocks, 100), 0);
    assertThat(header.rawDataBlocks()).isEqualTo(blocks);
    assertThat(header.headerLength()).isEqualTo(length);
  }

  @Test
  void refusesFramesShorterThanTheirHeader() throws Exception {
    assertThat(AdtsHeader.parse(withChecksum(4, 15), 0).frameLength()).isEqualTo(15);
    assertThatThrownBy(() -> AdtsHeader.parse(withChecksum(4, 14), 0))
        .isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "192000, 96000",
    "92017, 96000",
    "92016, 88200",
    "47999, 48000",
    "46008, 44100",
    "9391, 11025",
    "9390, 8000",
    "1, 8000"
  })
  void writesRatesOutsideTheTableAsTheirRangeSays(int rate, int written) throws Exception {
    Bytes header = AdtsHeader.write(aac(rate, 2), 10);
    assertThat(AdtsHeader.parse(header, 0).sampleRate()).isEqualTo(written);
  }

  /// Every field in its place by ISO/IEC 14496-3 §1.A.2.2.1 and §1.A.2.2.2, each at its ends.
  @ParameterizedTest
  @CsvSource({
    // ID, profile, rate index, private, channels, four bits, length, fullness
    "0, 1, 3, 0, 2, 0, 7, 2047",
    "1, 1, 3, 1, 2, 15, 8191, 0",
    "0, 0, 0, 1, 7, 15, 4096, 0",
    "0, 3, 12, 0, 1, 0, 1024, 2047",
    "1, 2, 11, 1, 4, 5, 255, 1365",
  })
  void readsEveryFieldWhereItStands(
      int id, int profile, int rate, int priv, int channels, int four, int length, int fullness)
      throws Exception {
    BitWriter out = new BitWriter().bits(0xFFF, 12).bits(id, 1).bits(0, 2).bits(1, 1);
    out.bits(profile, 2).bits(rate, 4).bits(priv, 1).bits(channels, 3).bits(four, 4);
    out.bits(length, 13).bits(fullness, 11).bits(0, 2);
    int sampleRate = AudioSpecificConfig.tableRate(rate);
    assertThat(AdtsHeader.parse(out.toBytes(7), 0))
        .isEqualTo(new AdtsHeader(profile + 1, sampleRate, channels, 7, length, 1));
  }

  @ParameterizedTest
  @CsvSource({"fff15c80000000", "fff17c80000000", "fff34c80000000", "fef14c80000000", "fff14c8000"})
  void refusesWhatIsNoHeader(String header) {
    assertThatThrownBy(() -> AdtsHeader.parse(Bytes.ofHex(header), 0))
        .isInstanceOf(MalformedException.class);
  }

  private static Bytes withChecksum(int blocks, int frameLength) {
    byte[] header = AdtsHeader.write(aac(48_000, 2), frameLength - 7).toByteArray();
    header[1] &= ~1; // protection_absent
    header[6] |= (byte) (blocks - 1);
    return Bytes.wrap(header);
  }
}
