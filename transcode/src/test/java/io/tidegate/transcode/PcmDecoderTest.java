package io.tidegate.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Nullable;
import io.tidegate.media.codec.OpusHead;
import io.tidegate.media.testing.Chunks;
import io.tidegate.media.testing.SeededFuzz;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The vectors' `.s16be` are what FFmpeg 5.1 made of them.
class PcmDecoderTest {
  @ParameterizedTest
  @CsvSource({"true, alaw", "false, mulaw"})
  void decodesEveryCodeOfG711AsFfmpegDoes(boolean isALaw, String name) throws IOException {
    PcmDecoder decoder = decoder(new CodecParams.G711(isALaw, 8_000, 1));
    assertThat(bytes(decoder.decode(vector("g711.bin")))).isEqualTo(vector(name + ".s16be"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sweep", "noise"})
  void decodesG722ToTheBitAsFfmpegDoes(String name) throws IOException {
    PcmDecoder decoder = decoder(new CodecParams.G722(1));
    assertThat(bytes(decoder.decode(vector(name + ".g722")))).isEqualTo(vector(name + ".s16be"));
  }

  @Test
  void decodesTheSameHoweverItIsCut() throws IOException {
    Bytes whole = vector("sweep.g722");
    for (int size : Chunks.SIZES) {
      PcmDecoder decoder = decoder(new CodecParams.G722(1));
      ByteWriter out = new ByteWriter();
      Chunks.feed(whole, size, chunk -> out.write(bytes(decoder.decode(chunk))));
      assertThat(out.toBytes()).isEqualTo(vector("sweep.s16be"));
    }
  }

  @Test
  void takesLinearSamplesAsTheyAre() {
    PcmDecoder decoder = decoder(new CodecParams.Pcm(48_000, 2));
    assertThat(decoder.decode(Bytes.ofHex("7fff8000 0001ffff 12")))
        .containsExactly((short) 32_767, (short) -32_768, (short) 1, (short) -1);
    assertThat(decoder.bytesPerStep()).isEqualTo(4);
  }

  @Test
  void ignoresAPartOfASample() {
    PcmDecoder decoder = decoder(new CodecParams.G711(false, 8_000, 2));
    assertThat(decoder.decode(Bytes.of(0xFF, 0xFF, 0xFF))).containsExactly((short) 0, (short) 0);
    assertThat(decoder.decode(Bytes.EMPTY)).isEmpty();
  }

  @Test
  void knowsWhatItDoesNotDecode() {
    assertThat(PcmDecoder.of(OpusHead.of(2))).isNull();
    assertThat(PcmDecoder.of(new CodecParams.MpegAudio(2, 48_000, 2))).isNull();
    assertThat(PcmDecoder.of(new CodecParams.G722(2))).isNull();
  }

  @Test
  void anyBytesAreSound() {
    SeededFuzz.run(
        722,
        200,
        random -> {
          byte[] noise = new byte[random.nextInt(600)];
          random.nextBytes(noise);
          Bytes input = Bytes.wrap(noise);
          assertThat(decoder(new CodecParams.G722(1)).decode(input)).hasSize(2 * noise.length);
          assertThat(decoder(new CodecParams.G711(true, 8_000, 1)).decode(input))
              .hasSize(noise.length);
          assertThat(decoder(new CodecParams.Pcm(8_000, 1)).decode(input))
              .hasSize(noise.length / 2);
        });
  }

  private static PcmDecoder decoder(CodecParams.Audio params) {
    @Nullable PcmDecoder decoder = PcmDecoder.of(params);
    return Objects.requireNonNull(decoder);
  }

  private static Bytes bytes(short[] samples) {
    ByteWriter out = new ByteWriter(2 * samples.length);
    for (short sample : samples) {
      out.u16(sample & 0xFFFF);
    }
    return out.toBytes();
  }

  private static Bytes vector(String name) throws IOException {
    try (InputStream in = PcmDecoderTest.class.getResourceAsStream("/vectors/" + name)) {
      return Bytes.wrap(Objects.requireNonNull(in, name).readAllBytes());
    }
  }
}
