package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.SeededFuzz;
import io.tidegate.media.testing.SyntheticStreams;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Damaged and random parameter sets: refused, or read into values that can be written again.
class VideoCodecFuzzTest {
  private static final List<Bytes> GOOD =
      List.of(
          SyntheticStreams.AVC_SPS,
          SyntheticStreams.AVC_SPS_360,
          SyntheticStreams.AVC_PPS,
          SyntheticStreams.HEVC_VPS,
          SyntheticStreams.HEVC_SPS,
          SyntheticStreams.HEVC_PPS,
          AvcDecoderConfiguration.write(SyntheticStreams.avc()),
          HevcDecoderConfiguration.write(SyntheticStreams.hevc()),
          Bytes.ofHex("0a0b000000043cfecc02f80040"),
          Bytes.ofHex("81000c000a0b000000043cfecc02f80040"),
          Bytes.ofHex("824983420013f00b30"),
          MpegPictures.SEQUENCE,
          MpegPictures.frame(0, MpegVideoPicture.Type.INTRA));

  @Test
  void damagedInputsAreRefusedOrReadAndWritten() {
    SeededFuzz.run(
        51L,
        20_000,
        random -> everyParser(SeededFuzz.mutate(GOOD.get(random.nextInt(GOOD.size())), random)));
  }

  @Test
  void noiseIsRefusedOrReadAndWritten() {
    SeededFuzz.run(
        52L, 20_000, random -> everyParser(SeededFuzz.bytes(random, random.nextInt(80))));
  }

  @Test
  void inputsThatBrokeOthersAreRefusedOrRead() throws Exception {
    assumeTrue(Corpus.isPresent(), "no corpus");
    for (String name :
        List.of(
            "mediacommon--codecs-h264--FuzzAVCCUnmarshal",
            "mediacommon--codecs-h264--FuzzAnnexBUnmarshal",
            "mediacommon--codecs-h264--FuzzDTSExtractor",
            "mediacommon--codecs-h264--FuzzSPSUnmarshal",
            "mediacommon--codecs-h265--FuzzDTSExtractor",
            "mediacommon--codecs-h265--FuzzPPSUnmarshal",
            "mediacommon--codecs-h265--FuzzSPSUnmarshal",
            "gortsplib--format--FuzzH264PTSEqualsDTS",
            "gortsplib--format--FuzzH265PTSEqualsDTS")) {
      List<Bytes> inputs = Corpus.fuzzInputs(Corpus.file("fuzz/" + name + ".jsonl").orElseThrow());
      assertThat(inputs).as(name).isNotEmpty();
      for (Bytes input : inputs) {
        everyParser(input);
      }
    }
  }

  @Test
  void assemblersTakeAnything() {
    SeededFuzz.run(
        53L,
        2_000,
        random -> {
          AvcAssembler avc = new AvcAssembler();
          HevcAssembler hevc = new HevcAssembler();
          for (int i = 0; i < 20; i++) {
            Bytes good = GOOD.get(random.nextInt(GOOD.size()));
            Bytes nal = random.nextBoolean() ? good : SeededFuzz.mutate(good, random);
            List<Bytes> unit = List.of(nal, Bytes.of(0x65, 1), Bytes.of(0x26, 1, 1));
            avc.accept(unit);
            hevc.accept(unit);
          }
          writable(avc.params());
          writable(hevc.params());
        });
  }

  private static void everyParser(Bytes input) throws MalformedException {
    List<Bytes> one = List.of(input);
    List<Bytes> avcPps = List.of(SyntheticStreams.AVC_PPS);
    List<Bytes> hevcPps = List.of(SyntheticStreams.HEVC_PPS);
    attempt(() -> writable(AvcParameterSets.parse(one, avcPps)));
    attempt(() -> writable(AvcParameterSets.parse(List.of(SyntheticStreams.AVC_SPS), one)));
    attempt(() -> writable(AvcDecoderConfiguration.parse(input).params()));
    attempt(() -> writable(HevcParameterSets.parse(List.of(), one, hevcPps)));
    attempt(() -> writable(HevcParameterSets.parse(one, List.of(SyntheticStreams.HEVC_SPS), one)));
    attempt(() -> writable(HevcDecoderConfiguration.parse(input).params()));
    attempt(() -> writable(Av1Configuration.parse(input)));
    attempt(() -> writable(Av1SequenceHeader.parse(input)));
    attempt(() -> Vp9Configuration.parse(input, 320, 180).rfc6381());
    attempt(() -> assertThat(Vp9FrameHeader.parseKeyFrame(input).width()).isPositive());
    attempt(() -> writable(MpegVideoSequence.parse(input)));
    attempt(() -> assertThat(MpegVideoPicture.parse(input).temporalReference()).isLessThan(1024));
    attempt(() -> Obus.split(input).forEach(Obus::type));
    AnnexB.split(input);
    for (int size = 1; size <= 4; size++) {
      int lengthSize = size;
      attempt(() -> NalUnits.splitLengthPrefixed(input, lengthSize));
    }
  }

  /// What was parsed has a picture, a name, a duration, and a record that is read as the same.
  private static void writable(CodecParams.@Nullable Video params)
      throws MalformedException, UnsupportedException {
    if (params == null) {
      return;
    }
    assertThat(params.format().width()).isBetween(1, 65_535);
    assertThat(params.rfc6381()).isNotEmpty();
    assertThat(params.format().frameRate().frameDuration().toSeconds()).isBetween(0.0, 60.0);
    CodecParams again =
        switch (params) {
          case CodecParams.Avc avc ->
              AvcDecoderConfiguration.parse(AvcDecoderConfiguration.write(avc)).params();
          case CodecParams.Hevc hevc ->
              HevcDecoderConfiguration.parse(HevcDecoderConfiguration.write(hevc)).params();
          case CodecParams.Av1 av1 -> av1;
          case CodecParams.Vp9 vp9 -> vp9;
          case CodecParams.Mjpeg mjpeg -> mjpeg;
          case CodecParams.MpegVideo mpeg -> MpegVideoSequence.parse(mpeg.headers());
        };
    assertThat(again).isEqualTo(params);
  }

  private interface Attempt {
    void run() throws MalformedException, UnsupportedException;
  }

  private static void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (MalformedException | UnsupportedException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }
}
