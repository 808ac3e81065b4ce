package io.tidegate.bench;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.TrackList;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.media.ts.TsDemuxerOptions;
import io.tidegate.media.ts.TsMuxer;
import io.tidegate.media.ts.TsMuxerOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// Two seconds of media through MPEG-TS, half a megabyte an operation.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TsBenchmark {
  /// What an SRT message holds: seven packets.
  private static final int MESSAGE_BYTES = 1316;

  private final TrackList tracks = BenchStream.tracks();
  private final List<Frame> frames = BenchStream.frames();
  private final Bytes stream = muxed();

  @Benchmark
  public Bytes mux() {
    return muxed();
  }

  @Benchmark
  public void demux(Blackhole hole) {
    TsDemuxer demuxer = new TsDemuxer(hole::consume, TsDemuxerOptions.DEFAULT);
    for (int at = 0; at < stream.length(); at += MESSAGE_BYTES) {
      demuxer.accept(stream.slice(at, Math.min(MESSAGE_BYTES, stream.length() - at)), 0);
    }
    demuxer.end();
  }

  private Bytes muxed() {
    TsMuxer muxer = new TsMuxer(TsMuxerOptions.DEFAULT);
    muxer.tracks(tracks);
    ByteWriter out = new ByteWriter(1 << 20);
    muxer.psi(out);
    frames.forEach(frame -> muxer.frame(frame, out));
    return out.toBytes();
  }
}
