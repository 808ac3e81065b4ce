package io.tidegate.bench;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.fmp4.FragmentWriter;
import io.tidegate.media.fmp4.InitSegment;
import io.tidegate.media.fmp4.Sample;
import io.tidegate.media.fmp4.TrackRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Media into one movie fragment: a low-latency part and a whole segment.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Fmp4Benchmark {
  /// How much media a fragment holds.
  @Param({"200", "2000"})
  public int fragmentMs;

  private final TrackList tracks = BenchStream.tracks();
  private final List<Frame> frames = BenchStream.frames();

  @Benchmark
  public List<Bytes> fragment() {
    List<TrackRun> runs = new ArrayList<>(2);
    tracks.forEach(track -> runs.add(new TrackRun(track, samples(track))));
    return FragmentWriter.write(1, runs);
  }

  @Benchmark
  public Bytes initSegment() {
    return InitSegment.write(tracks);
  }

  private List<Sample> samples(Track track) {
    MediaTime end = MediaTime.ofMillis(fragmentMs);
    List<Sample> samples = new ArrayList<>();
    Frame before = null;
    for (Frame frame : frames) {
      if (frame.trackId() != track.id()) {
        continue;
      }
      if (before != null) {
        samples.add(new Sample(before, frame.dts()));
      }
      if (!frame.dts().isBefore(end)) {
        break;
      }
      before = frame;
    }
    return samples;
  }
}
