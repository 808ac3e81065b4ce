package io.tidegate.bench;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.TrackList;
import io.tidegate.media.flv.FlvDemuxer;
import io.tidegate.media.flv.FlvDialect;
import io.tidegate.media.flv.FlvMuxer;
import io.tidegate.media.flv.FlvReader;
import io.tidegate.media.flv.FlvWriter;
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

/// Two seconds of media through FLV, half a megabyte an operation.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FlvBenchmark {
  private static final int READ_BYTES = 4096;

  private final TrackList tracks = BenchStream.tracks();
  private final List<Frame> frames = BenchStream.frames();
  private final Bytes stream = muxed();

  @Benchmark
  public Bytes mux() {
    return muxed();
  }

  @Benchmark
  public void demux(Blackhole hole) throws MalformedException {
    FlvDemuxer demuxer = new FlvDemuxer(hole::consume);
    FlvReader reader = new FlvReader(tag -> demuxer.accept(tag, 0));
    for (int at = 0; at < stream.length(); at += READ_BYTES) {
      reader.accept(stream.slice(at, Math.min(READ_BYTES, stream.length() - at)));
    }
    demuxer.end();
  }

  private Bytes muxed() {
    FlvMuxer muxer = new FlvMuxer(FlvDialect.ENHANCED);
    ByteWriter out = new ByteWriter(1 << 20);
    out.write(FlvWriter.fileHeader(true, true));
    muxer.headers(tracks, MediaTime.ZERO).forEach(tag -> FlvWriter.write(tag, out));
    frames.forEach(frame -> FlvWriter.write(muxer.frame(frame), out));
    return out.toBytes();
  }
}
