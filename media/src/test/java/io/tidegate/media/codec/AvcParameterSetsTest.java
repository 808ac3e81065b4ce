package io.tidegate.media.codec;

import static io.tidegate.media.testing.SyntheticStreams.AVC_PPS;
import static io.tidegate.media.testing.SyntheticStreams.AVC_PPS_360;
import static io.tidegate.media.testing.SyntheticStreams.AVC_SPS;
import static io.tidegate.media.testing.SyntheticStreams.AVC_SPS_360;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MalformedException;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.SeededFuzz;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvcParameterSetsTest {
  private static final Bytes PPS = AvcSets.pps(0, 0);

  @Test
  void readsHighProfileWithVui() throws Exception {
    CodecParams.Avc params = AvcParameterSets.parse(List.of(AVC_SPS), List.of(AVC_PPS));
    assertThat(params.format()).isEqualTo(new VideoFormat(320, 180, 1, 1, new FrameRate(25, 1), 2));
    assertThat(params.rfc6381()).isEqualTo("avc1.64000C");
    assertThat(params.chromaFormatIdc()).isEqualTo(1);
    assertThat(params.bitDepthLuma()).isEqualTo(8);
  }

  @Test
  void readsMainProfileWithoutReordering() throws Exception {
    CodecParams.Avc params = AvcParameterSets.parse(List.of(AVC_SPS_360), List.of(AVC_PPS_360));
    assertThat(params.format()).isEqualTo(new VideoFormat(640, 360, 1, 1, new FrameRate(25, 1), 0));
  }

  /// 20x12 macroblocks; MaxDpbMbs of table A-1 divided by 240, at most the reference frames.
  @ParameterizedTest
  @CsvSource({
    "66, 0, 31, 0, 4, 0", // Baseline has no B-frames
    "77, 0, 31, 2, 4, 0", // order count type 2 is output order
    "77, 0, 31, 0, 0, 0", // no references
    "77, 0, 31, 0, 4, 4",
    "77, 0, 31, 0, 16, 16",
    "77, 0, 11, 0, 16, 3", // 900 / 240
    "77, 0, 10, 0, 16, 1", // 396 / 240
    "88, 0, 12, 0, 16, 9" // 2376 / 240
  })
  void derivesReorderDepthWithoutRestriction(
      int profile, int constraints, int level, int pocType, int refs, int depth) throws Exception {
    Bytes sps = AvcSets.sps(profile, constraints, level, 0, pocType, refs, 20, 12);
    VideoFormat format = AvcParameterSets.parse(List.of(sps), List.of(PPS)).format();
    assertThat(format.reorderDepth()).isEqualTo(depth);
    assertThat(format.width()).isEqualTo(320);
    assertThat(format.height()).isEqualTo(192);
  }

  @Test
  void acceptsLargestGeometryAndNoMore() throws Exception {
    Bytes largest = AvcSets.sps(0, 1024, 1024);
    VideoFormat format = AvcParameterSets.parse(List.of(largest), List.of(PPS)).format();
    assertThat(format.width()).isEqualTo(16_384);
    for (Bytes tooLarge : List.of(AvcSets.sps(0, 1025, 1), AvcSets.sps(0, 1, 1025))) {
      assertThatThrownBy(() -> AvcParameterSets.parse(List.of(tooLarge), List.of(PPS)))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void readsIdsOnTheirBoundary() throws Exception {
    assertThat(AvcParameterSets.spsId(AvcSets.sps(31, 20, 12))).isEqualTo(31);
    assertThat(AvcParameterSets.ppsId(AvcSets.pps(255, 31))).isEqualTo(255);
    assertThatThrownBy(() -> AvcParameterSets.spsId(AvcSets.sps(32, 20, 12)))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> AvcParameterSets.ppsId(AvcSets.pps(256, 0)))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> AvcParameterSets.ppsId(AvcSets.pps(0, 32)))
        .isInstanceOf(MalformedException.class);
  }

  /// Several camera makers cut the SPS off inside the VUI; before it the geometry is missing.
  @Test
  void toleratesSpsCutOffInsideVuiOnly() throws Exception {
    for (int length = 0; length < AVC_SPS.length(); length++) {
      Bytes cut = AVC_SPS.slice(0, length);
      try {
        VideoFormat format = AvcParameterSets.parse(List.of(cut), List.of(AVC_PPS)).format();
        assertThat(format.width()).isEqualTo(320);
        assertThat(format.height()).isEqualTo(180);
      } catch (MalformedException refused) {
        assertThat(length).isLessThan(11);
      }
    }
  }

  @Test
  void onlyRefusesWhatIsDamaged() {
    SeededFuzz.run(
        41,
        5_000,
        random -> {
          Bytes sps = SeededFuzz.mutate(random.nextBoolean() ? AVC_SPS : AVC_SPS_360, random);
          parseOrRefuse(sps, SeededFuzz.mutate(AVC_PPS, random));
        });
  }

  @Test
  void survivesWhatCrashedOthers() {
    for (Path file : Corpus.files("fuzz")) {
      if (file.getFileName().toString().contains("h264")) {
        Corpus.fuzzInputs(file).forEach(input -> parseOrRefuse(input, AVC_PPS));
        Corpus.fuzzInputs(file).forEach(AnnexB::split);
      }
    }
  }

  private static void parseOrRefuse(Bytes sps, Bytes pps) {
    try {
      CodecParams.Avc params = AvcParameterSets.parse(List.of(sps), List.of(pps));
      assertThat(params.format().width()).isBetween(1, 16_384);
      assertThat(params.format().height()).isBetween(1, 32_768);
      assertThat(params.format().reorderDepth()).isBetween(0, 16);
      assertThat(params.format().frameRate().frameDuration().nanos()).isNotNegative();
      assertThat(AvcDecoderConfiguration.parse(AvcDecoderConfiguration.write(params)).params())
          .isEqualTo(params);
    } catch (MalformedException refused) {
      assertThat(refused.reason()).isNotNull();
    }
  }
}
