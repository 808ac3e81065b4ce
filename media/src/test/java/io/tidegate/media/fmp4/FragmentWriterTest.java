package io.tidegate.media.fmp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FragmentWriterTest {
  private static final Bytes PAYLOAD = Bytes.ofHex("0102030405");

  @Test
  void writesTwoTracksIntoOneFragment() throws Exception {
    List<Bytes> fragment =
        FragmentWriter.write(
            7,
            List.of(
                new TrackRun(
                    Fmp4Samples.track(Codec.H264), Fmp4Samples.pictures(MediaTime.ofSeconds(1))),
                new TrackRun(Fmp4Samples.track(Codec.AAC), Fmp4Samples.sounds(44_100, 3))));
    Golden.assertMatches(
        FragmentWriterTest.class, "h264-and-aac", Mp4Dump.of(Bytes.concat(fragment)));
  }

  @Test
  void aTrackWithoutSamplesSaysSo() throws Exception {
    Bytes fragment =
        FragmentWriter.writeEmpty(8, Fmp4Samples.track(Codec.H264), MediaTime.ofSeconds(3));
    Golden.assertMatches(FragmentWriterTest.class, "empty", Mp4Dump.of(fragment));
  }

  @Test
  void dataOffsetsLeadToEachSample() throws Exception {
    List<Sample> pictures = Fmp4Samples.pictures(MediaTime.ZERO);
    List<Sample> sounds = Fmp4Samples.sounds(0, 5);
    FragmentView view =
        FragmentView.of(
            FragmentWriter.write(
                1,
                List.of(
                    new TrackRun(Fmp4Samples.track(Codec.AAC), sounds),
                    new TrackRun(Fmp4Samples.track(Codec.H264), pictures))));
    assertThat(view.runs().get(0).payloads()).isEqualTo(payloads(sounds));
    assertThat(view.runs().get(1).payloads()).isEqualTo(payloads(pictures));
  }

  /// Ten hours in fragments of a second: each starts at the tick where the one before ended, and no
  /// rounding adds up.
  @ParameterizedTest
  @CsvSource({
    "H264, 30000, 1001", // 29.97: 3003 ticks
    "H264, 24000, 1001", // 23.976: 3753.75 ticks
    "H264, 1000, 33", // an RTMP sender that cuts its milliseconds
    "AAC, 44100, 1024",
    "OPUS, 50, 1",
    "FLAC, 96000, 4096"
  })
  void fragmentsJoinWithoutGapOverTenHours(Codec codec, long rate, long step) throws Exception {
    Track track = Fmp4Samples.track(codec);
    int timescale = InitSegment.timescale(track);
    long frames = 10 * 3600 * rate / step;
    long end = -1;
    for (long first = 0; first < frames; first += 30 * 97) {
      FragmentView.Run run = run(track, first, 30 * 97, rate, step);
      long exact = MediaTime.ofTicks(first * step, rate).toTicks(timescale);
      assertThat(run.time()).isEqualTo(exact);
      assertThat(end).isIn(-1L, run.time());
      end = run.end();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL, 0x1_0000_0000L, 1L << 40})
  void decodeTimeIsWholeBeyond32Bits(long ticks) throws Exception {
    MediaTime at = MediaTime.ofTicks(ticks, 90_000);
    Frame frame = new Frame(Fmp4Samples.VIDEO, at, at, true, PAYLOAD, 0);
    TrackRun run =
        new TrackRun(
            Fmp4Samples.track(Codec.H264),
            List.of(new Sample(frame, MediaTime.ofTicks(ticks + 3000, 90_000))));
    FragmentView.Run read = FragmentView.of(FragmentWriter.write(1, List.of(run))).runs().get(0);
    assertThat(read.time()).isEqualTo(ticks);
    assertThat(read.end()).isEqualTo(ticks + 3000);
  }

  /// DTS and PTS are rounded alike, so a picture shown when decoded never gets a negative offset.
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 5_555, 5_556, 11_111, 16_666_666, 33_366_667})
  void compositionOffsetIsNotNegative(long nanos) throws Exception {
    MediaTime at = new MediaTime(nanos);
    MediaTime later = new MediaTime(nanos + 1);
    Frame frame = new Frame(Fmp4Samples.VIDEO, at, later, true, PAYLOAD, 0);
    TrackRun run = new TrackRun(Fmp4Samples.track(Codec.H264), List.of(new Sample(frame, later)));
    FragmentView.Run read = FragmentView.of(FragmentWriter.write(1, List.of(run))).runs().get(0);
    assertThat(read.entries().get(0).offset()).isBetween(0, 1);
  }

  @Test
  void durationIsZeroWhenTheNextFrameIsDecodedEarlier() throws Exception {
    MediaTime at = MediaTime.ofSeconds(1);
    Frame frame = new Frame(Fmp4Samples.VIDEO, at, at, true, PAYLOAD, 0);
    TrackRun run =
        new TrackRun(Fmp4Samples.track(Codec.H264), List.of(new Sample(frame, MediaTime.ZERO)));
    FragmentView.Run read = FragmentView.of(FragmentWriter.write(1, List.of(run))).runs().get(0);
    assertThat(read.entries().get(0).duration()).isZero();
  }

  @Test
  void refusesARunWithoutSamples() throws Exception {
    Track track = Fmp4Samples.track(Codec.H264);
    assertThatThrownBy(() -> new TrackRun(track, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static FragmentView.Run run(Track track, long first, int count, long rate, long step) {
    List<Sample> samples = new ArrayList<>(count);
    for (long i = first; i < first + count; i++) {
      MediaTime at = MediaTime.ofTicks(i * step, rate);
      MediaTime next = MediaTime.ofTicks((i + 1) * step, rate);
      samples.add(new Sample(new Frame(track.id(), at, at, true, PAYLOAD, 0), next));
    }
    return FragmentView.of(FragmentWriter.write(1, List.of(new TrackRun(track, samples))))
        .runs()
        .get(0);
  }

  private static List<Bytes> payloads(List<Sample> samples) {
    return samples.stream().map(sample -> sample.frame().payload()).toList();
  }
}
