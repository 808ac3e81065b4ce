package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.testing.SyntheticStreams;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Configuration records, sequence headers and assemblers of the video codings.
class VideoCodecTest {
  private static final Bytes AVC_SLICE = Bytes.of(0x65, 0x88, 0x84);
  private static final Bytes HEVC_SLICE = Bytes.of(0x26, 0x01, 0xAF);

  /// 320x180, made by SVT-AV1.
  private static final Bytes AV1_HEADER = Bytes.ofHex("0a0b000000043cfecc02f80040");

  @Test
  void avcCIsReadAsItWasWritten() throws Exception {
    Bytes avcC = AvcDecoderConfiguration.write(SyntheticStreams.avc());
    AvcDecoderConfiguration.Parsed parsed = AvcDecoderConfiguration.parse(avcC);
    assertThat(parsed.params()).isEqualTo(SyntheticStreams.avc());
    assertThat(parsed.nalLengthSize()).isEqualTo(4);
    // High profile: chroma format 4:2:0, 8 bits, no SPS extension
    assertThat(avcC.slice(avcC.length() - 4)).isEqualTo(Bytes.ofHex("fdf8f800"));
    Bytes main = AvcDecoderConfiguration.write(SyntheticStreams.avc360());
    assertThat(main.slice(main.length() - 4)).isEqualTo(SyntheticStreams.AVC_PPS_360);
  }

