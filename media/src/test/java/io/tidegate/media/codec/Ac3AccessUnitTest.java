package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Access units of several substreams, and their `dec3`. ETSI TS 102 366 §E.1.3.1, §F.6.
class Ac3AccessUnitTest {
  private static final int LENGTH = 768;

  @Test
  void independentSubstreamAloneIsToldWithoutChannelLocations() throws Exception {
    CodecParams.Ac3 params = params(Eac3Frames.independent(0, LENGTH));
    assertThat(params.channels()).isEqualTo(6);
    // 192 kbit/s, num_ind_sub 0; fscod 0, bsid 16, acmod 7, lfeon, num_dep_sub 0
    assertThat(params.config()).isEqualTo(Bytes.ofHex("0600 200f00"));
  }

  /// chanmap counts its bits from the highest (table E.1.4), chan_loc from the lowest (F.6.1).
  @ParameterizedTest
  @CsvSource({
    "10, 0, 8", // Lc/Rc
    "9, 1, 8", // Lrs/Rrs
    "8, 2, 7", // Cs
    "7, 3, 7", // Ts
    "6, 4, 8", // Lsd/Rsd
    "5, 5, 8", // Lw/Rw
    "4, 6, 8", // Lvh/Rvh
    "3, 7, 7", // Cvh
    "1, 8, 7", // LFE2
  })
  void dependentSubstreamTellsItsChannelLocation(int mapBit, int locationBit, int channels)
      throws Exception {
    CodecParams.Ac3 params =
        params(Eac3Frames.independent(0, LENGTH), Eac3Frames.dependent(0, LENGTH, 1 << mapBit));
    assertThat(params.channels()).isEqualTo(channels);
    // 384 kbit/s; num_dep_sub 1 and nine bits of chan_loc
    int tail = 0x200F02 << 8 | 1 << locationBit;
    assertThat(params.config())
        .isEqualTo(Bytes.of(0x0C, 0x00, tail >> 24, tail >> 16, tail >> 8, tail));
  }

  /// L, C, R, Ls, Rs and LFE of a dependent substream stand for those of the independent one.
  @Test
  void replacedChannelsAddNothing() throws Exception {
    CodecParams.Ac3 params =
        params(
            Eac3Frames.independent(0, LENGTH),
            Eac3Frames.dependent(0, LENGTH, 0xF801 | Eac3Frames.REAR_SURROUNDS));
    assertThat(params.channels()).isEqualTo(8);
  }

  @Test
  void severalProgramsAreAllTold() throws Exception {
    CodecParams.Ac3 params =
        params(
            Eac3Frames.independent(0, LENGTH),
            Eac3Frames.dependent(0, LENGTH, Eac3Frames.REAR_SURROUNDS),
            Eac3Frames.independent(1, LENGTH),
            Eac3Frames.dependent(0, LENGTH, 1 << 8),
            Eac3Frames.dependent(1, LENGTH, 1 << 1));
    assertThat(params.channels()).isEqualTo(8);
    // 960 kbit/s, num_ind_sub 1: one with Lrs/Rrs, one with Cs and LFE2 from two
    assertThat(params.config()).isEqualTo(Bytes.ofHex("1e01 200f0202 200f0504"));
  }

  @Test
  void nextUnitAndTrailingBytesAreNotOfThisOne() throws Exception {
    Bytes first = Eac3Frames.independent(0, LENGTH);
    CodecParams.Ac3 alone = params(first);
    assertThat(params(first, first)).isEqualTo(alone);
    assertThat(params(first, Bytes.of(1, 2, 3, 4, 5, 6, 7, 8, 9))).isEqualTo(alone);
    assertThat(params(first, Bytes.ofHex("0b7740"))).isEqualTo(alone);
  }

  @Test
  void anotherRateIsNoOtherDecoder() throws Exception {
    CodecParams.Ac3 before = params(Eac3Frames.independent(0, LENGTH));
    Bytes larger = Eac3Frames.independent(0, LENGTH + 2);
    assertThat(Ac3AccessUnit.params(larger, before)).isSameAs(before);
    Bytes more = Bytes.concat(larger, Eac3Frames.dependent(0, LENGTH, Eac3Frames.REAR_SURROUNDS));
    assertThat(Ac3AccessUnit.params(more, before)).isNotEqualTo(before);
    CodecParams.Ac3 plain = params(Bytes.ofHex("0b773f11004043e1"));
    assertThat(Ac3AccessUnit.params(Bytes.ofHex("0b773f11044043e1"), plain)).isSameAs(plain);
    assertThat(Ac3AccessUnit.params(Bytes.ofHex("0b773f11004143e1"), plain)).isNotEqualTo(plain);
  }

  private static CodecParams.Ac3 params(Bytes... frames) throws Exception {
    return Ac3AccessUnit.params(Bytes.concat(frames), null);
  }
}
