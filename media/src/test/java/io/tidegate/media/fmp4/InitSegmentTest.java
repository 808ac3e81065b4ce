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
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @EnumSource(names = {"MP2", "G711A", "G711U", "G722", "L16", "MJPEG", "MPEG1", "MPEG2"})
  void writesForFfmpegWhatPlayersRefuse(Codec codec) throws Exception {
    TrackList tracks = TrackList.of(Fmp4Samples.track(codec));
    String name = codec.name().toLowerCase(java.util.Locale.ROOT) + "-for-ffmpeg";
    Bytes init = InitSegment.write(tracks, SampleEntries.FFMPEG);
    Golden.assertMatches(InitSegmentTest.class, name, Mp4Dump.of(init));
  }

  @ParameterizedTest
  @EnumSource
  void writesForFfmpegTheSameAsForPlayersWhereTheyReadIt(Codec codec) throws Exception {
    TrackList tracks = TrackList.of(Fmp4Samples.track(codec));
    assertThat(SampleEntries.FFMPEG.carries(codec)).isTrue();
    if (InitSegment.carries(codec)) {
      assertThat(InitSegment.write(tracks, SampleEntries.FFMPEG))
          .isEqualTo(InitSegment.write(tracks));
    }
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

  /// ISO/IEC 14496-1 §7.2.6.6: 0x6B is ISO/IEC 11172-3, 0x69 the lower rates of 13818-3.
  @ParameterizedTest
  @CsvSource({"48000, 107", "32000, 107", "24000, 105", "8000, 105"})
  void namesThePartOfMpegThatMp3IsOf(int sampleRate, int objectType) {
    Bytes esds = esds(new CodecParams.MpegAudio(3, sampleRate, 1));
    assertThat(esds.u8(4 + 5 + 2)).isEqualTo(objectType);
  }

  /// A program_config_element with its comment makes the descriptors longer than one byte can tell.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 97, 98, 107, 108, 112, 113, 127, 128, 320})
  void writesLongDescriptors(int configLength) {
    Bytes config = Bytes.wrap(new byte[configLength]);
    Bytes esds = esds(new CodecParams.Aac(config, 2, 48_000, 48_000, 2, 1024));
    assertThat(size(esds, 5)).isEqualTo(esds.length() - (esds.u8(5) > 0x7F ? 7 : 6));
    assertThat(esds.slice(esds.length() - 3)).isEqualTo(Bytes.ofHex("060102"));
    assertThat(esds.slice(esds.length() - 3 - configLength, configLength)).isEqualTo(config);
  }

  private static int size(Bytes descriptors, int at) {
    int first = descriptors.u8(at);
    return first > 0x7F ? (first & 0x7F) << 7 | descriptors.u8(at + 1) : first;
  }

  private static Bytes esds(CodecParams.Audio params) {
    Bytes init = InitSegment.write(TrackList.of(new Track(1, params)));
    Bytes entry = Mp4Dump.bodies(init, "moov/trak/mdia/minf/stbl/stsd/mp4a").get(0);
    return entry.slice(28 + 8);
  }
}
