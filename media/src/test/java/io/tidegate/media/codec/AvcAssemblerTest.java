package io.tidegate.media.codec;

import static io.tidegate.media.codec.AvcSets.IDR_OF_PPS_0;
import static io.tidegate.media.codec.AvcSets.SLICE_OF_PPS_0;
import static io.tidegate.media.testing.SyntheticStreams.AVC_PPS;
import static io.tidegate.media.testing.SyntheticStreams.AVC_PPS_360;
import static io.tidegate.media.testing.SyntheticStreams.AVC_SPS;
import static io.tidegate.media.testing.SyntheticStreams.AVC_SPS_360;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.Reason;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.codec.AccessUnitAssembler.Result;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.SeededFuzz;
import io.tidegate.media.testing.SyntheticStreams;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvcAssemblerTest {
  private static final Bytes SEI = Bytes.ofHex("0605010080");
  private static final Bytes AUD = Bytes.ofHex("0910");
  private static final Bytes FILLER = Bytes.ofHex("0cff80");

  private final AvcAssembler assembler = new AvcAssembler();

  @Test
  void leavesOutParameterSetsDelimitersAndFiller() {
    Result.Unit unit = unit(AUD, AVC_SPS, AVC_PPS, SEI, IDR_OF_PPS_0, FILLER, Bytes.of());
    assertThat(unit.keyFrame()).isTrue();
    assertThat(unit.changed()).isEqualTo(SyntheticStreams.avc());
    assertThat(unit.payload()).isEqualTo(NalUnits.joinLengthPrefixed(List.of(SEI, IDR_OF_PPS_0)));
    assertThat(assembler.counters().total()).isZero();
  }

  @Test
  void announcesParametersOnce() {
    assertThat(unit(AVC_SPS, AVC_PPS, IDR_OF_PPS_0).changed()).isNotNull();
    assertThat(unit(SLICE_OF_PPS_0).changed()).isNull();
    assertThat(unit(AVC_SPS, AVC_PPS, IDR_OF_PPS_0).changed()).isNull();
  }

  @Test
  void announcesConfiguredParametersWithFirstPicture() {
    assembler.configure(SyntheticStreams.avc());
    assertThat(unit(IDR_OF_PPS_0).changed()).isEqualTo(SyntheticStreams.avc());
    assembler.configure(SyntheticStreams.avc());
    assertThat(unit(IDR_OF_PPS_0).changed()).isNull();
  }

  @Test
  void announcesNewGeometryBeforeItsFrame() {
    assertThat(unit(AVC_SPS, AVC_PPS, IDR_OF_PPS_0).changed()).isNotNull();
    assertThat(unit(AVC_SPS_360, AVC_PPS_360, IDR_OF_PPS_0).changed())
        .isEqualTo(SyntheticStreams.avc360());
    assertThat(unit(AVC_SPS, AVC_PPS, IDR_OF_PPS_0).changed()).isEqualTo(SyntheticStreams.avc());
  }

  /// Encoders that count the SPS id up at each change keep the old set valid.
  @Test
  void announcesNewGeometryUnderAnotherId() {
    Result.Unit small = unit(AvcSets.sps(0, 20, 12), AvcSets.pps(0, 0), IDR_OF_PPS_0);
    assertThat(changed(small).format().width()).isEqualTo(320);
    Result.Unit large = unit(AvcSets.sps(1, 40, 24), AvcSets.pps(1, 1), AvcSets.slice(5, 7, 1));
    assertThat(changed(large).format().width()).isEqualTo(640);
    assertThat(unit(AvcSets.slice(1, 5, 1)).changed()).isNull();
    assertThat(changed(unit(IDR_OF_PPS_0)).format().width()).isEqualTo(320);
  }

  @Test
  void keepsParametersWhenSliceNamesUnknownSet() {
    assertThat(unit(AVC_SPS, AVC_PPS, IDR_OF_PPS_0).changed()).isNotNull();
    assertThat(unit(AvcSets.slice(5, 7, 9)).changed()).isNull();
    assertThat(unit(Bytes.of(0x65, 0)).changed()).isNull();
  }

  @Test
  void damagedSetNeverReplacesGoodOne() {
    assertThat(unit(AVC_SPS, AVC_PPS, IDR_OF_PPS_0).changed()).isNotNull();
    Bytes cut = AVC_SPS.slice(0, 6);
    assertThat(unit(cut, Bytes.of(0x68), IDR_OF_PPS_0).changed()).isNull();
    assertThat(assembler.counters().total()).isEqualTo(2);
    assertThat(assembler.params()).isEqualTo(SyntheticStreams.avc());
  }

  @Test
  void waitsForBothParameterSets() {
    assertThat(assembler.accept(List.of(IDR_OF_PPS_0))).isInstanceOf(Result.Nothing.class);
    assertThat(assembler.counters().get(Reason.MISSING_REFERENCE)).isEqualTo(1);
    assertThat(assembler.accept(List.of(AVC_SPS))).isInstanceOf(Result.Nothing.class);
    assertThat(assembler.accept(List.of(AVC_PPS))).isInstanceOf(Result.Nothing.class);
    assertThat(unit(IDR_OF_PPS_0).changed()).isNotNull();
  }

  @Test
  void unitWithoutPictureIsNothing() {
    assertThat(unit(AVC_SPS, AVC_PPS, IDR_OF_PPS_0).changed()).isNotNull();
    assertThat(assembler.accept(List.of())).isInstanceOf(Result.Nothing.class);
    assertThat(assembler.accept(List.of(AUD, SEI))).isInstanceOf(Result.Nothing.class);
  }

  /// Behind a start code of four bytes such a NAL unit looks as if its length stood before it.
  @Test
  void neverTakesStartCodesForLengths() {
    assertThat(unit(AVC_SPS, AVC_PPS, IDR_OF_PPS_0).changed()).isNotNull();
    Bytes stream = Bytes.ofHex("00000001 65 00000001 41");
    assertThat(assembler.accept(AnnexB.split(stream))).isInstanceOf(Result.Nothing.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0601c4, 7, true", // recovery_frame_cnt 0, exact_match_flag
    "0601 44, 7, false", // recovery_frame_cnt 1
    "0601c4, 2, true",
    "0601c4, 5, false", // P slices
    "0601c4, 9, false", // SI slices: a switch between streams
    "0501aa 0601c4, 7, true", // behind another message
    "05ff01 0601c4, 7, false", // a message that is cut
    "0501aa, 7, false",
    "06, 7, false",
  })
  void iSlicesAtRecoveryPointAreKeyFrame(String messages, int sliceType, boolean key) {
    unit(AVC_SPS, AVC_PPS, SLICE_OF_PPS_0);
    Bytes sei = Bytes.ofHex("06" + messages + "80");
    assertThat(unit(sei, AvcSets.slice(1, sliceType, 0)).keyFrame()).isEqualTo(key);
  }

  @Test
  void everySliceOfRecoveryPointIsIntra() {
    Bytes sei = Bytes.ofHex("060601c480");
    Bytes intra = AvcSets.slice(1, 2, 0);
    assertThat(unit(AVC_SPS, AVC_PPS, sei, intra, AvcSets.slice(1, 0, 0)).keyFrame()).isFalse();
    assertThat(unit(sei, intra, intra).keyFrame()).isTrue();
  }

  @Test
  void recoveryPointTellsWhichSpsIsInForce() {
    unit(AvcSets.sps(0, 20, 12), AvcSets.pps(0, 0), IDR_OF_PPS_0);
    Bytes sei = Bytes.ofHex("060601c480");
    Result.Unit large =
        unit(sei, AvcSets.sps(1, 40, 24), AvcSets.pps(1, 1), AvcSets.slice(1, 7, 1));
    assertThat(changed(large).format().width()).isEqualTo(640);
  }

  /// x264 with open GOPs of eight pictures; ffprobe has the same key frames.
  @Test
  void startsAtRecoveryPointsOfOpenGops() throws IOException {
    Bytes stream = Bytes.wrap(resource("/codec/open-gop.h264"));
    List<Integer> keys = new ArrayList<>();
    List<Bytes> unit = new ArrayList<>();
    int pictures = 0;
    for (Bytes nal : AnnexB.split(stream)) {
      unit.add(nal);
      if (H264NalType.isVcl(H264NalType.of(nal))) {
        if (unit(unit.toArray(Bytes[]::new)).keyFrame()) {
          keys.add(pictures);
        }
        pictures++;
        unit.clear();
      }
    }
    assertThat(pictures).isEqualTo(24);
    assertThat(keys).containsExactly(0, 7, 15);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = requireNonNull(AvcAssemblerTest.class.getResourceAsStream(name))) {
      return in.readAllBytes();
    }
  }

  @Test
  void neverThrows() {
    List<Bytes> good = List.of(AVC_SPS, AVC_PPS, SEI, IDR_OF_PPS_0, AVC_SPS_360, SLICE_OF_PPS_0);
    SeededFuzz.run(
        61,
        2_000,
        random -> {
          AvcAssembler fuzzed = new AvcAssembler();
          for (int i = 0; i < 8; i++) {
            List<Bytes> nals = new ArrayList<>();
            for (Bytes nal : good) {
              nals.add(random.nextInt(3) == 0 ? SeededFuzz.mutate(nal, random) : nal);
            }
            fuzzed.accept(nals);
          }
        });
  }

  @Test
  void readsElementaryStream() {
    assumeTrue(Corpus.isPresent());
    Bytes stream = Corpus.read(Corpus.file("es/avatar.h264").orElseThrow());
    int frames = 0;
    int keys = 0;
    int changes = 0;
    for (Bytes nal : AnnexB.split(stream)) {
      if (assembler.accept(List.of(nal)) instanceof Result.Unit unit) {
        frames++;
        keys += unit.keyFrame() ? 1 : 0;
        changes += unit.changed() != null ? 1 : 0;
      }
    }
    assertThat(List.of(frames, keys, changes)).containsExactly(308, 13, 1);
    assertThat(params().format())
        .isEqualTo(new VideoFormat(768, 320, 1, 1, new FrameRate(25, 1), 2));
    assertThat(assembler.counters().total()).isZero();
  }

  private Result.Unit unit(Bytes... nals) {
    return (Result.Unit) assembler.accept(List.of(nals));
  }

  private CodecParams.Avc params() {
    return requireNonNull(assembler.params());
  }

  private static CodecParams.Video changed(Result.Unit unit) {
    return requireNonNull(unit.changed());
  }
}
