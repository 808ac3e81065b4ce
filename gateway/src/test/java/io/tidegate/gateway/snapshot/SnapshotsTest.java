package io.tidegate.gateway.snapshot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.snapshot.SnapshotException.Kind;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.transcode.worker.Job;
import io.tidegate.transcode.worker.JobResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
  private static final StreamKey KEY = StreamKey.parse("live/cam1");
  private static final Bytes JPEG = Bytes.of("a picture", US_ASCII);
  private static final Duration NOW = Duration.ZERO;

  private final ManualLoops loops = new ManualLoops();
  private final SnapshotStats stats = new SnapshotStats();
  private final List<Job> jobs = new ArrayList<>();
  private final List<CompletableFuture<JobResult>> results = new ArrayList<>();
  private SnapshotOptions options = SnapshotOptions.DEFAULT;
  private Snapshots snapshots;
  private Publication publication;

  @BeforeEach
  void publish() throws Exception {
    Settings settings = SettingsReader.read(null, Map.of());
    StreamRegistry streams =
        new StreamRegistry(
            loops,
            new RoutePolicy(settings.publishing(), List.of()),
            HubOptions.defaults(bug -> {
              throw new IllegalStateException(bug);
            }));
    PublishRequest request = new PublishRequest("s1", KEY, Protocol.RTMP, "192.0.2.1:1", Map.of());
    publication = ((PublishResult.Accepted) streams.publish(request, _ -> {})).publication();
    Stills stills = new Stills(this::run, () -> options, stats);
    KeyFrames frames = new KeyFrames(loops, loops::now);
    snapshots = new Snapshots(frames, stills, () -> options, stats, loops::nanoTime);
  }

  private CompletableFuture<JobResult> run(Job job) {
    jobs.add(job);
    results.add(new CompletableFuture<>());
    return results.getLast();
  }

  private void emit(Track track, boolean keyFrame, int second, int payload) {
    MediaTime at = MediaTime.ofSeconds(second);
    Bytes bytes = Bytes.wrap(new byte[payload]);
    publication.emit(new Frame(track.id(), at, at, keyFrame, bytes, loops.nanoTime()));
  }

  private Track video() {
    Track track = SyntheticStreams.tracks().video().orElseThrow();
    publication.emit(new TracksChanged(TrackList.of(track)));
    return track;
  }

  private CompletableFuture<Picture> ask(int width) {
    return ask(width, NOW);
  }

  private CompletableFuture<Picture> ask(int width, Duration maxAge) {
    CompletableFuture<Picture> asked = snapshots.picture(hub(), width, maxAge);
    loops.runAll();
    return asked;
  }

  private StreamHub hub() {
    return publication.hub();
  }

  private static Kind failure(CompletableFuture<Picture> asked) throws Exception {
    try {
      asked.getNow(null);
      throw new AssertionError("a picture, or none yet");
    } catch (RuntimeException failed) {
      return ((SnapshotException) Objects.requireNonNull(failed.getCause())).kind();
    }
  }

  @Test
  void ofTwoHundredWhoAskAtOnceOneIsWorkedFor() throws Exception {
    emit(video(), true, 1, 100);
    List<CompletableFuture<Picture>> asked = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      asked.add(ask(320));
    }
    assertThat(jobs).hasSize(1);
    assertThat(jobs.getFirst().arguments()).contains("scale=320:180,setsar=1");
    results.getFirst().complete(new JobResult.Done(JPEG, ""));
    for (CompletableFuture<Picture> one : asked) {
      assertThat(one.getNow(null).jpeg()).isEqualTo(JPEG);
    }
    assertThat(stats.decoded()).isEqualTo(1);
    assertThat(stats.joined()).isEqualTo(199);
  }

  @Test
  void aPictureIsGivenAgainUntilItIsTooOldAndMadeAgainOfAnotherKeyFrameAlone() throws Exception {
    Track track = video();
    emit(track, true, 1, 100);
    var _ = ask(0);
    results.getFirst().complete(new JobResult.Done(JPEG, ""));
    loops.advance(Duration.ofSeconds(1));
    assertThat(ask(0)).isCompleted();
    assertThat(stats.cached()).isEqualTo(1);
    loops.advance(Duration.ofMillis(1));
    assertThat(ask(0)).isCompleted();
    assertThat(stats.unchanged()).isEqualTo(1);
    assertThat(jobs).hasSize(1);
    loops.advance(Duration.ofMillis(1_001));
    emit(track, true, 3, 101);
    assertThat(ask(0, Duration.ofSeconds(5))).isCompleted();
    assertThat(ask(0)).isNotDone();
    assertThat(jobs).hasSize(2);
  }

  @Test
  void theCaptureTimeIsWhenTheFrameCameIn() throws Exception {
    emit(video(), true, 1, 100);
    var came = loops.now();
    loops.advance(Duration.ofMillis(1_234));
    CompletableFuture<Picture> asked = ask(0);
    results.getFirst().complete(new JobResult.Done(JPEG, ""));
    assertThat(asked.get().captured()).isEqualTo(came);
  }

  @Test
  void whatCannotBeDecodedIsToldAndNotTriedAgainUntilTheNextKeyFrame() throws Exception {
    Track track = video();
    emit(track, true, 1, 100);
    CompletableFuture<Picture> asked = ask(0);
    results.getFirst().complete(new JobResult.Failed("status 69: corrupt decoded frame"));
    assertThat(asked)
        .failsWithin(NOW)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("corrupt decoded frame");
    loops.advance(Duration.ofSeconds(2));
    assertThat(failure(ask(0))).isEqualTo(Kind.UNDECODABLE);
    assertThat(jobs).hasSize(1);
    emit(track, true, 3, 101);
    loops.advance(Duration.ofSeconds(2));
    assertThat(ask(0)).isNotDone();
    assertThat(jobs).hasSize(2);
  }

  @Test
  void aChildThatSaysNothingMadeNoPicture() throws Exception {
    emit(video(), true, 1, 100);
    CompletableFuture<Picture> asked = ask(0);
    results.getFirst().complete(new JobResult.Done(Bytes.EMPTY, ""));
    assertThat(failure(asked)).isEqualTo(Kind.UNDECODABLE);
  }

  @Test
  void soundAloneHasNoPicture() throws Exception {
    Track sound = SyntheticStreams.tracks().audio().orElseThrow();
    publication.emit(new TracksChanged(TrackList.of(sound)));
    emit(sound, true, 1, 100);
    assertThat(failure(ask(0))).isEqualTo(Kind.NO_VIDEO);
    assertThat(jobs).isEmpty();
  }

  @Test
  void aKeyFrameIsWaitedForAndNotForEver() throws Exception {
    Track track = video();
    int timers = loops.timersLeft();
    CompletableFuture<Picture> asked = ask(0);
    loops.advance(Duration.ofMillis(4_999));
    assertThat(asked).isNotDone();
    loops.advance(Duration.ofMillis(1));
    assertThat(failure(asked)).isEqualTo(Kind.NO_PICTURE);
    CompletableFuture<Picture> again = ask(0);
    emit(track, true, 1, 100);
    loops.runAll();
    assertThat(jobs).hasSize(1);
    assertThat(again).isNotDone();
    assertThat(loops.timersLeft()).as("of the stream itself").isEqualTo(timers);
  }

  @Test
  void theEndOfTheStreamEndsTheWait() throws Exception {
    video();
    CompletableFuture<Picture> asked = ask(0);
    publication.close(CloseReason.SHUTTING_DOWN);
    loops.runAll();
    assertThat(failure(asked)).isEqualTo(Kind.NO_PICTURE);
  }

  @Test
  void motionJpegIsGivenAsItCameUnlessItIsToBeSmaller() throws Exception {
    Track track =
        new Track(1, new CodecParams.Mjpeg(VideoFormat.of(640, 360, FrameRate.UNKNOWN, 0)));
    publication.emit(new TracksChanged(TrackList.of(track)));
    emit(track, true, 1, 77);
    assertThat(ask(0).get().jpeg().length()).isEqualTo(77);
    assertThat(ask(640).get().jpeg().length()).isEqualTo(77);
    assertThat(jobs).isEmpty();
    var _ = ask(320);
    assertThat(jobs).hasSize(1);
  }

  @Test
  void onlySoManyAreMadeAtOnceAndWhoeverComesThenIsTurnedAway() throws Exception {
    options = new SnapshotOptions(Duration.ZERO, 4, 3_840, 1, false, Duration.ZERO, false);
    emit(video(), true, 1, 100);
    KeyFrame frame = new KeyFrames(loops, loops::now).latest(hub()).get();
    Stills stills = new Stills(this::run, () -> options, stats);
    List<CompletableFuture<Bytes>> asked = new ArrayList<>();
    for (int i = 0; i < 66; i++) {
      asked.add(stills.make(frame, 0, 4));
    }
    assertThat(jobs).hasSize(1);
    assertThat(asked.subList(0, 65)).noneMatch(CompletableFuture::isDone);
    assertThat(asked.get(65)).isCompletedExceptionally();
    assertThat(stats.refused()).isEqualTo(1);
    for (int i = 0; i < 65; i++) {
      results.get(i).complete(new JobResult.Done(JPEG, ""));
    }
    assertThat(asked.subList(0, 65)).allMatch(one -> one.getNow(Bytes.EMPTY).equals(JPEG));
  }

  @Test
  void whoIsTurnedAwayMayComeAgainAtOnceAndTheLastPictureStays() throws Exception {
    Track track = video();
    emit(track, true, 1, 100);
    var _ = ask(0);
    results.getFirst().complete(new JobResult.Done(JPEG, ""));
    assertThat(snapshots.last(KEY, 0)).isPresent();
    publication.close(CloseReason.SHUTTING_DOWN);
    loops.runAll();
    loops.advance(Duration.ofSeconds(2));
    assertThat(failure(ask(0))).isEqualTo(Kind.NO_PICTURE);
    assertThat(snapshots.last(KEY, 0)).isPresent();
    assertThat(snapshots.last(KEY, 320)).isEmpty();
    loops.advance(options.stale());
    assertThat(snapshots.last(KEY, 0)).isEmpty();
  }

  @Test
  void widthsAreFewAndNoSmallerThanWasAskedFor() {
    assertThat(Snapshots.width(0)).isZero();
    assertThat(Snapshots.width(1)).isEqualTo(80);
    assertThat(Snapshots.width(320)).isEqualTo(320);
    assertThat(Snapshots.width(321)).isEqualTo(480);
    assertThat(Snapshots.width(7_680)).isEqualTo(7_680);
    assertThat(Snapshots.width(7_681)).isEqualTo(7_680);
  }

  /// Its route is gone: what was let in by it is not shown by what holds now.
  @Test
  void whatIsForgottenIsNotShownAgain() throws Exception {
    emit(video(), true, 0, 100);
    CompletableFuture<Picture> first = ask(0);
    results.getLast().complete(new JobResult.Done(Bytes.wrap(new byte[10]), ""));
    loops.runAll();
    assertThat(first.get()).isNotNull();
    assertThat(snapshots.last(KEY, 0)).isPresent();
    snapshots.forget(StreamKey.parse("live/other"));
    assertThat(snapshots.last(KEY, 0)).isPresent();
    snapshots.forget(KEY);
    assertThat(snapshots.last(KEY, 0)).isEmpty();
    CompletableFuture<Picture> running = ask(0);
    snapshots.forget(KEY);
    results.getLast().complete(new JobResult.Done(Bytes.wrap(new byte[10]), ""));
    loops.runAll();
    assertThat(running.get()).isNotNull();
    assertThat(snapshots.last(KEY, 0)).isEmpty();
  }
}
