package io.tidegate.media.fmp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.testing.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InitSegmentTest {
  @ParameterizedTest
  @EnumSource
  void writesTheSampleEntryOfEachCoding(Codec codec) throws Exception {
    TrackList tracks = TrackList.of(Fmp4Samples.track(codec));
    if (!InitSegment.carries(codec)) {
      assertThatThrownBy(() -> InitSegment.write(tracks))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not go into MP4");
      return;
    }
    String name = codec.name().toLowerCase(java.util.Locale.ROOT);
    Golden.assertMatches(InitSegmentTest.class, name, Mp4Dump.of(InitSegment.write(tracks)));
  }

  @Test
  void writesPicturesAndSoundTogether() throws Exception {
    TrackList tracks = TrackList.of(Fmp4Samples.track(Codec.H264), Fmp4Samples.track(Codec.AAC));
    Golden.assertMatches(
        InitSegmentTest.class, "h264-and-aac", Mp4Dump.of(InitSegment.write(tracks)));
  }

  @ParameterizedTest
  @CsvSource({"H264, 90000", "AV1, 90000", "AAC, 44100", "OPUS, 48000", "FLAC, 96000"})
  void countsSoundInSamplesAndPicturesIn90Kilohertz(Codec codec, int timescale) throws Exception {
    assertThat(InitSegment.timescale(Fmp4Samples.track(codec))).isEqualTo(timescale);
  }

  @ParameterizedTest
  @CsvSource({"65535, 65535", "65536, 0", "96000, 0"})
  void leavesOutASampleRateThatDoesNotFitTheSampleEntry(int sampleRate, int written) {
    CodecParams.Aac aac =
        new CodecParams.Aac(Bytes.ofHex("1210"), 2, sampleRate, sampleRate, 2, 1024);
    Bytes init = InitSegment.write(TrackList.of(new Track(1, aac)));
    Bytes entry = Mp4Dump.bodies(init, "moov/trak/mdia/minf/stbl/stsd/mp4a").get(0);
    assertThat(entry.u16(24)).isEqualTo(written);
  }
}