  @Test
  void everyCutOfConfigurationsIsRefused() throws Exception {
    Bytes avcC = AvcDecoderConfiguration.write(SyntheticStreams.avc360());
    Bytes hvcC = HevcDecoderConfiguration.write(SyntheticStreams.hevc());
    for (int length = 0; length < avcC.length(); length++) {
      Bytes cut = avcC.slice(0, length);
      assertThatThrownBy(() -> AvcDecoderConfiguration.parse(cut))
          .isInstanceOf(MalformedException.class);
    }
    for (int length = 0; length < hvcC.length(); length++) {
      Bytes cut = hvcC.slice(0, length);
      assertThatThrownBy(() -> HevcDecoderConfiguration.parse(cut))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void hvcCIsReadAsItWasWrittenAndEmptySetsAreSkipped() throws Exception {
    CodecParams.Hevc hevc = SyntheticStreams.hevc();
    Bytes hvcC = HevcDecoderConfiguration.write(hevc);
    assertThat(HevcDecoderConfiguration.parse(hvcC).params()).isEqualTo(hevc);
    assertThat(hvcC.slice(0, 13)).isEqualTo(Bytes.ofHex("01 01 60000000 900000000000 3c"));
    Bytes emptySet =
        Bytes.concat(
            hvcC.slice(0, 22),
            Bytes.of(hvcC.u8(22) + 1),
            hvcC.slice(23),
            Bytes.ofHex("a200010000"));
    assertThat(HevcDecoderConfiguration.parse(emptySet).params()).isEqualTo(hevc);
  }

  @Test
  void hevcEncoderOfTheFieldIsRead() throws Exception {
    HevcSps sps = HevcSps.parse(SyntheticStreams.HEVC_SPS);
    assertThat(sps.format().width()).isEqualTo(320);
    assertThat(sps.format().height()).isEqualTo(180);
    assertThat(sps.format().frameRate()).isEqualTo(new FrameRate(25, 1));
    assertThat(SyntheticStreams.hevc().rfc6381()).isEqualTo("hvc1.1.6.L60.90");
  }

  @Test
  void hevcSetOfAnotherTypeIsRefused() {
    assertThatThrownBy(() ->
            HevcParameterSets.parse(
                List.of(), List.of(SyntheticStreams.HEVC_SPS), List.of(SyntheticStreams.HEVC_VPS)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("32 instead of 34");
  }

  @Test
  void avcUnitsLoseFramingAndParameterSets() {
    AvcAssembler assembler = new AvcAssembler();
    Bytes delimiter = Bytes.of(9, 0xF0);
    Bytes filler = Bytes.of(12, 0xFF, 0x80);
    Bytes sei = Bytes.of(6, 5, 1, 0, 0x80);
    assertThat(assembler.accept(List.of(AVC_SLICE))).isEqualTo(nothing());
    assertThat(assembler.counters().get(Reason.MISSING_REFERENCE)).isEqualTo(1);
    var first =
        unit(
            assembler.accept(
                List.of(
                    delimiter,
                    SyntheticStreams.AVC_SPS,
                    SyntheticStreams.AVC_PPS,
                    sei,
                    AVC_SLICE,
                    Bytes.EMPTY,
                    filler)));
    assertThat(first.changed()).isEqualTo(SyntheticStreams.avc());
    assertThat(first.keyFrame()).isTrue();
    assertThat(first.payload()).isEqualTo(NalUnits.joinLengthPrefixed(List.of(sei, AVC_SLICE)));
    var second = unit(assembler.accept(List.of(SyntheticStreams.AVC_SPS, Bytes.of(0x41, 0x9A))));
    assertThat(second.changed()).isNull();
    assertThat(second.keyFrame()).isFalse();
    assertThat(assembler.accept(List.of(sei))).isEqualTo(nothing());
  }

  @Test
  void damagedSetIsCountedAndTheGoodOneStays() {
    AvcAssembler assembler = new AvcAssembler();
    assembler.configure(SyntheticStreams.avc());
    Bytes damaged = SyntheticStreams.AVC_SPS.slice(0, 6);
    assertThat(unit(assembler.accept(List.of(damaged, AVC_SLICE))).changed())
        .isEqualTo(SyntheticStreams.avc());
    assertThat(assembler.counters().get(Reason.TRUNCATED)).isEqualTo(1);
    assertThat(unit(assembler.accept(List.of(AVC_SLICE))).changed()).isNull();
  }

  @Test
  void setsOfTheSameIdReplaceEachOther() {
    AvcAssembler assembler = new AvcAssembler();
    assembler.configure(SyntheticStreams.avc());
    assembler.accept(List.of(AVC_SLICE));
    var smaller =
        unit(
            assembler.accept(
                List.of(SyntheticStreams.AVC_SPS_360, SyntheticStreams.AVC_PPS_360, AVC_SLICE)));
    assertThat(smaller.changed()).isEqualTo(SyntheticStreams.avc360());
  }

  @Test
  void hevcEnhancementLayersAreLeftOut() {
    HevcAssembler assembler = new HevcAssembler();
    Bytes secondEye = Bytes.of(0x26, 0x09, 0xAF);
    Bytes secondSps = Bytes.concat(Bytes.of(0x42, 0x09), SyntheticStreams.HEVC_SPS.slice(2));
    var first =
        unit(
            assembler.accept(
                List.of(
                    SyntheticStreams.HEVC_VPS,
                    SyntheticStreams.HEVC_SPS,
                    SyntheticStreams.HEVC_PPS,
                    secondSps,
                    HEVC_SLICE,
                    secondEye)));
    assertThat(first.changed()).isEqualTo(SyntheticStreams.hevc());
    assertThat(first.payload()).isEqualTo(NalUnits.joinLengthPrefixed(List.of(HEVC_SLICE)));
    assertThat(assembler.counters().total()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, false", "9, false", "15, false", "16, true", "19, true", "21, true", "23, true"})
  void hevcKeyFramesAreThoseOfRandomAccess(int type, boolean key) {
    HevcAssembler assembler = new HevcAssembler();
    assembler.configure(SyntheticStreams.hevc());
    Bytes slice = Bytes.of(type << 1, 1, 0x80);
    assertThat(unit(assembler.accept(List.of(slice))).keyFrame()).isEqualTo(key);
  }

  @Test
  void av1CIsReadAsItWasWritten() throws Exception {
    CodecParams.Av1 av1 = Av1SequenceHeader.parse(AV1_HEADER);
    assertThat(av1.format()).isEqualTo(VideoFormat.of(320, 180, FrameRate.UNKNOWN, 0));
    assertThat(av1.rfc6381()).isEqualTo("av01.0.00M.08");
    Bytes av1C = Av1Configuration.write(av1);
    assertThat(av1C).isEqualTo(Bytes.concat(Bytes.ofHex("81000c00"), AV1_HEADER));
    assertThat(Av1Configuration.parse(av1C)).isEqualTo(av1);
  }

  @Test
  void everyCutOfAnAv1HeaderIsRefused() {
    for (int length = 0; length < AV1_HEADER.length() - 2; length++) {
      Bytes cut = AV1_HEADER.slice(0, length);
      assertThatThrownBy(() -> Av1SequenceHeader.parse(cut)).isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() -> Av1Configuration.parse(Bytes.ofHex("81000c00")))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void obusAreSplitByTheirSizesAndTheLastMayHaveNone() throws Exception {
    List<Bytes> obus = Obus.split(Bytes.ofHex("1200 0a02aabb 32810001 30ffee"));
    List<String> hex = new ArrayList<>();
    obus.forEach(obu -> hex.add(obu.toHex()));
    assertThat(hex).containsExactly("1200", "0a02aabb", "32810001", "30ffee");
    assertThat(Obus.type(obus.get(0))).isEqualTo(Obus.TEMPORAL_DELIMITER);
    assertThat(Obus.type(obus.get(3))).isEqualTo(Obus.FRAME);
  }

  @ParameterizedTest
  @CsvSource({"0a", "0a02aa", "0aff", "920000", "0e", "0a8080808080808080800000", "0affffffff0f00"})
  void brokenObusAreRefused(String hex) {
    assertThatThrownBy(() -> Obus.split(Bytes.ofHex(hex))).isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "824983420013f00b30, 0, 8, 320, 180",
    "a2498342e013f00b36, 1, 8, 320, 180", // RGB, by libvpx
    "92498342001000010000, 2, 10, 513, 33", // 10 bits: one bit more before the geometry
    "824983420000000000, 0, 8, 1, 1",
    "824983420ffffffff0, 0, 8, 65536, 65536",
  })
  void vp9KeyFramesTellTheirGeometry(String hex, int profile, int bitDepth, int width, int height)
      throws Exception {
    assertThat(Vp9FrameHeader.parseKeyFrame(Bytes.ofHex(hex)))
        .isEqualTo(new Vp9FrameHeader(profile, bitDepth, width, height));
  }

  @ParameterizedTest
  @CsvSource({"''", "86", "8a", "42498342000000000000", "82498343000000000000", "8249834200"})
  void whatIsNoVp9KeyFrameIsRefused(String hex) {
    Bytes frame = Bytes.ofHex(hex);
    assertThatThrownBy(() -> Vp9FrameHeader.parseKeyFrame(frame))
        .isInstanceOf(MalformedException.class);
  }

  private static AccessUnitAssembler.Result.Unit unit(AccessUnitAssembler.Result result) {
    return (AccessUnitAssembler.Result.Unit) result;
  }

  private static AccessUnitAssembler.Result nothing() {
    return new AccessUnitAssembler.Result.Nothing();
  }
}
