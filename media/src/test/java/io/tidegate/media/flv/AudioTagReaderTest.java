package io.tidegate.media.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.codec.Eac3Frames;
import org.junit.jupiter.api.Test;

class AudioTagReaderTest {
  private final ReasonCounters counters = new ReasonCounters();
  private final AudioTagReader reader = new AudioTagReader(counters);

  /// E-AC-3 tells its rate by the length of each frame; `dec3` has it, but no decoder needs it.
  @Test
  void variableRateOfEac3ChangesNothing() throws Exception {
    assertThat(reader.read(eac3(Eac3Frames.independent(0, 768)))).isNotEqualTo(Bytes.EMPTY);
    assertThat(reader.takeChanged()).isTrue();
    reader.read(eac3(Eac3Frames.independent(0, 512)));
    assertThat(reader.takeChanged()).isFalse();
  }

  @Test
  void dependentSubstreamsOfEac3Count() throws Exception {
    Bytes first = Eac3Frames.independent(0, 768);
    Bytes second = Eac3Frames.dependent(0, 256, Eac3Frames.REAR_SURROUNDS);
    Bytes unit = Bytes.concat(first, second);
    assertThat(reader.read(eac3(unit))).isEqualTo(unit);
    assertThat(reader.params())
        .isInstanceOfSatisfying(
            CodecParams.Ac3.class, params -> assertThat(params.channels()).isEqualTo(8));
  }

  @Test
  void framesOfAnUnknownCodingAreNotTakenForAac() throws Exception {
    reader.read(Bytes.concat(Bytes.of(0x90), Bytes.ofHex("6d703461 1190"))); // mp4a, LC 48 kHz
    assertThat(reader.read(Bytes.ofHex("91 6d703461 2110"))).isEqualTo(Bytes.ofHex("2110"));
    assertThatThrownBy(() -> reader.read(Bytes.ofHex("91 61632d34 2110"))) // ac-4
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("ac-4");
    assertThat(counters.get(Reason.MISSING_REFERENCE)).isZero();
  }

  private static Bytes eac3(Bytes frame) {
    return Bytes.concat(Bytes.ofHex("91 65632d33"), frame);
  }
}
