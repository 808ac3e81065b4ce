package io.tidegate.media.flv;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoTagReaderTest {
  /// Sequence headers made by SVT-AV1 (320x180) and libaom (64x48).
  private static final String LARGE = "0a0b000000043cfecc02f80040";

  private static final String SMALL = "0a0a00000002aff79b5f2008";
  private static final String FRAME = "3203aabbcc";

  private final ReasonCounters counters = new ReasonCounters();
  private final VideoTagReader reader = new VideoTagReader(counters);

  @Test
  void av1FollowsTheSequenceHeaderInTheBitstream() throws Exception {
    configure(LARGE);
    assertThat(reader.takeChanged()).isTrue();
    assertThat(payload(LARGE + FRAME)).isEqualTo(Bytes.ofHex(LARGE + FRAME));
    assertThat(reader.takeChanged()).isFalse();
    assertThat(payload("1200" + SMALL + FRAME)).isEqualTo(Bytes.ofHex(SMALL + FRAME));
    assertThat(reader.takeChanged()).isTrue();
    assertThat(width()).isEqualTo(64);
  }

  /// obu_has_size_field may be missing at the end of a unit, and OBUs may have an extension.
  @ParameterizedTest
  @ValueSource(strings = {"08000000043cfecc02f80040", "0e000b000000043cfecc02f80040"})
  void av1HeaderInAnotherWrappingIsTheSame(String header) throws Exception {
    configure(LARGE);
    assertThat(reader.takeChanged()).isTrue();
    payload(header);
    assertThat(reader.takeChanged()).isFalse();
  }

  @Test
  void damagedAv1HeaderNeverReplacesAGoodOne() throws Exception {
    configure(LARGE);
    assertThatThrownBy(() -> payload("0a03000000" + FRAME)).isInstanceOf(MalformedException.class);
    assertThat(width()).isEqualTo(320);
  }

  @Test
  void av1LosesItsTemporalDelimitersWhereverTheyAre() throws Exception {
    configure(LARGE);
    assertThat(payload("1200" + FRAME + "1200" + FRAME)).isEqualTo(Bytes.ofHex(FRAME + FRAME));
    assertThat(reader.read(av1(1, "1200"))).isNull();
  }

  @Test
  void largestSideOfVp9IsThatOfLevelSix() throws Exception {
    reader.read(Bytes.ofHex("90 76703039 01000000 000a820202020000"));
    assertThat(reader.read(Bytes.ofHex("91 76703039 824983420 3fff000f0 aa"))).isNotNull();
    assertThat(width()).isEqualTo(16_384);
    assertThatThrownBy(() -> reader.read(Bytes.ofHex("91 76703039 824983420 4000000f0 aa")))
        .isInstanceOfSatisfying(
            MalformedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.LIMIT));
  }

  /// What a peer appends to a record is not kept and not handed on.
  @Test
  void vp9ConfigurationIsCutToItsFields() throws Exception {
    reader.read(Bytes.ofHex("90 76703039 01000000 000a82020202 0003 aabbcc"));
    reader.read(Bytes.ofHex("91 76703039 824983420003f002f6aa"));
    assertThat(((CodecParams.Vp9) requireNonNull(reader.params())).vpcC())
        .isEqualTo(Bytes.ofHex("01000000 000a82020202 0000"));
  }

  @Test
  void ffmpegMaySendAnEmptyHeaderFirst() throws Exception {
    assertThat(reader.read(av1(0, ""))).isNull();
    assertThat(reader.params()).isNull();
    configure(LARGE);
    assertThat(reader.read(av1(0, ""))).isNull();
    assertThat(width()).isEqualTo(320);
  }

  private void configure(String sequenceHeader) throws Exception {
    reader.read(av1(0, "81000c00" + sequenceHeader));
  }

  private Bytes payload(String unit) throws Exception {
    return requireNonNull(reader.read(av1(1, unit))).payload();
  }

  private static Bytes av1(int packetType, String content) {
    return Bytes.concat(Bytes.of(0x90 | packetType), Bytes.ofHex("61763031" + content));
  }

  private int width() {
    return requireNonNull(reader.params()).format().width();
  }
}
