package io.tidegate.media.codec;

import static io.tidegate.media.codec.MpegPictures.GROUP;
import static io.tidegate.media.codec.MpegPictures.SEQUENCE;
import static io.tidegate.media.codec.MpegVideoPicture.Structure.BOTTOM_FIELD;
import static io.tidegate.media.codec.MpegVideoPicture.Structure.FRAME;
import static io.tidegate.media.codec.MpegVideoPicture.Structure.TOP_FIELD;
import static io.tidegate.media.codec.MpegVideoPicture.Type.BIDIRECTIONAL;
import static io.tidegate.media.codec.MpegVideoPicture.Type.INTRA;
import static io.tidegate.media.codec.MpegVideoPicture.Type.PREDICTED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.codec.MpegVideoAssembler.Result;
import io.tidegate.media.testing.SeededFuzz;
import org.junit.jupiter.api.Test;

class MpegVideoAssemblerTest {
  private final ReasonCounters counters = new ReasonCounters();
  private final MpegVideoAssembler assembler = new MpegVideoAssembler(counters);

  @Test
  void aFrameWithItsHeadersIsAKeyFrameAndAnnouncesTheTrack() {
    Bytes coded = Bytes.concat(SEQUENCE, GROUP, MpegPictures.frame(2, INTRA));
    Result.Unit unit = unit(coded);
    assertThat(unit.keyFrame()).isTrue();
    assertThat(unit.payload()).isEqualTo(coded);
    CodecParams.MpegVideo params = requireNonNull(unit.changed());
    assertThat(params.headers()).isEqualTo(SEQUENCE);
    assertThat(unit.picture().temporalReference()).isEqualTo(2);
    assertThat(unit.picture().topFieldFirst()).isTrue();
    assertThat(unit.picture().progressiveFrame()).isFalse();
    assertThat(counters.total()).isZero();
  }

  @Test
  void theFollowingPicturesAnnounceNothing() {
    unit(Bytes.concat(SEQUENCE, GROUP, MpegPictures.frame(2, INTRA)));
    for (MpegVideoPicture.Type type : new MpegVideoPicture.Type[] {BIDIRECTIONAL, PREDICTED}) {
      Result.Unit unit = unit(MpegPictures.frame(0, type));
      assertThat(unit.changed()).isNull();
      assertThat(unit.keyFrame()).isFalse();
      assertThat(unit.picture().type()).isEqualTo(type);
    }
  }

  /// A decoder that starts there needs the sequence header.
  @Test
  void aKeyFrameOfAGroupGetsTheSequenceHeaderThatItLacks() {
    unit(Bytes.concat(SEQUENCE, GROUP, MpegPictures.frame(2, INTRA)));
    Bytes coded = Bytes.concat(GROUP, MpegPictures.frame(2, INTRA));
    Result.Unit unit = unit(coded);
    assertThat(unit.keyFrame()).isTrue();
    assertThat(unit.payload()).isEqualTo(Bytes.concat(SEQUENCE, coded));
    assertThat(unit.changed()).isNull();
  }

  @Test
  void anIntraPictureInsideAGroupIsNoKeyFrame() {
    unit(Bytes.concat(SEQUENCE, MpegPictures.frame(2, INTRA)));
    assertThat(unit(MpegPictures.frame(5, INTRA)).keyFrame()).isFalse();
  }

  @Test
  void aPredictedPictureBehindASequenceHeaderIsNoKeyFrame() {
    assertThat(unit(Bytes.concat(SEQUENCE, MpegPictures.frame(2, PREDICTED))).keyFrame()).isFalse();
  }

  @Test
  void nothingComesBeforeTheFirstSequenceHeader() {
    assertThat(assembler.accept(Bytes.concat(GROUP, MpegPictures.frame(0, INTRA))))
        .isInstanceOf(Result.Nothing.class);
    assertThat(counters.snapshot()).containsEntry(Reason.MISSING_REFERENCE, 1L);
  }

  @Test
  void bothFieldsAreOneFrame() {
    Bytes first = Bytes.concat(SEQUENCE, GROUP, MpegPictures.field(0, INTRA, TOP_FIELD));
    Bytes second = MpegPictures.field(0, PREDICTED, BOTTOM_FIELD);
    assertThat(assembler.accept(first)).isInstanceOf(Result.Nothing.class);
    Result.Unit unit = unit(second);
    assertThat(unit.payload()).isEqualTo(Bytes.concat(first, second));
    assertThat(unit.keyFrame()).isTrue();
    assertThat(unit.fields()).isEqualTo(2);
    assertThat(unit.picture().structure()).isEqualTo(TOP_FIELD);
    assertThat(counters.total()).isZero();
  }

