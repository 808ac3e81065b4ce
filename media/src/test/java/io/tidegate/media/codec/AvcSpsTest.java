package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MalformedException;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.testing.SyntheticStreams;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvcSpsTest {
  @Test
  void encodersOfTheFieldAreRead() throws Exception {
    assertThat(AvcSps.parse(SyntheticStreams.AVC_SPS).format())
        .isEqualTo(new VideoFormat(320, 180, 1, 1, new FrameRate(25, 1), 2));
    assertThat(AvcSps.parse(SyntheticStreams.AVC_SPS_360).format())
        .isEqualTo(new VideoFormat(640, 360, 1, 1, new FrameRate(25, 1), 0));
    assertThat(SyntheticStreams.avc().rfc6381()).isEqualTo("avc1.64000C");
  }

  @ParameterizedTest
  @CsvSource({
    // chroma, frames only, right, bottom: 4:2:0 crops in twos, fields in fours
    "1, true, 0, 0, 1920, 1088",
    "1, true, 0, 4, 1920, 1080",
    "1, false, 0, 2, 1920, 1080",
    "2, true, 1, 8, 1918, 1080",
    "3, true, 1, 8, 1919, 1080",
    "0, true, 1, 8, 1919, 1080",
    "0, false, 1, 4, 1919, 1080",
  })
  void croppingCountsInChromaSamplesAndFields(
      int chroma, boolean framesOnly, int right, int bottom, int width, int height)
      throws Exception {
    AvcSps sps = AvcSps.parse(high(chroma, framesOnly, right, bottom, 0));
    assertThat(sps.format().width()).isEqualTo(width);
    assertThat(sps.format().height()).isEqualTo(height);
    assertThat(sps.chromaFormatIdc()).isEqualTo(chroma);
  }

  @Test
  void croppingThatLeavesNothingIsRefused() throws Exception {
    assertThat(AvcSps.parse(high(1, true, 959, 0, 0)).format().width()).isEqualTo(2);
    assertThatThrownBy(() -> AvcSps.parse(high(1, true, 960, 0, 0)))
        .isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest
  @CsvSource({"1024, true", "1025, false"})
  void sidesEndAt1024Macroblocks(int macroblocks, boolean taken) throws Exception {
    Bytes sps = baseline(66, 0, 40, 0, 1, macroblocks, 1);
    if (taken) {
      assertThat(AvcSps.parse(sps).format().width()).isEqualTo(16_384);
    } else {
      assertThatThrownBy(() -> AvcSps.parse(sps)).isInstanceOf(MalformedException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // profile, constraints, order count type, reference frames, depth without VUI
    "66, 0, 0, 4, 0",
    "77, 0, 2, 4, 0",
    "77, 0, 0, 0, 0",
    "77, 0, 0, 1, 1",
    "77, 0, 0, 3, 3",
    "77, 0, 0, 16, 4", // 1920x1088 at level 4.0: four frames fit
    "77, 0, 1, 2, 2",
  })
  void depthWithoutVuiIsBoundedByBufferAndReferences(
      int profile, int constraints, int pocType, int references, int depth) throws Exception {
    Bytes sps = baseline(profile, constraints, 40, pocType, references, 120, 68);
    assertThat(AvcSps.parse(sps).format().reorderDepth()).isEqualTo(depth);
  }

  @Test
  void intraProfilesNeverReorder() throws Exception {
    assertThat(AvcSps.parse(high(1, true, 0, 0, 0)).format().reorderDepth()).isEqualTo(1);
    assertThat(AvcSps.parse(high(1, true, 0, 0, 0x10)).format().reorderDepth()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "1001, 60000, 30000/1001",
    "1, 50, 25/1",
    "1, 2000, 1000/1",
    "1, 2002, unknown",
    "60, 2, 1/60",
    "61, 2, unknown",
    "0, 50, unknown",
    "1, 0, unknown",
    "4294967295, 1, unknown",
    "1, 4294967295, unknown",
  })
  void implausibleFrameRatesAreUnknown(long unitsInTick, long timeScale, String rate)
      throws Exception {
    Bytes sps =
        open(66, 0, 40, 0, 1, 20, 12)
            .bits(0b1101, 4) // frames only, direct 8x8, no cropping, VUI
            .bits(0, 4) // no aspect ratio, overscan, signal type, chroma location
            .flag(true)
            .bits(unitsInTick, 32)
            .bits(timeScale, 32)
            .bits(0, 1 + 2 + 1 + 1)
            .toNal();
    assertThat(AvcSps.parse(sps).format().frameRate().toString()).isEqualTo(rate);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "1, 1, 1", "2, 12, 11", "16, 2, 1", "17, 1, 1", "254, 1, 1"})
  void sampleAspectRatiosComeFromTheTable(int idc, int width, int height) throws Exception {
    VideoFormat format = AvcSps.parse(withSar(idc, 0, 0)).format();
    assertThat(format.sarWidth()).isEqualTo(width);
    assertThat(format.sarHeight()).isEqualTo(height);
  }

  @Test
  void extendedSampleAspectRatioOfZeroIsSquare() throws Exception {
    assertThat(AvcSps.parse(withSar(255, 64, 45)).format().sarHeight()).isEqualTo(45);
    assertThat(AvcSps.parse(withSar(255, 64, 0)).format().sarWidth()).isEqualTo(1);
  }

  @Test
  void setsCutOffInsideTheVuiKeepTheirGeometry() throws Exception {
    Bytes whole = SyntheticStreams.AVC_SPS;
    int readable = 0;
    for (int length = 0; length < whole.length(); length++) {
      Bytes cut = whole.slice(0, length);
      try {
        assertThat(AvcSps.parse(cut).format().width()).isEqualTo(320);
        readable++;
      } catch (MalformedException expected) {
        assertThat(length).as("cut before the VUI").isLessThan(13);
      }
    }
    assertThat(readable).isGreaterThan(10);
  }

  @ParameterizedTest
  @CsvSource({"''", "67", "674d40", "68ef8fcb", "684d401e"})
  void whatIsNoSpsIsRefused(String hex) {
    assertThatThrownBy(() -> AvcSps.parse(Bytes.ofHex(hex))).isInstanceOf(MalformedException.class);
  }

  @Test
  void setsOfNoOrTooManyMembersAreRefused() throws Exception {
    List<Bytes> sps = List.of(SyntheticStreams.AVC_SPS);
    List<Bytes> pps = List.of(SyntheticStreams.AVC_PPS);
    assertThatThrownBy(() -> AvcParameterSets.parse(List.of(), pps))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> AvcParameterSets.parse(sps, List.of()))
        .isInstanceOf(MalformedException.class);
    List<Bytes> most = Collections.nCopies(31, SyntheticStreams.AVC_SPS);
    assertThat(AvcParameterSets.parse(most, pps).sps()).hasSize(31);
    List<Bytes> more = Collections.nCopies(32, SyntheticStreams.AVC_SPS);
    assertThatThrownBy(() -> AvcParameterSets.parse(more, pps))
        .isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest
  @CsvSource({"16383, true", "16384, true", "16385, false"})
  void setsEndAtSixteenKilobytes(int length, boolean taken) throws Exception {
    byte[] padded = new byte[length];
    SyntheticStreams.AVC_PPS.copyTo(padded, 0);
    List<Bytes> pps = List.of(Bytes.wrap(padded));
    List<Bytes> sps = List.of(SyntheticStreams.AVC_SPS);
    if (taken) {
      assertThat(AvcParameterSets.parse(sps, pps).pps().getFirst().length()).isEqualTo(length);
    } else {
      assertThatThrownBy(() -> AvcParameterSets.parse(sps, pps))
          .isInstanceOf(MalformedException.class);
    }
  }

  private static Bytes withSar(int idc, int width, int height) {
    BitWriter out = open(66, 0, 40, 0, 1, 20, 12).bits(0b1101, 4).flag(true).bits(idc, 8);
    if (idc == 255) {
      out.bits(width, 16).bits(height, 16);
    }
    return out.bits(0, 8).toNal();
  }

  /// Up to pic_height_in_map_units_minus1, for profiles without chroma fields.
  private static BitWriter open(
      int profile, int constraints, int level, int pocType, int references, int width, int height) {
    BitWriter out = new BitWriter().bits(0x67, 8).bits(profile, 8).bits(constraints, 8);
    out.bits(level, 8).ue(0, 0, pocType);
    if (pocType == 0) {
      out.ue(0);
    } else if (pocType == 1) {
      out.flag(false).ue(0, 0, 2, 1, 2);
    }
    return out.ue(references).flag(false).ue(width - 1, height - 1);
  }

  private static Bytes baseline(
      int profile, int constraints, int level, int pocType, int references, int width, int height) {
    return open(profile, constraints, level, pocType, references, width, height)
        .bits(0b1100, 4)
        .toNal();
  }

  /// High 4:4:4 of 1920x1088 with one reference frame.
  private static Bytes high(
      int chroma, boolean framesOnly, int right, int bottom, int constraints) {
    BitWriter out = new BitWriter().bits(0x67, 8).bits(244, 8).bits(constraints, 8).bits(40, 8);
    out.ue(0, chroma);
    if (chroma == 3) {
      out.flag(false);
    }
    out.ue(0, 0).bits(0, 2).ue(0, 0, 0, 1).flag(false).ue(119, framesOnly ? 67 : 33);
    out.flag(framesOnly);
    if (!framesOnly) {
      out.flag(false);
    }
    return out.flag(true).flag(true).ue(0, right, 0, bottom).flag(false).toNal();
  }
}
