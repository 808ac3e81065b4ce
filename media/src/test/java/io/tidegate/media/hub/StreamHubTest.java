package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.testing.ContractSink;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.ManualLoops.ManualLoop;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.media.testing.SyntheticStreams.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StreamHubTest {
  private static final StreamKey KEY = StreamKey.parse("live/cam1");
  private static final Spec SPEC = Spec.of(SyntheticStreams.tracks());

  private final ManualLoops loops = new ManualLoops();
  private final List<Throwable> bugs = new ArrayList<>();
  private final SwitchablePolicy policy = new SwitchablePolicy();
  private final HubOptions options =
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
          bugs::add);
  private final StreamRegistry registry = new StreamRegistry(loops, policy, options);
  private final List<CloseReason> closedOwners = new ArrayList<>();

  @Test
  void replaysTracksAndTheFramesSinceTheLastKeyFrameToALateJoiner() {
    Publication publication = publish();
    emit(publication, MediaTime.ZERO, MediaTime.ofMillis(1_500));
    List<StreamEvent> seen = attach();
    assertThat(seen.getFirst()).isEqualTo(new TracksChanged(SyntheticStreams.tracks()));
    Frame first = (Frame) seen.get(1);
    assertThat(first.keyFrame()).isTrue();
    assertThat(first.trackId()).isEqualTo(SyntheticStreams.VIDEO);
    assertThat(first.dts()).isEqualTo(MediaTime.ofSeconds(2));
  }

  @Test
  void refusesASecondPublisherWhileTheFirstIsLive() {
    Publication publication = publish();
    emit(publication, MediaTime.ZERO, MediaTime.ofMillis(100));
    loops.advance(Duration.ofMillis(2_999));
    PublishResult second = registry.publish(request("other"), closedOwners::add);
    assertThat(second).isInstanceOf(PublishResult.Refused.class);
    assertThat(((PublishResult.Refused) second).refusal()).isEqualTo(Refusal.KEY_TAKEN);
    assertThat(closedOwners).isEmpty();
  }

  @Test
  void letsASecondPublisherReplaceOneThatWasSilentForThreeSeconds() {
    Publication publication = publish();
    emit(publication, MediaTime.ZERO, MediaTime.ofMillis(100));
    loops.advance(Duration.ofSeconds(3));
    assertThat(registry.publish(request("other"), closedOwners::add))
        .isInstanceOf(PublishResult.Accepted.class);
    assertThat(closedOwners).containsExactly(CloseReason.TAKEN_OVER);
  }

  @Test
  void ignoresEventsOfAPublisherThatWasTakenOver() {
    policy.takeOver = true;
    Publication first = publish();
    emit(first, MediaTime.ZERO, MediaTime.ofMillis(100));
    List<StreamEvent> seen = attach();
    Publication second = publish();
    int before = seen.size();
    emit(first, MediaTime.ofMillis(100), MediaTime.ofMillis(100));
    assertThat(seen).hasSize(before);
    emit(second, MediaTime.ZERO, MediaTime.ofMillis(100));
    assertThat(seen.size()).isGreaterThan(before);
  }

  @Test
  void goesOnOnTheTimesOfAnotherStreamWhenAChildThatCodesItReturns() {
    Publication first = transcoded("first");
    List<StreamEvent> seen = attach();
    emit(first, MediaTime.ofSeconds(40), MediaTime.ofMillis(2_000));
    first.close(CloseReason.CONNECTION_LOST);
    Publication again = transcoded("second");
    emit(again, MediaTime.ofSeconds(40), MediaTime.ofMillis(4_000));
    assertThat(seen).noneMatch(Discontinuity.class::isInstance);
    List<MediaTime> pictures =
        seen.stream()
            .filter(Frame.class::isInstance)
            .map(Frame.class::cast)
            .filter(frame -> frame.trackId() == SyntheticStreams.VIDEO)
            .map(Frame::dts)
            .toList();
    assertThat(pictures).isSorted().doesNotHaveDuplicates().hasSize(100);
    assertThat(pictures.getFirst()).isEqualTo(MediaTime.ofSeconds(40));
  }

  @Test
  void aStreamThatGoesOnElsewhereWaitsForThatWhoeverEndsItHere() {
    for (Duration grace : List.of(Duration.ZERO, Duration.ofSeconds(15))) {
      policy.grace = grace;
      policy.elsewhere = true;
      Publication before = publish();
      emit(before, MediaTime.ZERO, MediaTime.ofMillis(100));
      List<StreamEvent> seen = attach();
      before.close(CloseReason.SHUTTING_DOWN); // as what we call ends
      loops.advance(Duration.ofMillis(1_900));
      assertThat(seen).doesNotContain(EndOfStream.INSTANCE);
      Publication after = publish();
      emit(after, MediaTime.ZERO, MediaTime.ofMillis(100));
      assertThat(seen).contains(new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER));
      policy.elsewhere = false;
      after.close(CloseReason.SHUTTING_DOWN);
      assertThat(seen.getLast()).isEqualTo(EndOfStream.INSTANCE);
    }
  }

  @Test
  void aStreamThatWasToGoOnElsewhereAndDoesNotEnds() {
    policy.grace = Duration.ZERO;
    policy.elsewhere = true;
    Publication before = publish();
    emit(before, MediaTime.ZERO, MediaTime.ofMillis(100));
    List<StreamEvent> seen = attach();
    before.close(CloseReason.TAKEN_OVER);
    loops.advance(Duration.ofSeconds(3));
    assertThat(seen.getLast()).isEqualTo(EndOfStream.INSTANCE);
  }

  private Publication transcoded(String session) {
    PublishRequest request =
        new PublishRequest(session, KEY, Protocol.TRANSCODE, "", Credentials.NONE);
    return ((PublishResult.Accepted) registry.publish(request, closedOwners::add)).publication();
  }

  @Test
  void keepsViewersThroughTheReturnOfAPublisherWithinItsGrace() {
    Publication first = publish();
    emit(first, MediaTime.ZERO, MediaTime.ofMillis(200));
    List<StreamEvent> seen = attach();
    first.close(CloseReason.CONNECTION_LOST);
    loops.advance(Duration.ofMillis(14_999));
    Publication second = publish();
    emit(second, MediaTime.ofSeconds(77), MediaTime.ofMillis(200));
    assertThat(seen)
        .contains(new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER))
        .doesNotContain(EndOfStream.INSTANCE);
    assertThat(hub().view().discontinuities()).isLessThanOrEqualTo(1);
    loops.advance(Duration.ofSeconds(60));
    assertThat(seen).doesNotContain(EndOfStream.INSTANCE);
  }

  @Test
  void announcesTracksBeforeTheDiscontinuityWhenTheReturningPublisherHasOthers() {
    Publication first = publish();
    emit(first, MediaTime.ZERO, MediaTime.ofMillis(200));
    List<StreamEvent> seen = attach();
    first.close(CloseReason.CONNECTION_LOST);
    Publication second = publish();
    TrackList larger = TrackList.of(new Track(1, SyntheticStreams.avc360()));
    seen.clear();
    second.emit(new TracksChanged(larger));
    assertThat(seen)
        .containsExactly(
            new TracksChanged(larger), new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER));
  }

  @Test
  void endsWhenNobodyReturnsInTheGrace() {
    Publication publication = publish();
    emit(publication, MediaTime.ZERO, MediaTime.ofMillis(200));
    List<StreamEvent> seen = attach();
    publication.close(CloseReason.ENDED_BY_PEER);
    assertThat(hub().view().state()).isEqualTo(SessionState.DISCONNECTED);
    loops.advance(Duration.ofSeconds(15));
    assertThat(seen).endsWith(EndOfStream.INSTANCE);
    assertThat(registry.find(KEY)).isNull();
    assertThat(loops.timersLeft()).isZero();
  }

  @Test
  void endsAtOnceWhenThePublisherNeverSentATrack() {
    publish().close(CloseReason.CONNECTION_LOST);
    assertThat(registry.find(KEY)).isNull();
  }

  @Test
  void takesEventsFromAPublisherOnAnotherLoopInOrder() {
    Publication first = publish();
    emit(first, MediaTime.ZERO, MediaTime.ofMillis(200));
    List<StreamEvent> seen = attach();
    first.close(CloseReason.CONNECTION_LOST);
    ManualLoop other = loops.newLoop();
    ManualLoop hubLoop = (ManualLoop) loops.current();
    loops.enter(other);
    Publication second = publish();
    seen.clear();
    emit(second, MediaTime.ZERO, MediaTime.ofMillis(400));
    assertThat(seen).isEmpty();
    assertThat(hubLoop.queued()).isPositive();
    loops.runAll();
    assertThat(seen).hasSizeGreaterThan(20);
    assertThat(second.dropped()).isZero();
  }

  @Test
  void boundsWhatWaitsBetweenTwoLoops() {
    Publication first = publish();
    emit(first, MediaTime.ZERO, MediaTime.ofMillis(200));
    first.close(CloseReason.CONNECTION_LOST);
    loops.enter(loops.newLoop());
    Publication second = publish();
    emit(second, MediaTime.ZERO, MediaTime.ofSeconds(10));
    assertThat(second.dropped()).isPositive();
    loops.runAll();
    long afterDrain = second.dropped();
    emit(second, MediaTime.ofSeconds(10), MediaTime.ofMillis(500));
    assertThat(second.dropped()).isEqualTo(afterDrain);
  }

  @Test
  void detachesASinkThatThrowsAndGoesOn() {
    Publication publication = publish();
    emit(publication, MediaTime.ZERO, MediaTime.ofMillis(100));
    hub()
        .attach(_ -> {
          throw new IllegalStateException("a bug");
        });
    List<StreamEvent> seen = attach();
    emit(publication, MediaTime.ofMillis(120), MediaTime.ofMillis(100));
    assertThat(bugs).isNotEmpty().allMatch(IllegalStateException.class::isInstance);
    assertThat(seen).hasSizeGreaterThan(5);
  }

  @Test
  void tellsObserversOfANewStreamBeforeItsFirstEvent() {
    List<StreamKey> opened = new ArrayList<>();
    registry.observe(hub -> {
      assertThat(hub.tracks().isEmpty()).isTrue();
      opened.add(hub.key());
    });
    publish();
    assertThat(opened).containsExactly(KEY);
  }

  @Test
  void refusesPublishersAndEndsStreamsWhenItShutsDown() {
    Publication publication = publish();
    emit(publication, MediaTime.ZERO, MediaTime.ofMillis(100));
    List<StreamEvent> seen = attach();
    registry.shutDown();
    assertThat(closedOwners).containsExactly(CloseReason.SHUTTING_DOWN);
    assertThat(seen).endsWith(EndOfStream.INSTANCE);
    assertThat(registry.publish(request("late"), closedOwners::add))
        .isEqualTo(new PublishResult.Refused(Refusal.SHUTTING_DOWN, "the server is stopping"));
  }

  @Test
  void showsRateTracksAndViewers() {
    Publication publication = publish();
    emit(publication, MediaTime.ZERO, MediaTime.ofSeconds(5));
    hub().viewerOpened();
    StreamView view = hub().view();
    assertThat(view.state()).isEqualTo(SessionState.STREAMING);
    assertThat(view.viewers()).isEqualTo(1);
    assertThat(view.tracks()).isEqualTo(SyntheticStreams.tracks());
    // 25 frames of 400 bytes, one of them three times as long, and 46.9 of 120 a second
    assertThat(view.bitrateBps()).isBetween(125_000L, 140_000L);
    assertThat(view.framesPerSecond()).isBetween(24.0, 26.0);
    loops.advance(Duration.ofSeconds(60));
    assertThat(hub().view().bitrateBps()).as("when nothing comes").isZero();
    assertThat(hub().view().framesPerSecond()).isZero();
  }

  @Test
  void letsGoOfAGopThatOutgrowsItsLimit() {
    GopCache cache = new GopCache(10_000, MediaTime.ofSeconds(20));
    cache.tracks(SyntheticStreams.tracks());
    SyntheticStreams.frames(SPEC.withGop(1_000), MediaTime.ZERO, MediaTime.ofSeconds(2))
        .forEach(cache::add);
    List<StreamEvent> seen = new ArrayList<>();
    cache.replay(seen::add);
    assertThat(seen).isEmpty();
    assertThat(cache.bytes()).isZero();
  }

  private Publication publish() {
    PublishResult result = registry.publish(request("a"), closedOwners::add);
    return ((PublishResult.Accepted) result).publication();
  }

  private PublishRequest request(String session) {
    return new PublishRequest(session, KEY, Protocol.RTMP, "127.0.0.1:1", Map.of());
  }

  private void emit(Publication publication, MediaTime start, MediaTime duration) {
    publication.emit(new TracksChanged(SyntheticStreams.tracks()));
    SyntheticStreams.frames(SPEC, start, duration).forEach(publication::emit);
  }

  private StreamHub hub() {
    return Objects.requireNonNull(registry.find(KEY));
  }

  private List<StreamEvent> attach() {
    List<StreamEvent> seen = new ArrayList<>();
    hub().attach(new ContractSink(seen::add));
    return seen;
  }

  private static final class SwitchablePolicy implements AdmissionPolicy {
    boolean takeOver;
    boolean elsewhere;
    Duration grace = Duration.ofSeconds(15);

    @Override
    public boolean isElsewhere(StreamKey key) {
      return elsewhere;
    }

    @Override
    public Admission publish(PublishRequest request) {
      return Admission.Granted.INSTANCE;
    }

    @Override
    public Admission play(PlayRequest request) {
      return Admission.Granted.INSTANCE;
    }

    @Override
    public boolean takeOver(PublishRequest request) {
      return takeOver;
    }

    @Override
    public Duration grace(PublishRequest request) {
      return grace;
    }
  }
}
