package io.tidegate.media.codec;

import static io.tidegate.media.testing.SyntheticStreams.HEVC_PPS;
import static io.tidegate.media.testing.SyntheticStreams.HEVC_SPS;
import static io.tidegate.media.testing.SyntheticStreams.HEVC_VPS;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HevcAssemblerTest {
  private static final Bytes IDR = HevcSets.slice(19, 0);
  private static final Bytes TRAIL = HevcSets.slice(1, 0);
  private static final Bytes AUD = Bytes.ofHex("460150");
  private static final Bytes SEI = Bytes.ofHex("4e0105010080");

  private final HevcAssembler assembler = new HevcAssembler();

  /// Sixteen SPS of 16 KB, and a PPS that is another in every picture of a few bytes: were all SPS
  /// read each time, this would take half a minute.
  @Test
  @Timeout(60)
  void setsThatDidNotChangeAreNotReadAgain() {
    assembler.accept(List.of(HEVC_VPS, HEVC_SPS, HEVC_PPS, IDR));
    for (int id = 1; id < 16; id++) {
      assembler.accept(List.of(HevcSets.slowSps(id)));
    }
    assertThat(assembler.counters().total()).isZero();
    for (int i = 0; i < 10_000; i++) {
      assertThat(unit(HevcSets.pps(1, i & 1), TRAIL).changed()).isNotNull();
    }
  }

  @Test
  void leavesOutParameterSetsAndDelimiters() {
    Result.Unit unit = unit(AUD, HEVC_VPS, HEVC_SPS, HEVC_PPS, SEI, IDR, Bytes.of(1));
    assertThat(unit.keyFrame()).isTrue();
    assertThat(unit.changed()).isEqualTo(SyntheticStreams.hevc());
    assertThat(unit.payload()).isEqualTo(NalUnits.joinLengthPrefixed(List.of(SEI, IDR)));
    assertThat(unit(TRAIL).changed()).isNull();
    assertThat(unit(HEVC_VPS, HEVC_SPS, HEVC_PPS, IDR).changed()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "0,false",
    "1,false",
    "9,false",
    "15,false",
    "16,true",
    "19,true",
    "20,true",
    "21,true",
    "23,true",
    "24,false"
  })
  void intraRandomAccessPicturesAreKeyFrames(int type, boolean keyFrame) {
    assembler.configure(SyntheticStreams.hevc());
    assertThat(unit(HevcSets.slice(type, 0)).keyFrame()).isEqualTo(keyFrame);
  }

  @Test
  void announcesNewGeometryUnderSameIdAndAnother() {
    assertThat(unit(HevcSets.sps(0, 0, 640, 360), HevcSets.pps(0, 0), IDR).changed()).isNotNull();
    CodecParams.Video same = changed(unit(HevcSets.sps(0, 0, 320, 184), IDR));
    assertThat(same.format().width()).isEqualTo(320);
    Bytes other = HevcSets.slice(19, 1);
    CodecParams.Video large =
        changed(unit(HevcSets.sps(0, 1, 1280, 720), HevcSets.pps(1, 1), other));
    assertThat(large.format().width()).isEqualTo(1280);
    assertThat(unit(TRAIL).changed()).isNull();
  }

  @Test
  void damagedSetNeverReplacesGoodOne() {
    assertThat(unit(HEVC_VPS, HEVC_SPS, HEVC_PPS, IDR).changed()).isNotNull();
    assertThat(unit(HEVC_SPS.slice(0, 12), HEVC_PPS.slice(0, 2), IDR).changed()).isNull();
    assertThat(assembler.params()).isEqualTo(SyntheticStreams.hevc());
    assertThat(assembler.counters().total()).isEqualTo(2);
  }

  @Test
  void worksWithoutVideoParameterSet() {
    assertThat(unit(HEVC_SPS, HEVC_PPS, IDR).changed()).isNotNull();
    assertThat(params().vps()).isEmpty();
  }

  @Test
  void waitsForParameterSets() {
    assertThat(assembler.accept(List.of(IDR))).isInstanceOf(Result.Nothing.class);
    assertThat(assembler.counters().get(Reason.MISSING_REFERENCE)).isEqualTo(1);
    assertThat(assembler.accept(List.of(HEVC_SPS, HEVC_PPS))).isInstanceOf(Result.Nothing.class);
    assertThat(unit(IDR).changed()).isNotNull();
  }

  @Test
  void neverThrows() {
    List<Bytes> good = List.of(HEVC_VPS, HEVC_SPS, HEVC_PPS, SEI, IDR, TRAIL);
    SeededFuzz.run(
        71,
        2_000,
        random -> {
          HevcAssembler fuzzed = new HevcAssembler();
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
    Bytes stream = Corpus.read(Corpus.file("es/avatar.h265").orElseThrow());
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
    assertThat(List.of(frames, keys, changes)).containsExactly(308, 8, 1);
    assertThat(params().format())
        .isEqualTo(new VideoFormat(768, 320, 1, 1, new FrameRate(25, 1), 2));
    assertThat(assembler.counters().total()).isZero();
  }

  private Result.Unit unit(Bytes... nals) {
    return (Result.Unit) assembler.accept(List.of(nals));
  }

  private CodecParams.Hevc params() {
    return requireNonNull(assembler.params());
  }

  private static CodecParams.Video changed(Result.Unit unit) {
    return requireNonNull(unit.changed());
  }
}
