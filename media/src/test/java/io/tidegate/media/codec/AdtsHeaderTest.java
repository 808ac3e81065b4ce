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

  private static Bytes withChecksum(int blocks, int frameLength) {
    byte[] header = AdtsHeader.write(aac(48_000, 2), frameLength - 7).toByteArray();
    header[1] &= ~1; // protection_absent
    header[6] |= (byte) (blocks - 1);
    return Bytes.wrap(header);
  }
}
