package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 9639 §8.2.
class FlacStreamInfoTest {
  @ParameterizedTest
  @CsvSource({
    "16, 16, 1, 1, 4, 16",
    "4096, 4096, 44100, 2, 16, 4096",
    "4608, 4608, 96000, 8, 24, 4608",
    "65535, 65535, 1048575, 8, 32, 65535",
    "16, 65535, 655350, 6, 20, 0", // blocks of different sizes
  })
  void readsEveryField(int smallest, int largest, int rate, int channels, int bits, int blockSize)
      throws Exception {
    Bytes block = block(smallest, largest, rate, channels, bits);
    CodecParams.Flac flac = FlacStreamInfo.parse(block);
    assertThat(flac).isEqualTo(new CodecParams.Flac(block, rate, channels, bits, blockSize));
  }

  @ParameterizedTest
  @CsvSource({
    "15, 4096, 48000, 2, 16",
    "0, 0, 48000, 2, 16",
    "4096, 4095, 48000, 2, 16",
    "4096, 4096, 0, 2, 16",
    "4096, 4096, 48000, 2, 3",
  })
  void refusesWhatCannotBe(int smallest, int largest, int rate, int channels, int bits) {
    Bytes block = block(smallest, largest, rate, channels, bits);
    assertThatThrownBy(() -> FlacStreamInfo.parse(block)).isInstanceOf(MalformedException.class);
  }

  @Test
  void findsTheBlockHoweverAStreamStarts() throws Exception {
    Bytes block = block(4096, 4096, 48_000, 2, 16);
    CodecParams.Flac flac = FlacStreamInfo.parse(block);
    Bytes header = Bytes.ofHex("80000022");
    Bytes magic = Bytes.ofHex("664c6143");
    assertThat(FlacStreamInfo.parseStreamStart(block)).isEqualTo(flac);
    assertThat(FlacStreamInfo.parseStreamStart(Bytes.concat(header, block))).isEqualTo(flac);
    assertThat(FlacStreamInfo.parseStreamStart(Bytes.concat(magic, header, block))).isEqualTo(flac);
    assertThatThrownBy(() -> FlacStreamInfo.parseStreamStart(magic))
        .isInstanceOf(MalformedException.class);
  }

  private static Bytes block(int smallest, int largest, int rate, int channels, int bits) {
    BitWriter out = new BitWriter().bits(smallest, 16).bits(largest, 16).bits(0, 48);
    return out.bits(rate, 20)
        .bits(channels - 1, 3)
        .bits(bits - 1, 5)
        .toBytes(FlacStreamInfo.LENGTH);
  }
}