  @Test
  void aFieldWithoutItsSecondIsLeftOut() {
    unit(Bytes.concat(SEQUENCE, GROUP, MpegPictures.frame(0, INTRA)));
    assembler.accept(MpegPictures.field(1, PREDICTED, TOP_FIELD));
    assertThat(assembler.accept(MpegPictures.field(2, PREDICTED, TOP_FIELD)))
        .isInstanceOf(Result.Nothing.class);
    Result.Unit unit = unit(MpegPictures.field(2, PREDICTED, BOTTOM_FIELD));
    assertThat(unit.picture().temporalReference()).isEqualTo(2);
    assertThat(counters.snapshot()).containsOnly(entry(Reason.MISSING_REFERENCE, 1L));
  }

  @Test
  void aFrameAfterALoneFieldComesThrough() {
    unit(Bytes.concat(SEQUENCE, GROUP, MpegPictures.frame(0, INTRA)));
    assembler.accept(MpegPictures.field(1, PREDICTED, BOTTOM_FIELD));
    assertThat(unit(MpegPictures.frame(2, PREDICTED)).picture().structure()).isEqualTo(FRAME);
  }

  @Test
  void aGapMakesTheFieldBeforeItUseless() {
    unit(Bytes.concat(SEQUENCE, GROUP, MpegPictures.frame(0, INTRA)));
    assembler.accept(MpegPictures.field(1, PREDICTED, TOP_FIELD));
    assembler.gap();
    assertThat(assembler.accept(MpegPictures.field(1, PREDICTED, BOTTOM_FIELD)))
        .isInstanceOf(Result.Nothing.class);
  }

  /// Encoders with adaptive matrices and rates send another header with every group.
  @Test
  void anotherBitRateIsTheSameTrack() {
    unit(Bytes.concat(SEQUENCE, GROUP, MpegPictures.frame(0, INTRA)));
    byte[] other = SEQUENCE.toByteArray();
    other[8] = 0x12; // bit_rate_value
    Bytes changed = Bytes.wrap(other);
    assertThat(unit(Bytes.concat(changed, GROUP, MpegPictures.frame(0, INTRA))).changed()).isNull();
    Bytes coded = Bytes.concat(GROUP, MpegPictures.frame(0, INTRA));
    assertThat(unit(coded).payload()).isEqualTo(Bytes.concat(changed, coded));
  }

  @Test
  void anotherGeometryIsAnotherTrack() {
    unit(Bytes.concat(SEQUENCE, GROUP, MpegPictures.frame(0, INTRA)));
    byte[] other = SEQUENCE.toByteArray();
    other[4] = 0x08; // horizontal_size_value 128
    CodecParams.MpegVideo params =
        requireNonNull(
            unit(Bytes.concat(Bytes.wrap(other), GROUP, MpegPictures.frame(0, INTRA))).changed());
    assertThat(params.format().width()).isEqualTo(128);
  }

  @Test
  void aDamagedSequenceHeaderReplacesNoGoodOne() {
    unit(Bytes.concat(SEQUENCE, GROUP, MpegPictures.frame(0, INTRA)));
    byte[] other = SEQUENCE.toByteArray();
    other[4] = 0;
    other[5] = 0x00; // width 0
    assembler.accept(Bytes.concat(Bytes.wrap(other), GROUP, MpegPictures.frame(0, INTRA)));
    assertThat(counters.snapshot()).containsEntry(Reason.BAD_VALUE, 1L);
    assertThat(unit(MpegPictures.frame(1, PREDICTED)).changed()).isNull();
  }

  @Test
  void takesAnything() {
    Bytes good =
        Bytes.concat(
            SEQUENCE,
            GROUP,
            MpegPictures.field(0, INTRA, TOP_FIELD),
            MpegPictures.field(0, PREDICTED, BOTTOM_FIELD),
            MpegPictures.frame(1, BIDIRECTIONAL));
    SeededFuzz.run(
        54L,
        20_000,
        random -> {
          MpegVideoAssembler fuzzed = new MpegVideoAssembler(new ReasonCounters());
          for (int i = 0; i < 4; i++) {
            Bytes input = SeededFuzz.mutate(good, random);
            if (fuzzed.accept(input) instanceof Result.Unit unit) {
              assertThat(unit.payload().length()).isGreaterThanOrEqualTo(input.length());
              assertThat(fuzzed.params()).isNotNull();
            }
          }
        });
  }

  private static java.util.Map.Entry<Reason, Long> entry(Reason reason, long count) {
    return java.util.Map.entry(reason, count);
  }

  private Result.Unit unit(Bytes coded) {
    Result result = assembler.accept(coded);
    assertThat(result).isInstanceOf(Result.Unit.class);
    return (Result.Unit) result;
  }
}
