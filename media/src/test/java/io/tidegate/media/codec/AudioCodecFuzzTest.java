package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.SeededFuzz;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Noise, damaged headers and the inputs that once broke others: every parser of audio headers
/// reads them or refuses them, and what it reads can be used.
class AudioCodecFuzzTest {
  /// One parser.
  private interface Parser {
    void parse(Bytes bytes) throws MalformedException, UnsupportedException;
  }

  private static final List<Parser> PARSERS =
      List.of(
          bytes -> usable(AudioSpecificConfig.parse(bytes)),
          bytes -> {
            AdtsHeader header = AdtsHeader.parse(bytes, 0);
            assertThat(header.frameLength()).isBetween(header.headerLength(), 8191);
            usable(header.params());
          },
          bytes -> {
            MpegAudioHeader header = MpegAudioHeader.parse(bytes, 0);
            assertThat(header.frameLength()).isPositive();
            usable(header.params());
          },
          bytes -> {
            Ac3Header header = Ac3Header.parse(bytes, 0);
            assertThat(header.frameLength()).isPositive();
            usable(header.params());
          },
          bytes -> usable(OpusHead.parse(bytes)),
          bytes ->
              assertThat(OpusPacket.duration(bytes))
                  .isGreaterThan(MediaTime.ZERO)
                  .isLessThanOrEqualTo(MediaTime.ofMillis(120)),
          bytes -> usable(FlacStreamInfo.parse(bytes)),
          bytes -> usable(FlacStreamInfo.parseStreamStart(bytes)));

  /// Good ones: AAC-LC and HE configurations, ADTS, MP3, AC-3, E-AC-3, Opus, FLAC.
  private static final List<Bytes> GOOD =
      List.of(
          Bytes.ofHex("1190"),
          Bytes.ofHex("2b8a0800"),
          Bytes.ofHex("131056e598"),
          Bytes.ofHex("fff14c801001fc2110"),
          Bytes.ofHex("fffb904400000000"),
          Bytes.ofHex("0b770dd41c30e1df"),
          Bytes.ofHex("0b7700ff34868000"),
          OpusHead.of(2).head(),
          Bytes.ofHex("fc010203"),
          Bytes.ofHex(
              "664c6143800000221000100000000e0010a90ac442f000000000"
                  + "000000000000000000000000000000000000"));

  @Test
  void readsOrRefusesNoise() {
    SeededFuzz.run(5, 20_000, random -> tryAll(SeededFuzz.bytes(random, random.nextInt(64))));
  }

  @Test
  void readsOrRefusesDamagedHeaders() {
    SeededFuzz.run(6, 20_000, random -> tryAll(SeededFuzz.mutate(GOOD.get(pick(random)), random)));
  }

  @Test
  void readsOrRefusesGoodHeadersCutAnywhere() throws Exception {
    for (Bytes good : GOOD) {
      for (int length = 0; length <= good.length(); length++) {
        tryAll(good.slice(0, length));
      }
    }
  }

  @Test
  @EnabledIf("io.tidegate.media.testing.Corpus#isPresent")
  void readsOrRefusesWhatOnceBrokeOthers() throws Exception {
    int inputs = 0;
    for (Path file : Corpus.files("fuzz")) {
      if (file.getFileName().toString().matches(".*(mpeg4audio|mpeg1audio|ac3|opus).*")) {
        for (Bytes input : Corpus.fuzzInputs(file)) {
          tryAll(input);
          inputs++;
        }
      }
    }
    assertThat(inputs).isGreaterThan(50);
  }

  private static int pick(Random random) {
    return random.nextInt(GOOD.size());
  }

  private static void tryAll(Bytes bytes) throws Exception {
    for (Parser parser : PARSERS) {
      try {
        parser.parse(bytes);
      } catch (MalformedException | UnsupportedException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }

  private static void usable(CodecParams.Audio params) {
    assertThat(params.sampleRate()).isPositive();
    assertThat(params.channels()).isBetween(1, 255);
    assertThat(params.frameDuration().isNegative()).isFalse();
    assertThat(params.rfc6381()).isNotBlank();
  }
}
