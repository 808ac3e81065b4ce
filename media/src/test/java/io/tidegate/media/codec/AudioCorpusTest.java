package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.SeededFuzz;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioCorpusTest {
  private static final List<Parser> PARSERS =
      List.of(
          AudioSpecificConfig::parse,
          bytes -> AdtsHeader.parse(bytes, 0).params(),
          bytes -> MpegAudioHeader.parse(bytes, 0),
          bytes -> Ac3Header.parse(bytes, 0),
          OpusHead::parse,
          OpusPacket::duration,
          FlacStreamInfo::parseStreamStart);

  private static final List<Bytes> GOOD =
      List.of(
          Bytes.ofHex("1190"),
          Bytes.ofHex("131056e598"),
          Bytes.ofHex("eb8a08"),
          Bytes.ofHex("fff150802bfffc"),
          Bytes.ofHex("fffb9064"),
          Bytes.ofHex("0b77f4db1c404375"),
          OpusHead.of(2).head(),
          Bytes.ofHex("fb06"));

  private interface Parser {
    Object parse(Bytes bytes) throws MalformedException, UnsupportedException;
  }

  @ParameterizedTest
  @CsvSource({"sample.adts, 44100, 1, 144", "test-aac-segment.aac, 44100, 2, 430"})
  @EnabledIf("io.tidegate.media.testing.Corpus#isPresent")
  void countsTheFramesOfAdtsFiles(String name, int rate, int channels, int frames)
      throws Exception {
    Bytes file = read(name);
    int at = endOfId3(file);
    int found = 0;
    while (at < file.length()) {
      AdtsHeader header = AdtsHeader.parse(file, at);
      assertThat(header.params().sampleRate()).isEqualTo(rate);
      assertThat(header.params().channels()).isEqualTo(channels);
      at += header.frameLength();
      found++;
    }
    assertThat(found).isEqualTo(frames);
  }

  @Test
  @EnabledIf("io.tidegate.media.testing.Corpus#isPresent")
  void countsTheFramesOfAnAc3File() throws Exception {
    Bytes file = read("sample.ac3");
    int found = 0;
    int at = endOfId3(file);
    while (at + Ac3Header.LENGTH <= file.length()) {
      Ac3Header header = Ac3Header.parse(file, at);
      CodecParams.Ac3 params = header.params();
      assertThat(params.sampleRate()).isEqualTo(48_000);
      assertThat(params.channels()).isEqualTo(6);
      at += header.frameLength();
      found++;
    }
    assertThat(found).isEqualTo(9);
  }

  @Test
  @EnabledIf("io.tidegate.media.testing.Corpus#isPresent")
  void parsesOrRefusesInputsThatBrokeOtherParsers() {
    int inputs = 0;
    for (Path file : Corpus.files("fuzz")) {
      if (file.getFileName().toString().matches("mediacommon--codecs-(mpeg|ac3|eac3|opus).*")) {
        for (Bytes input : Corpus.fuzzInputs(file)) {
          PARSERS.forEach(parser -> parseOrRefuse(parser, input));
          inputs++;
        }
      }
    }
    assertThat(inputs).isGreaterThanOrEqualTo(60);
  }

  @Test
  void parsesOrRefusesRandomBytes() {
    SeededFuzz.run(
        20_261_121,
        20_000,
        random -> {
          Bytes good = GOOD.get(random.nextInt(GOOD.size()));
          Bytes input =
              random.nextBoolean()
                  ? SeededFuzz.mutate(good, random)
                  : SeededFuzz.bytes(random, random.nextInt(64));
          PARSERS.forEach(parser -> parseOrRefuse(parser, input));
        });
  }

  private static void parseOrRefuse(Parser parser, Bytes input) {
    try {
      assertThat(parser.parse(input)).isNotNull();
    } catch (MalformedException | UnsupportedException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }

  private static Bytes read(String name) {
    return Corpus.read(Corpus.file("es/" + name).orElseThrow());
  }

  /// Where an ID3v2 tag at the start ends (§3.1 of its standard), 0 without one.
  private static int endOfId3(Bytes file) {
    return file.u24(0) == 0x494433 ? 10 + file.u8(9) + (file.u8(8) << 7) : 0;
  }
}
