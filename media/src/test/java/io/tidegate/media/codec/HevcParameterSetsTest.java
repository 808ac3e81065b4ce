package io.tidegate.media.codec;

import static io.tidegate.media.testing.SyntheticStreams.HEVC_PPS;
import static io.tidegate.media.testing.SyntheticStreams.HEVC_SPS;
import static io.tidegate.media.testing.SyntheticStreams.HEVC_VPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MalformedException;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.SeededFuzz;
import io.tidegate.media.testing.SyntheticStreams;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HevcParameterSetsTest {
  private static final Bytes RECORD = HevcDecoderConfiguration.write(SyntheticStreams.hevc());

  @Test
  void readsMainProfileWithVui() {
    CodecParams.Hevc params = SyntheticStreams.hevc();
    assertThat(params.format()).isEqualTo(new VideoFormat(320, 180, 1, 1, new FrameRate(25, 1), 2));
    assertThat(params.rfc6381()).isEqualTo("hvc1.1.6.L60.90");
    assertThat(params.chromaFormatIdc()).isEqualTo(1);
    assertThat(params.bitDepthLuma()).isEqualTo(8);
  }

  @Test
  void acceptsLargestGeometryAndNoMore() throws Exception {
    Bytes pps = HevcSets.pps(0, 0);
    Bytes largest = HevcSets.sps(0, 0, 16_888, 16_888);
    VideoFormat format =
        HevcParameterSets.parse(List.of(), List.of(largest), List.of(pps)).format();
    assertThat(format.height()).isEqualTo(16_888);
    for (int side : new int[] {0, 16_889}) {
      Bytes wrong = HevcSets.sps(0, 0, side, 360);
      assertThatThrownBy(() -> HevcParameterSets.parse(List.of(), List.of(wrong), List.of(pps)))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void readsIdsOnTheirBoundary() throws Exception {
    assertThat(HevcParameterSets.id(HevcSets.sps(0, 15, 64, 64))).isEqualTo(15);
    assertThat(HevcParameterSets.id(HevcSets.pps(63, 15))).isEqualTo(63);
    assertThat(HevcParameterSets.id(HEVC_VPS)).isZero();
    assertThatThrownBy(() -> HevcParameterSets.id(HevcSets.sps(0, 16, 64, 64)))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> HevcParameterSets.id(HevcSets.pps(64, 0)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void writesAndReadsRecord() throws Exception {
    assertThat(RECORD.slice(0, 23).toHex())
        .isEqualTo("0101600000009000000000003cf000fcfdf8f800000303");
    HevcDecoderConfiguration.Parsed parsed = HevcDecoderConfiguration.parse(RECORD);
    assertThat(parsed.params()).isEqualTo(SyntheticStreams.hevc());
    assertThat(parsed.nalLengthSize()).isEqualTo(4);
  }

  @Test
  void refusesEveryRecordThatIsCutOff() {
    for (int length = 0; length < RECORD.length(); length++) {
      Bytes cut = RECORD.slice(0, length);
      assertThatThrownBy(() -> HevcDecoderConfiguration.parse(cut))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void onlyRefusesWhatIsDamaged() {
    SeededFuzz.run(
        81,
        5_000,
        random -> {
          configureOrRefuse(SeededFuzz.mutate(RECORD, random));
          parseOrRefuse(SeededFuzz.mutate(HEVC_SPS, random));
        });
  }

  @Test
  void survivesWhatCrashedOthers() {
    for (Path file : Corpus.files("fuzz")) {
      if (file.getFileName().toString().contains("h265")) {
        Corpus.fuzzInputs(file).forEach(HevcParameterSetsTest::configureOrRefuse);
        Corpus.fuzzInputs(file).forEach(HevcParameterSetsTest::parseOrRefuse);
      }
    }
  }

  private static void parseOrRefuse(Bytes sps) {
    try {
      CodecParams.Hevc params =
          HevcParameterSets.parse(List.of(HEVC_VPS), List.of(sps), List.of(HEVC_PPS));
      assertThat(params.format().width()).isBetween(1, 16_888);
      assertThat(params.format().height()).isBetween(1, 16_888);
      assertThat(params.format().frameRate().frameDuration().nanos()).isNotNegative();
      assertThat(params.rfc6381()).startsWith("hvc1.");
      assertThat(HevcDecoderConfiguration.parse(HevcDecoderConfiguration.write(params)).params())
          .isEqualTo(params);
    } catch (MalformedException refused) {
      assertThat(refused.reason()).isNotNull();
    }
  }

  private static void configureOrRefuse(Bytes hvcC) {
    try {
      new HevcAssembler().configure(HevcDecoderConfiguration.parse(hvcC).params());
    } catch (MalformedException refused) {
      assertThat(refused.reason()).isNotNull();
    }
  }
}
