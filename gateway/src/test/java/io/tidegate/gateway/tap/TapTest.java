package io.tidegate.gateway.tap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.feature.Feature;
import io.tidegate.gateway.feature.Features;
import io.tidegate.gateway.route.FrameTapSpec;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.snapshot.SnapshotOptions;
import io.tidegate.gateway.snapshot.SnapshotStats;
import io.tidegate.gateway.snapshot.Stills;
import io.tidegate.media.Bytes;
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
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.transcode.picture.PictureFeed;
import io.tidegate.transcode.worker.Job;
import io.tidegate.transcode.worker.JobResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TapTest {
  private static final StreamKey KEY = StreamKey.parse("live/cam1");
  private static final FrameTapSpec SPEC =
      new FrameTapSpec("people", FrameTapSpec.KEY_FRAMES, 320, 5, 2, "", Token.NONE, true, false);

  private final ManualLoops loops = new ManualLoops();
  private final List<CompletableFuture<JobResult>> jobs = new ArrayList<>();
  private final Features features = new Features(_ -> List.of());
  private StreamRegistry streams;
  private Publication publication;
  private TapMeans means;
  private Tap tap;
  private final List<FakeFeed> feeds = new ArrayList<>();
  private Track track;

  /// Keeps what it gets.
  private static final class Watcher implements TapReceiver {
    final List<Shot> shots = new ArrayList<>();
    boolean closed;

    @Override
    public void offer(Shot shot) {
      shots.add(shot);
    }

    @Override
    public TapReceiverView view() {
      return new TapReceiverView("websocket", "here", shots.size(), 0, null);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /// A child that makes pictures when it is told to.
  private static final class FakeFeed implements Feeds.Feed {
    final PictureFeed.Taker taker;
    boolean stopped;
    @Nullable String problem;

    FakeFeed(PictureFeed.Taker taker) {
      this.taker = taker;
    }

    @Override
    public void stop() {
      stopped = true;
    }

    @Override
    public long dropped() {
      return 7;
    }

    @Override
    public @Nullable String problem() {
      return problem;
    }
  }

  private Feeds.Feed begin(StreamHub hub, FrameTapSpec spec, PictureFeed.Taker taker) {
    feeds.add(new FakeFeed(taker));
    return feeds.getLast();
  }

  @BeforeEach
  void open() throws Exception {
    Settings settings = SettingsReader.read(null, Map.of());
    streams =
        new StreamRegistry(
            loops,
            new RoutePolicy(settings.publishing(), List.of()),
            HubOptions.defaults(bug -> {
              throw new IllegalStateException(bug);
            }));
    Stills stills = new Stills(this::run, () -> SnapshotOptions.DEFAULT, new SnapshotStats());
    KeyFrameSink.Clocks clocks = new KeyFrameSink.Clocks(loops, loops::now);
    means = new TapMeans(stills, this::begin, features, clocks);
    tap = new Tap(KEY, SPEC, loops.newLoop(), means);
    publish();
  }

  private CompletableFuture<JobResult> run(Job job) {
    jobs.add(new CompletableFuture<>());
    return jobs.getLast();
  }

  private void publish() {
    PublishRequest request = new PublishRequest("s1", KEY, Protocol.RTMP, "192.0.2.1:1", Map.of());
    publication = ((PublishResult.Accepted) streams.publish(request, _ -> {})).publication();
    track = SyntheticStreams.tracks().video().orElseThrow();
    publication.emit(new TracksChanged(TrackList.of(track)));
    tap.stream(publication.hub());
    loops.runAll();
  }

  private void keyFrame(int millis) {
    frame(millis, true);
  }

  private void frame(int millis, boolean isKey) {
    MediaTime at = MediaTime.ofMillis(millis);
    Bytes payload = Bytes.wrap(new byte[100]);
    publication.emit(new Frame(track.id(), at, at, isKey, payload, loops.nanoTime()));
    loops.runAll();
  }

  private void made(int job) {
    jobs.get(job).complete(new JobResult.Done(Bytes.of("picture " + job, US_ASCII), ""));
    loops.runAll();
  }

  private Watcher watch() {
    Watcher watcher = new Watcher();
    tap.add(watcher);
    loops.runAll();
    return watcher;
  }

  @Test
  void nothingIsMadeWhileNobodyWantsIt() {
    keyFrame(0);
    assertThat(jobs).isEmpty();
    assertThat(tap.view().state()).isEqualTo(TapView.State.IDLE);
    Watcher watcher = watch();
    assertThat(jobs).as("the latest key frame").hasSize(1);
    assertThat(tap.view().state()).isEqualTo(TapView.State.RUNNING);
    tap.remove(watcher);
    loops.advance(Duration.ofSeconds(2));
    keyFrame(2_000);
    assertThat(jobs).hasSize(1);
  }

  @Test
  void oneIsMadeForAllReceiversWithTheTimeOfItsCapture() {
    List<Watcher> watchers = List.of(watch(), watch(), watch());
    var came = loops.now();
    keyFrame(0);
    frame(40, false);
    loops.advance(Duration.ofMillis(300));
    assertThat(jobs).hasSize(1);
    made(0);
    for (Watcher watcher : watchers) {
      assertThat(watcher.shots).hasSize(1);
      Shot shot = watcher.shots.getFirst();
      assertThat(shot.captured()).isEqualTo(came);
      assertThat(shot.number()).isEqualTo(1);
      assertThat(shot.jpeg()).isEqualTo(Bytes.of("picture 0", US_ASCII));
    }
    assertThat(tap.view().receivers()).hasSize(3);
  }

  @Test
  void whileOneIsMadeTheNewestWaitsAndTheOthersAreDropped() {
    Watcher watcher = watch();
    for (int i = 0; i < 5; i++) {
      keyFrame(1_000 * i);
      loops.advance(Duration.ofSeconds(1));
    }
    assertThat(jobs).hasSize(1);
    made(0);
    assertThat(jobs).hasSize(2);
    made(1);
    assertThat(watcher.shots).hasSize(2);
    long apart = watcher.shots.get(1).pts().minus(watcher.shots.get(0).pts()).toMillis();
    assertThat(apart).as("from the first to the last").isEqualTo(4_000);
    assertThat(tap.view().dropped()).isEqualTo(3);
    assertThat(tap.view().frames()).isEqualTo(2);
  }

  @Test
  void noMoreThanSoManyInASecond() {
    watch();
    keyFrame(0);
    made(0);
    loops.advance(Duration.ofMillis(499));
    keyFrame(499);
    assertThat(jobs).hasSize(1);
    loops.advance(Duration.ofMillis(1));
    keyFrame(500);
    assertThat(jobs).hasSize(2);
    assertThat(tap.view().dropped()).as("wanted so").isZero();
  }

  @Test
  void aDamagedFrameIsToldAndTheNextOneIsMade() {
    Watcher watcher = watch();
    keyFrame(0);
    jobs.getFirst().complete(new JobResult.Failed("status 69"));
    loops.advance(Duration.ofSeconds(1));
    assertThat(tap.view().failed()).isEqualTo(1);
    assertThat(tap.view().lastError()).contains("status 69");
    keyFrame(1_000);
    made(1);
    assertThat(watcher.shots).hasSize(1);
    assertThat(tap.view().lastError()).isNull();
  }

  @Test
  void goesOnWithTheNextStreamOfItsKey() {
    Watcher watcher = watch();
    keyFrame(0);
    made(0);
    publication.close(CloseReason.SHUTTING_DOWN);
    loops.advance(Duration.ofSeconds(1));
    assertThat(tap.view().state()).isEqualTo(TapView.State.WAITING);
    publish();
    keyFrame(0);
    made(1);
    assertThat(watcher.shots).hasSize(2);
  }

  @Test
  void makesNoneWhileSnapshotsAreSwitchedOff() {
    watch();
    features.hold(Set.of(Feature.SNAPSHOTS), "a brown-out");
    keyFrame(0);
    assertThat(jobs).isEmpty();
    assertThat(tap.view().dropped()).isEqualTo(1);
    assertThat(tap.view().lastError()).contains("switched off");
  }

  @Test
  void picturesOfOtherFramesComeFromAChildThatRunsWhileSomebodyTakesThem() {
    FrameTapSpec often = new FrameTapSpec("people", 5, 320, 5, 30, "", Token.NONE, true, false);
    tap = new Tap(KEY, often, loops.newLoop(), means);
    tap.stream(publication.hub());
    loops.runAll();
    assertThat(feeds).as("nobody wants them").isEmpty();
    List<Watcher> watchers = List.of(watch(), watch());
    FakeFeed feed = feeds.getFirst();
    assertThat(feeds).hasSize(1);
    long came = loops.nanoTime();
    var captured = loops.now();
    loops.advance(Duration.ofMillis(700));
    MediaTime pts = MediaTime.ofMillis(40);
    feed.taker.picture(new PictureFeed.Grabbed(pts, came, Bytes.of("a picture", US_ASCII)));
    loops.runAll();
    for (Watcher watcher : watchers) {
      Shot shot = watcher.shots.getFirst();
      assertThat(shot.captured()).isEqualTo(captured);
      assertThat(shot.pts()).isEqualTo(pts);
    }
    feed.problem = "too many children run already";
    assertThat(tap.view().lastError()).isEqualTo(feed.problem);
    assertThat(tap.view().dropped()).isEqualTo(7);
    assertThat(jobs).as("of key frames").isEmpty();

    tap.remove(watchers.getFirst());
    loops.runAll();
    assertThat(feed.stopped).isFalse();
    tap.remove(watchers.getLast());
    loops.runAll();
    assertThat(feed.stopped).isTrue();
    assertThat(tap.view().dropped()).as("is not forgotten").isEqualTo(7);
  }

  @Test
  void noChildDecodesWhileSnapshotsAreSwitchedOff() {
    FrameTapSpec often = new FrameTapSpec("people", 5, 320, 5, 30, "", Token.NONE, true, false);
    tap = new Tap(KEY, often, loops.newLoop(), means);
    tap.stream(publication.hub());
    Watcher watcher = watch();
    features.hold(Set.of(Feature.SNAPSHOTS), "a brown-out");
    tap.switched();
    loops.runAll();
    assertThat(feeds.getFirst().stopped).isTrue();
    assertThat(tap.view().lastError()).contains("switched off");
    tap.remove(watcher);
    watch();
    assertThat(feeds).as("nor for whoever comes").hasSize(1);
    features.hold(Set.of(), "");
    tap.switched();
    loops.runAll();
    assertThat(feeds).hasSize(2);
    assertThat(tap.view().lastError()).isNull();
  }

  /// Nobody told of it: the labels of its route may be others.
  @Test
  void aPictureThatIsNotWantedAnyMoreEndsItsChild() {
    FrameTapSpec often = new FrameTapSpec("people", 5, 320, 5, 30, "", Token.NONE, true, false);
    tap = new Tap(KEY, often, loops.newLoop(), means);
    tap.stream(publication.hub());
    Watcher watcher = watch();
    features.hold(Set.of(Feature.SNAPSHOTS), "a brown-out");
    Bytes jpeg = Bytes.of("a picture", US_ASCII);
    feeds.getFirst().taker.picture(new PictureFeed.Grabbed(MediaTime.ZERO, 0, jpeg));
    loops.runAll();
    assertThat(watcher.shots).isEmpty();
    assertThat(feeds.getFirst().stopped).isTrue();
    assertThat(tap.view().dropped()).isEqualTo(8);
  }

  @Test
  void aStreamThatComesAgainGetsAChildOfItsOwn() {
    FrameTapSpec often = new FrameTapSpec("people", 5, 320, 5, 30, "", Token.NONE, true, false);
    tap = new Tap(KEY, often, loops.newLoop(), means);
    tap.stream(publication.hub());
    watch();
    publication.close(CloseReason.SHUTTING_DOWN);
    feeds.getFirst().taker.ended();
    loops.runAll();
    assertThat(tap.view().state()).isEqualTo(TapView.State.WAITING);
    publish();
    assertThat(feeds).hasSize(2);
  }

  @Test
  void itsEndIsToldToItsReceivers() {
    Watcher watcher = watch();
    tap.close();
    loops.runAll();
    assertThat(watcher.closed).isTrue();
    Watcher late = watch();
    assertThat(late.closed).isTrue();
    keyFrame(0);
    assertThat(jobs).isEmpty();
  }
}
