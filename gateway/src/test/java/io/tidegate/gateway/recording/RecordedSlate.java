package io.tidegate.gateway.recording;

import static io.tidegate.media.testing.Patience.await;

import io.tidegate.gateway.clip.ClipSources;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.gateway.route.RouteEntry;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtSpec;
import io.tidegate.gateway.segment.FinishedRecording;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.gateway.store.RecordingIndex;
import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AudioAdapter;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.StageLatency;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// The gateway's own clip, recorded by the whole of recording on clocks of the test's: real H.264
/// in real files, in no time.
final class RecordedSlate implements AutoCloseable {
  static final StreamKey KEY = StreamKey.parse("live/cam");

  private static final Settings.LocalCopies DAY =
      new Settings.LocalCopies(24, DataSize.ofMegabytes(100));

  final ManualLoops loops = new ManualLoops();
  final List<FinishedRecording> finished = new CopyOnWriteArrayList<>();
  final AtomicLong free = new AtomicLong(Long.MAX_VALUE);
  final Recordings recordings;
  volatile @Nullable RecordingSpec spec;

  /// Is thrown where recording asks for its route, null for nothing.
  volatile @Nullable RuntimeException bug;

  private final RouteTable table = new RouteTable();
  private final StreamRegistry streams;
  private final ClipSources slates;

  /// @param start what the wall clock shows at first
  RecordedSlate(Path folder, Instant start, RecordingSpec spec) throws Exception {
    this(folder, start, spec, new DataSize(0), 0);
  }

  RecordedSlate(Path folder, Instant start, RecordingSpec spec, DataSize keepFree, int days)
      throws Exception {
    this(folder, start, spec, keepFree, days, new Elsewhere(null, DAY));
  }

  /// @param places null for this disk alone
  /// @param local what stays here of what lies elsewhere
  record Elsewhere(Recordings.@Nullable Elsewhere places, Settings.LocalCopies local) {}

  RecordedSlate(
      Path folder,
      Instant start,
      RecordingSpec spec,
      DataSize keepFree,
      int days,
      Elsewhere elsewhere)
      throws Exception {
    this.spec = spec;
    Settings.LocalCopies local = elsewhere.local();
    Settings.Recording settings =
        new Settings.Recording(
            folder.resolve("recordings"), keepFree, days, DataSize.ofMegabytes(64), true, local);
    RecordingClock clock =
        new RecordingClock(() -> start.plusNanos(loops.nanoTime()), loops::nanoTime);
    SegmentFiles files = new SegmentFiles(settings.folder(), true, _ -> free.get());
    recordings =
        Recordings.open(settings, folder, loops, _ -> wanted(), clock, files, elsewhere.places());
    Settings.Publishing open =
        new Settings.Publishing(
            Settings.PublishMode.OPEN, Token.NONE, false, Duration.ofSeconds(1), false);
    streams =
        new StreamRegistry(
            loops,
            new RoutePolicy(open, table),
            new HubOptions(
                DataSize.ofMegabytes(16),
                Duration.ofSeconds(20),
                DataSize.ofMegabytes(8),
                Duration.ofSeconds(3),
                AudioAdapter.NONE,
                false,
                new StageLatency(),
                loops::nanoTime,
                loops::now,
                bug -> {
                  throw new IllegalStateException(bug);
                }));
    slates = ClipSources.ofOwnSlate(streams, loops);
    streams.observe(recordings);
    recordings.start((_, _) -> {}, finished::add);
  }

  private @Nullable RecordingSpec wanted() {
    RuntimeException thrown = bug;
    if (thrown != null) {
      throw thrown;
    }
    return spec;
  }

  /// In this container, cut about every four seconds, which is the clip's key frames.
  static RecordingSpec in(Container container) {
    RecordingSpec on = RecordingSpec.ON;
    return new RecordingSpec(true, container, 4, "", null, null, null, on.schedule());
  }

  private static RouteSpec route() {
    return new RouteSpec(
        KEY,
        true,
        List.of(new SourceSpec.RtmpPublish(), new SourceSpec.Slate()),
        List.of(),
        null,
        null,
        SrtSpec.NONE);
  }

  private void apply(@Nullable RouteSpec before, @Nullable RouteSpec after) {
    try {
      slates.apply(KEY, before, after);
    } catch (RouteRunner.RunException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /// The stream begins.
  void begin() {
    table.put(new RouteEntry(route(), 1, Instant.EPOCH, ""));
    slates.start(List.of(loops.current()));
    apply(null, route());
    loops.runAll();
  }

  /// So much of it is played, and what was cut is written.
  void play(Duration length) {
    for (Duration left = length; left.isPositive(); left = left.minusSeconds(1)) {
      loops.advance(left.compareTo(Duration.ofSeconds(1)) < 0 ? left : Duration.ofSeconds(1));
      settle();
    }
  }

  /// All that was cut is written: real time is slower than the clocks here.
  private void settle() {
    if (recordings.waitingBytes() > 0) {
      await("the writer")
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> recordings.waitingBytes() == 0);
    }
  }

  /// The stream ends, and its recording.
  void end() {
    apply(route(), null);
    loops.advance(Duration.ofSeconds(20));
    settle();
  }

  List<StoredSegment> segments() throws Exception {
    return recordings.find(KEY, Instant.EPOCH, RecordingIndex.ALWAYS, 10_000).get();
  }

  @Override
  public void close() {
    recordings.close();
  }
}
