package io.tidegate.bench;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.StreamSink;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.StreamRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// One frame from a publication through the timeline and the GOP cache to every sink.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HubBenchmark {
  /// Sinks are feeds, not viewers: one for each format and event loop.
  @Param({"1", "4", "64"})
  public int sinks;

  private final List<Frame> frames = BenchStream.frames();
  private StreamSink publication = _ -> {};
  private int next;
  private MediaTime offset = MediaTime.ZERO;

  @Setup
  public void publish(Blackhole hole) {
    CallerLoops loops = new CallerLoops();
    StreamRegistry streams =
        new StreamRegistry(loops, AdmissionPolicy.OPEN, HubOptions.defaults(HubBenchmark::fail));
    PublishRequest request =
        new PublishRequest(
            "bench", StreamKey.parse("live/bench"), Protocol.RTMP, "127.0.0.1:1", Map.of());
    Publication granted =
        switch (streams.publish(request, _ -> {})) {
          case PublishResult.Accepted accepted -> accepted.publication();
          case PublishResult.Refused refused -> throw new IllegalStateException(refused.message());
        };
    publication = granted::emit;
    publication.accept(new StreamEvent.TracksChanged(BenchStream.tracks()));
    for (int i = 0; i < sinks; i++) {
      granted.hub().attach(hole::consume);
    }
  }

  @Benchmark
  public void frame() {
    publication.accept(frames.get(next).shifted(offset));
    if (++next == frames.size()) {
      next = 0;
      offset = offset.plus(MediaTime.ofSeconds(BenchStream.SECONDS));
    }
  }

  private static void fail(Throwable bug) {
    throw new IllegalStateException(bug);
  }
}
