package io.tidegate.media.fmp4;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.testing.SeededFuzz;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever is written is read back the same.
class FragmentWriterFuzzTest {
  @Test
  void readsBackWhatWasWritten() {
    SeededFuzz.run(20_261_121, 2_000, FragmentWriterFuzzTest::writeAndRead);
  }

  private static void writeAndRead(Random random) throws Exception {
    List<TrackRun> runs = new ArrayList<>();
    if (random.nextInt(4) > 0) {
      runs.add(run(Fmp4Samples.track(Codec.H264), random));
    }
    runs.add(run(Fmp4Samples.track(Codec.AAC), random));
    long sequence = random.nextLong(1L << 32);
    FragmentView view = FragmentView.of(FragmentWriter.write(sequence, runs));
    assertThat(view.sequence()).isEqualTo(sequence);
    assertThat(view.runs()).hasSameSizeAs(runs);
    for (int i = 0; i < runs.size(); i++) {
      assertSame(view.runs().get(i), runs.get(i));
    }
  }

  private static void assertSame(FragmentView.Run read, TrackRun written) {
    int timescale = InitSegment.timescale(written.track());
    List<Sample> samples = written.samples();
    assertThat(read.track()).isEqualTo(written.track().id());
    assertThat(read.entries()).hasSameSizeAs(samples);
    long time = read.time();
    for (int i = 0; i < samples.size(); i++) {
      Frame frame = samples.get(i).frame();
      FragmentView.Entry entry = read.entries().get(i);
      assertThat(time).isEqualTo(frame.dts().toTicks(timescale));
      assertThat(time + entry.offset()).isEqualTo(frame.pts().toTicks(timescale));
      assertThat((entry.flags() & 0x10000) == 0).isEqualTo(frame.keyFrame());
      assertThat(read.payloads().get(i)).isEqualTo(frame.payload());
      time += entry.duration();
    }
  }

  private static TrackRun run(Track track, Random random) {
    List<Sample> samples = new ArrayList<>();
    MediaTime dts = new MediaTime(random.nextLong(1L << 50));
    for (int i = 1 + random.nextInt(40); i > 0; i--) {
      MediaTime next = dts.plus(new MediaTime(random.nextLong(100_000_000)));
      MediaTime pts = dts.plus(new MediaTime(random.nextLong(500_000_000)));
      byte[] payload = new byte[1 + random.nextInt(300)];
      random.nextBytes(payload);
      samples.add(
          new Sample(
              new Frame(track.id(), dts, pts, random.nextBoolean(), Bytes.wrap(payload), 0), next));
      dts = next;
    }
    return new TrackRun(track, samples);
  }
}
