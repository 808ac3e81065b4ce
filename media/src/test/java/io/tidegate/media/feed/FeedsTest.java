package io.tidegate.media.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.TrackTimes;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.AudioAdapter;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.Parcel;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.StageLatency;
import io.tidegate.media.hub.StageLatency.Stage;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.ManualLoops.ManualLoop;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.media.testing.SyntheticStreams.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeedsTest {
  private static final Spec SPEC = Spec.of(SyntheticStreams.tracks());
  private static final Duration LINGER = Duration.ofSeconds(3);

  private final ManualLoops loops = new ManualLoops();
  private final ManualLoop home = (ManualLoop) loops.current();
  private final ManualLoop away = loops.newLoop();
  private final Counted content = new Counted();
  private final Feeds<String, Piece> feeds =
      new Feeds<>(
          loops,
          new FeedOptions(
              Duration.ZERO,
              new Outbox.Limits(
                  DataSize.ofMegabytes(8), Duration.ofSeconds(20), Duration.ofSeconds(10)),
              LINGER),
          content,
          _ -> new LetterMuxer());
  private final List<Viewer> viewers = new ArrayList<>();
  private final List<TrackTimes> headers = new ArrayList<>();
  private final Publication publication = publish();

  @Test
  void makesTheBytesOnceForAllViewersOfAllLoops() {
    join(home);
    join(away);
    join(away);
    emit(MediaTime.ZERO, MediaTime.ofMillis(200));
    viewers.forEach(viewer -> viewer.offered.clear());
    int before = content.made;
    emit(MediaTime.ofMillis(200), MediaTime.ofMillis(200));
    int made = content.made - before;
    assertThat(made).isPositive();
    assertThat(viewers).allSatisfy(viewer -> assertThat(viewer.offered).hasSize(made));
    assertThat(viewers.get(2).offered).isEqualTo(viewers.get(0).offered);
  }

  @Test
  void countsHowLongAFrameIsUnderWayOnceForEachLoop() {
    join(home);
    join(away);
    join(away);
    StageLatency latency = publication.hub().latency();
    loops.advance(Duration.ofMillis(30));
    publication.emit(picture(loops.nanoTime() - 2_000_000));
    loops.runAll();
    assertThat(latency.of(Stage.INGRESS).view().sumNanos()).isEqualTo(2_000_000);
    assertThat(latency.of(Stage.HUB).view().sumNanos()).isEqualTo(2_000_000);
    assertThat(latency.of(Stage.OUTPUT).view().count()).isEqualTo(2);
    assertThat(latency.of(Stage.OUTPUT).view().sumNanos()).isEqualTo(2 * 2_000_000);
  }

  private static Frame picture(long receivedNanos) {
    Bytes payload = Bytes.of(0, 0, 0, 1, 0x65);
    return new Frame(
        SyntheticStreams.VIDEO, MediaTime.ZERO, MediaTime.ZERO, true, payload, receivedNanos);
  }

  @Test
  void startsALateViewerWithAHeaderAndTheLastKeyFrame() {
    join(home);
    emit(MediaTime.ZERO, MediaTime.ofMillis(1_500));
    Viewer late = join(away);
    assertThat(late.offered).isNotEmpty();
    assertThat(late.offered.get(0).kind()).isEqualTo(Parcel.Kind.HEADER);
    assertThat(late.offered.get(1).kind()).isEqualTo(Parcel.Kind.SYNC);
    assertThat(late.offered.get(1).dts()).isEqualTo(late.offered.get(0).dts());
  }

  @Test
  void reviewsViewersOnceASecondWhetherOrNotAnythingIsSent() {
    Viewer first = join(away);
    Viewer second = join(away);
    emit(MediaTime.ZERO, MediaTime.ofMillis(100));
    publication.close(CloseReason.CONNECTION_LOST);
    int timers = loops.timersLeft();
    loops.advance(Duration.ofSeconds(7));
    assertThat(first.reviews).isEqualTo(7);
    assertThat(second.reviews).isEqualTo(7);
    assertThat(loops.timersLeft()).isEqualTo(timers);
  }

  @Test
  void leavesNothingBehindWithItsLastViewer() {
    int timers = loops.timersLeft();
    Viewer first = join(home);
    Viewer second = join(away);
    emit(MediaTime.ZERO, MediaTime.ofMillis(500));
    assertThat(loops.timersLeft()).isEqualTo(timers + 2);
    leave(first);
    leave(second);
    assertThat(feeds.size()).isZero();
    loops.advance(LINGER);
    assertThat(loops.timersLeft()).isEqualTo(timers);
    assertThat(content.holds).isZero();
  }

  @Test
  void goesOnForAWhileSoThatTheNextViewerFindsItsStartMade() {
    leave(join(home));
    emit(MediaTime.ZERO, MediaTime.ofMillis(500));
    loops.advance(LINGER.minusMillis(1));
    int made = content.made;
    Viewer back = join(home);
    assertThat(back.offered).hasSizeGreaterThan(2);
    assertThat(content.made).isLessThanOrEqualTo(made + 1); // the header alone
    loops.advance(LINGER.multipliedBy(2));
    assertThat(feeds.size()).isOne();
    emit(MediaTime.ofMillis(500), MediaTime.ofMillis(100));
    assertThat(content.made).isGreaterThan(made + 1);
  }

  @Test
  void lingersOnceHoweverOftenViewersComeAndGo() {
    int timers = loops.timersLeft();
    for (int i = 0; i < 5; i++) {
      leave(join(home));
    }
    assertThat(loops.timersLeft()).isEqualTo(timers + 1);
  }

  @Test
  void letsGoOfAStreamThatEndsWhileItLingers() {
    leave(join(home));
    emit(MediaTime.ZERO, MediaTime.ofMillis(500));
    publication.close(CloseReason.SHUTTING_DOWN);
    loops.runAll();
    assertThat(content.holds).isZero();
    loops.advance(LINGER);
    assertThat(feeds.size()).isZero();
  }

  @Test
  void bringsAViewerInThatComesBeforeTheFirstFrame() {
    Viewer early = join(away);
    assertThat(early.offered).isEmpty();
    emit(MediaTime.ZERO, MediaTime.ofMillis(100));
    assertThat(early.offered.get(0).kind()).isEqualTo(Parcel.Kind.HEADER);
  }

  /// In a transport stream sound comes after the picture that is shown with it.
  @Test
  void headersBearNoTimeAfterTheFramesThatFollow() {
    join(home);
    pictureAndLaterSound(5_000);
    assertThat(headerTime(SyntheticStreams.VIDEO)).isEqualTo(MediaTime.ofSeconds(1));
    assertThat(headerTime(SyntheticStreams.AUDIO)).isLessThanOrEqualTo(MediaTime.ofMillis(800));
    pictureAndLaterSound(5_500);
    pictureAndLaterSound(6_000);
    join(away);
    assertThat(headerTime(SyntheticStreams.VIDEO)).isEqualTo(MediaTime.ofSeconds(2));
    assertThat(headerTime(SyntheticStreams.AUDIO)).isEqualTo(MediaTime.ofMillis(1_300));
  }

  @Test
  void headersOfNewTracksBearNoTimeBeforeTheFramesThatWere() {
    join(home);
    pictureAndLaterSound(5_000);
    Track larger = new Track(SyntheticStreams.VIDEO, SyntheticStreams.avc360());
    Track sound = new Track(SyntheticStreams.AUDIO, SyntheticStreams.aac());
    publication.emit(new StreamEvent.TracksChanged(TrackList.of(larger, sound)));
    pictureAndLaterSound(5_500);
    assertThat(headerTime(SyntheticStreams.VIDEO)).isEqualTo(MediaTime.ofMillis(1_500));
    assertThat(headerTime(SyntheticStreams.AUDIO)).isEqualTo(MediaTime.ofMillis(800));
  }

  @Test
  void headersOfASilentTrackAreNotFarBehind() {
    join(home);
    pictureAndLaterSound(5_000);
    for (int millis = 5_500; millis <= 8_000; millis += 500) {
      publication.emit(frame(SyntheticStreams.VIDEO, millis));
    }
    loops.runAll();
    join(away);
    assertThat(headerTime(SyntheticStreams.AUDIO))
        .isEqualTo(MediaTime.ofMillis(4_000).minus(TrackTimes.MOST_BEHIND));
  }

  /// The publisher's time; the stream starts at one second.
  private void pictureAndLaterSound(int millis) {
    publication.emit(frame(SyntheticStreams.VIDEO, millis));
    publication.emit(frame(SyntheticStreams.AUDIO, millis - 200));
    loops.runAll();
  }

  private static Frame frame(int track, int millis) {
    MediaTime time = MediaTime.ofMillis(millis);
    return new Frame(track, time, time, true, Bytes.of(0, 0, 0, 1, 0x65), 0);
  }

  private MediaTime headerTime(int track) {
    return headers.getLast().of(SyntheticStreams.tracks().asList().get(track - 1));
  }

  @Test
  void finishesWhoWatchesAndWhoWaits() {
    Viewer waiting = join(home);
    publication.close(CloseReason.SHUTTING_DOWN);
    loops.runAll();
    assertThat(waiting.finished).isTrue();
  }

  private Publication publish() {
    HubOptions options =
        new HubOptions(
            DataSize.ofMegabytes(16),
            Duration.ofSeconds(20),
            new DataSize(20_000),
            Duration.ofSeconds(3),
            AudioAdapter.NONE,
            false,
            new StageLatency(),
            loops::nanoTime,
            loops::now,
            bug -> {
              throw new IllegalStateException(bug);
            });
    StreamRegistry registry = new StreamRegistry(loops, AdmissionPolicy.OPEN, options);
    PublishRequest request =
        new PublishRequest("p", StreamKey.parse("live/x"), Protocol.RTMP, "test", Map.of());
    Publication granted =
        ((PublishResult.Accepted) registry.publish(request, _ -> {})).publication();
    granted.emit(new StreamEvent.TracksChanged(SyntheticStreams.tracks()));
    return granted;
  }

  private void emit(MediaTime from, MediaTime duration) {
    SyntheticStreams.frames(SPEC, from, duration).forEach(publication::emit);
    loops.runAll();
  }

  private Viewer join(Loop loop) {
    Viewer viewer = new Viewer(loop);
    viewers.add(viewer);
    feeds.join(publication.hub(), "letters", viewer);
    loops.runAll();
    return viewer;
  }

  private void leave(Viewer viewer) {
    viewer.closed = true;
    feeds.leave(publication.hub(), "letters", viewer);
    loops.runAll();
  }

  /// One shared content.
  private record Piece(Bytes bytes) {}

  /// How many contents were made, and how many holds on them are left.
  private static final class Counted implements FeedContent<Piece> {
    int made;
    int holds;

    @Override
    public Piece of(Bytes bytes) {
      made++;
      holds++;
      return new Piece(bytes);
    }

    @Override
    public void retain(Piece piece, int count) {
      holds += count;
    }

    @Override
    public void release(Piece piece) {
      holds--;
    }
  }

  private final class Viewer implements FeedViewer<Piece> {
    final List<Parcel<Piece>> offered = new ArrayList<>();
    private final Loop loop;
    int reviews;
    boolean closed;
    boolean finished;

    Viewer(Loop loop) {
      this.loop = loop;
    }

    @Override
    public Loop loop() {
      return loop;
    }

    @Override
    public void offer(Parcel<Piece> parcel, long nowNanos) {
      assertThat(loop.isCurrent()).isTrue();
      offered.add(parcel);
      content.release(parcel.content());
    }

    @Override
    public void review(long nowNanos) {
      assertThat(loop.isCurrent()).isTrue();
      reviews++;
    }

    @Override
    public void finish() {
      finished = true;
    }

    @Override
    public boolean isClosed() {
      return closed;
    }
  }

  /// `H` for headers, one letter a frame.
  private final class LetterMuxer implements FeedMuxer {
    private TrackList tracks = TrackList.EMPTY;

    @Override
    public void tracks(TrackList changed) {
      tracks = changed;
    }

    @Override
    public void start(TrackTimes times, ByteWriter out) {
      out.u8('H');
      headers.add(times);
    }

    @Override
    public void change(TrackTimes times, ByteWriter out) {
      out.u8('H');
      headers.add(times);
    }

    @Override
    public boolean startsSync(Frame frame) {
      return FeedMuxer.isSync(frame, tracks);
    }

    @Override
    public void frame(Frame frame, ByteWriter out) {
      out.u8(frame.trackId() == SyntheticStreams.VIDEO ? 'v' : 'a');
    }

    @Override
    public void discontinuity(ByteWriter out) {}

    @Override
    public void end(TrackTimes times, ByteWriter out) {}
  }
}
