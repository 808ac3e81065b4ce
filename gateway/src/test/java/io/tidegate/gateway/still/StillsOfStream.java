package io.tidegate.gateway.still;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.route.StillSpec;
import io.tidegate.gateway.snapshot.KeyFrames;
import io.tidegate.gateway.snapshot.SnapshotOptions;
import io.tidegate.gateway.snapshot.SnapshotStats;
import io.tidegate.gateway.snapshot.Snapshots;
import io.tidegate.gateway.snapshot.Stills;
import io.tidegate.gateway.storage.Storage;
import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.transcode.worker.Job;
import io.tidegate.transcode.worker.JobResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/// A stream whose pictures are kept on clocks of the test's; what decodes is the test, too.
final class StillsOfStream implements AutoCloseable {
  static final StreamKey KEY = StreamKey.parse("live/cam");

  final ManualLoops loops = new ManualLoops();
  final AtomicLong free = new AtomicLong(Long.MAX_VALUE);
  final List<Job> jobs = new ArrayList<>();
  final List<String> journal = new ArrayList<>();
  final StoredStills stills;
  volatile @Nullable StillSpec spec;

  /// What a child says.
  JobResult result = new JobResult.Done(Bytes.of("a picture", US_ASCII), "");

  private final Instant start;
  private final StreamRegistry streams;
  private final Track track = SyntheticStreams.tracks().video().orElseThrow();
  private @Nullable Publication publication;
  private int frames;

  /// @param profile of the stream, empty for none
  StillsOfStream(Path folder, Instant start, StillSpec spec, Storage storage, String profile)
      throws Exception {
    this.start = start;
    this.spec = spec;
    Settings all = SettingsReader.read(null, Map.of());
    Settings.Recording usual = all.recording();
    Settings.Recording settings =
        new Settings.Recording(
            usual.folder(), DataSize.ofMegabytes(2), 0, usual.queue(), true, usual.local());
    SnapshotStats stats = new SnapshotStats();
    Snapshots snapshots =
        new Snapshots(
            new KeyFrames(loops, this::now),
            new Stills(this::run, () -> SnapshotOptions.DEFAULT, stats),
            () -> SnapshotOptions.DEFAULT,
            stats,
            loops::nanoTime);
    stills =
        new StoredStills(
            new StillFiles(folder.resolve("stills"), _ -> free.get()),
            settings,
            new StoredStills.Source(
                loops, _ -> this.spec, hub -> snapshots.picture(hub, 0, Duration.ZERO)),
            new StoredStills.Elsewhere(storage, _ -> profile),
            (subject, move) -> journal.add(subject + " " + move),
            this::now);
    streams =
        new StreamRegistry(
            loops,
            new RoutePolicy(all.publishing(), List.of()),
            HubOptions.defaults(bug -> {
              throw new IllegalStateException(bug);
            }));
    streams.observe(stills);
  }

  private CompletableFuture<JobResult> run(Job job) {
    jobs.add(job);
    return CompletableFuture.completedFuture(result);
  }

  Instant now() {
    return start.plusNanos(loops.nanoTime());
  }

  /// The stream begins, or comes back.
  void begin() {
    PublishRequest request = new PublishRequest("s1", KEY, Protocol.RTMP, "192.0.2.1:1", Map.of());
    publication = ((PublishResult.Accepted) streams.publish(request, _ -> {})).publication();
    publication.emit(new TracksChanged(TrackList.of(track)));
  }

  private Publication publication() {
    if (publication == null) {
      throw new IllegalStateException("begin before");
    }
    return publication;
  }

  /// A key frame, now.
  void keyFrame() {
    MediaTime at = MediaTime.ofSeconds(++frames);
    Bytes payload = Bytes.wrap(new byte[100]);
    publication().emit(new Frame(track.id(), at, at, true, payload, loops.nanoTime()));
    loops.runAll();
  }

  /// Its publisher goes.
  void leave() {
    publication().close(CloseReason.ENDED_BY_PEER);
    loops.runAll();
  }

  /// So many seconds, each with a key frame.
  void play(int seconds) {
    for (int i = 0; i < seconds; i++) {
      keyFrame();
      loops.advance(Duration.ofSeconds(1));
    }
  }

  List<StoredStills.Still> kept() throws Exception {
    return stills.list(KEY, Instant.EPOCH, StoredStills.ALWAYS, 10_000).get();
  }

  @Override
  public void close() {
    stills.close();
  }
}
