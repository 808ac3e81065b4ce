package io.tidegate.media.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.testing.Chunks;
import io.tidegate.media.testing.ContractSink;
import io.tidegate.media.testing.EventDump;
import io.tidegate.media.testing.Golden;
import io.tidegate.media.testing.SyntheticStreams;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlvGoldenTest {
  private static final MediaTime LENGTH = MediaTime.ofMillis(400);

  @Test
  void h264WithBFramesAndAac() throws Exception {
    assertGolden(
        "h264-aac",
        SyntheticStreams.Spec.of(SyntheticStreams.tracks()).withBFrames(2),
        FlvDialect.ENHANCED);
  }

  @Test
  void hevcEnhanced() throws Exception {
    assertGolden("hevc", hevc(), FlvDialect.ENHANCED);
  }

  @Test
  void hevcById12ReadsAsTheEnhancedForm() throws Exception {
    assertGolden("hevc", hevc(), FlvDialect.HEVC_12);
  }

  private static SyntheticStreams.Spec hevc() {
    return SyntheticStreams.Spec.of(
        TrackList.of(
            new Track(SyntheticStreams.VIDEO, SyntheticStreams.hevc()),
            new Track(SyntheticStreams.AUDIO, SyntheticStreams.aac())));
  }

  private static void assertGolden(String name, SyntheticStreams.Spec spec, FlvDialect dialect)
      throws Exception {
    List<StreamEvent> events = SyntheticStreams.events(spec, LENGTH);
    Bytes file = FlvFiles.write(events, dialect);
    for (int size : Chunks.SIZES) {
      EventDump dump = new EventDump();
      FlvDemuxer demuxer = FlvFiles.read(file, size, new ContractSink(dump));
      Golden.assertMatches(FlvGoldenTest.class, name, dump.toString());
      assertThat(demuxer.counters().total()).isZero();
    }
  }
}
