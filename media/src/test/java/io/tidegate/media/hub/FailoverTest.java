package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.testing.ContractSink;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SeededFuzz;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.media.testing.SyntheticStreams.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A stream of several sources: session names are the places of its publishers.
class FailoverTest {
  private static final StreamKey KEY = StreamKey.parse("live/cam1");
  private static final MediaTime STEP = MediaTime.ofMillis(200);
  private static final TrackList OTHER_TRACKS =
      TrackList.of(
          new Track(SyntheticStreams.VIDEO, SyntheticStreams.avc360()),
          new Track(SyntheticStreams.AUDIO, SyntheticStreams.aac()));

  private static final SourcePlan.Source PATIENT =
      new SourcePlan.Source("alone", false, Duration.ofSeconds(3), Duration.ofSeconds(7));

  private static final Map<TrackList, List<Frame>> FRAMES = new HashMap<>();

  private final ManualLoops loops = new ManualLoops();
  private final List<Throwable> bugs = new ArrayList<>();
  private final Ordered policy = new Ordered();
  private final StreamRegistry registry =
      new StreamRegistry(
          loops,
          policy,
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
              bugs::add));
  private final List<StreamEvent> seen = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  @Test
  void aSecondSourceStandsByAndTakesOverWithoutABreak() {
    Sender first = new Sender(0);
    Sender second = new Sender(1);
    watch();
    send(Duration.ofMillis(3_500), first, second);
    assertThat(second.publication.isStandby()).isTrue();
    assertThat(states()).containsExactly("streaming", "standby", "idle");
    Frame last = lastPicture();
    int before = seen.size();
    first.publication.close(CloseReason.CONNECTION_LOST);
    Frame joint = (Frame) seen.get(before);
    assertThat(joint.keyFrame()).isTrue();
    assertThat(joint.dts().minus(last.dts())).isBetween(MediaTime.ZERO, MediaTime.ofMillis(100));
    send(Duration.ofSeconds(2), second);
    assertThat(seen.stream().filter(event -> !(event instanceof Frame)).toList())
        .containsExactly(new TracksChanged(SyntheticStreams.tracks()));
    assertThat(states()).containsExactly("failed", "streaming", "idle");
    assertThat(view().sources().getFirst().reason()).isEqualTo("connection lost");
    assertThat(second.publication.isStandby()).isFalse();
    assertContinuous();
  }

  @Test
  void theBetterOneTakesBackAtItsKeyFrameWhenItWasStable() {
    Sender second = new Sender(1);
    watch();
    send(Duration.ofSeconds(1), second);
    Sender first = new Sender(0);
    send(Duration.ofMillis(4_800), first, second);
    assertThat(states()).containsExactly("standby", "streaming", "idle");
    send(Duration.ofMillis(1_400), first, second);
    assertThat(states()).containsExactly("streaming", "standby", "idle");
    assertThat(seen).doesNotContain(new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER));
    assertContinuous();
  }

  @Test
  void othersTracksAreAnnouncedAndBreakTheStream() {
    Sender first = new Sender(0);
    Sender second = new Sender(1, OTHER_TRACKS);
    watch();
    send(Duration.ofSeconds(2), first, second);
    int before = seen.size();
    first.publication.close(CloseReason.CONNECTION_LOST);
    assertThat(seen.subList(before, before + 2))
        .containsExactly(
            new TracksChanged(OTHER_TRACKS), new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER));
    send(Duration.ofSeconds(1), second);
    assertContinuous();
  }

  @Test
  void tracksThatAreCodedAlikeKeepTheirIds() {
    TrackList swapped =
        TrackList.of(new Track(1, SyntheticStreams.aac()), new Track(2, SyntheticStreams.avc()));
    Sender first = new Sender(0);
    Sender second = new Sender(1, swapped);
    watch();
    send(Duration.ofSeconds(2), first, second);
    int before = seen.size();
    first.publication.close(CloseReason.CONNECTION_LOST);
    send(Duration.ofSeconds(1), second);
    Frame joint = (Frame) seen.get(before);
    assertThat(joint.keyFrame()).isTrue();
    assertThat(joint.trackId()).isEqualTo(SyntheticStreams.VIDEO);
    assertThat(seen.stream().filter(event -> !(event instanceof Frame))).hasSize(1);
    assertContinuous();
  }

  @Test
  void oneThatSendsNoFramesGivesWay() {
    Sender first = new Sender(0);
    Sender second = new Sender(1);
    watch();
    send(Duration.ofSeconds(2), first, second);
    send(Duration.ofMillis(9_900), second);
    assertThat(view().sources().get(0).active()).isTrue();
    send(Duration.ofMillis(400), second);
    assertThat(states()).containsExactly("failed", "streaming", "idle");
    assertThat(view().sources().getFirst().reason()).isEqualTo("no frame for 10000 ms");
    assertContinuous();
  }

  @Test
  void aSlateIsAskedToPlayAndToStop() {
    PublishResult accepted = registry.publish(request(2), new Slate());
    Publication slate = ((PublishResult.Accepted) accepted).publication();
    assertThat(told).containsExactly("plays true");
    slate.emit(new TracksChanged(OTHER_TRACKS));
    watch();
    Sender first = new Sender(0);
    send(Duration.ofMillis(6_200), first);
    assertThat(told).containsExactly("plays true", "plays false");
    assertThat(states()).containsExactly("streaming", "idle", "standby");
    first.publication.close(CloseReason.CONNECTION_LOST);
    assertThat(told).containsExactly("plays true", "plays false", "plays true");
    assertThat(states()).containsExactly("failed", "idle", "streaming");
  }

  /// Nobody else would ask it to.
  @Test
  void aConstantSourceAloneIsAskedToPlay() {
    policy.plan =
        new SourcePlan(
            List.of(SourcePlan.Source.of("file").asConstant()), SourcePlan.DEFAULT_STABLE);
    PublishResult accepted = registry.publish(request(0), new Slate());
    assertThat(told).containsExactly("plays true");
    Publication file = ((PublishResult.Accepted) accepted).publication();
    file.emit(new TracksChanged(OTHER_TRACKS));
    assertThat(states()).containsExactly("streaming");
    file.close(CloseReason.ENDED_BY_PEER);
    assertThat(states()).containsExactly("idle");
  }

  @Test
  void eachSourceHasOnePublisher() {
    new Sender(0);
    assertThat(registry.publish(request(0), told(0))).isInstanceOf(PublishResult.Refused.class);
    assertThat(registry.wouldAdmit(request(0))).isInstanceOf(Admission.Refused.class);
    assertThat(registry.wouldAdmit(request(1))).isInstanceOf(Admission.Granted.class);
    policy.takeOver = true;
    assertThat(registry.publish(request(0), told(0))).isInstanceOf(PublishResult.Accepted.class);
    assertThat(told).contains("0 TAKEN_OVER");
  }

  @Test
  void waitsForAReturnWhenAllAreGone() {
    Sender first = new Sender(0);
    Sender second = new Sender(1);
    watch();
    send(Duration.ofSeconds(2), first, second);
    second.publication.close(CloseReason.ENDED_BY_PEER);
    assertThat(view().state()).isEqualTo(SessionState.STREAMING);
    first.publication.close(CloseReason.CONNECTION_LOST);
    assertThat(view().state()).isEqualTo(SessionState.DISCONNECTED);
    loops.advance(Duration.ofSeconds(5));
    Sender back = new Sender(1);
    send(Duration.ofSeconds(2), back);
    assertThat(seen).contains(new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER));
    assertContinuous();
    back.publication.close(CloseReason.ENDED_BY_PEER);
    loops.advance(Duration.ofSeconds(15));
    assertThat(registry.find(KEY)).isNull();
    assertThat(loops.timersLeft()).isZero();
  }

  @Test
  void followsAnotherOrderWithoutAWord() {
    Sender first = new Sender(0);
    Sender second = new Sender(1);
    watch();
    send(Duration.ofSeconds(6), first, second);
    policy.places.put("0", 1);
    policy.places.put("1", 0);
    registry.replan(KEY);
    assertThat(states()).containsExactly("standby", "streaming", "idle");
    send(Duration.ofMillis(1_200), first, second);
    assertThat(states()).containsExactly("streaming", "standby", "idle");
    assertThat(second.publication.isStandby()).isFalse();
    assertThat(told).isEmpty();
    assertContinuous();
  }

  @Test
  void oneSourceAloneBecomesSeveralAndTheOtherWayRound() {
    policy.plan = SourcePlan.SINGLE;
    policy.places.put("1", 0);
    Sender second = new Sender(1);
    watch();
    send(Duration.ofSeconds(1), second);
    assertThat(states()).containsExactly("streaming");
    policy.plan = Ordered.PLAN;
    policy.places.clear();
    registry.replan(KEY);
    assertThat(states()).containsExactly("idle", "streaming", "idle");
    Sender first = new Sender(0);
    send(Duration.ofMillis(6_400), first, second);
    assertThat(states()).containsExactly("streaming", "standby", "idle");
    policy.plan = SourcePlan.SINGLE;
    policy.places.put("1", 0);
    registry.replan(KEY);
    assertThat(told).containsExactly("1 KICKED");
    send(Duration.ofSeconds(1), first);
    assertThat(states()).containsExactly("streaming");
    send(Duration.ofSeconds(11));
    assertThat(states()).containsExactly("failed");
    assertContinuous();
  }

  /// Connected is not enough: the one source of a stream is watched, too.
  @Test
  void saysOfASourceThatIsAloneHowItStands() {
    policy.plan = new SourcePlan(List.of(PATIENT), Duration.ofSeconds(5));
    Sender alone = new Sender(0);
    watch();
    assertThat(states()).containsExactly("connecting");
    send(Duration.ofSeconds(4));
    assertThat(states()).containsExactly("failed");
    assertThat(source().reason()).isEqualTo("no first frame in 3000 ms");
    assertThat(source().active()).isTrue();
    send(Duration.ofSeconds(3), alone);
    assertThat(states()).containsExactly("streaming");
    assertThat(view().bitrateBps()).isPositive();
    send(Duration.ofMillis(6_800));
    assertThat(states()).containsExactly("streaming");
    send(Duration.ofMillis(400));
    assertThat(states()).containsExactly("failed");
    assertThat(source().reason()).isEqualTo("no frame for 7000 ms");
    assertThat(view().bitrateBps()).isZero();
    send(Duration.ofSeconds(1), alone);
    assertThat(states()).containsExactly("streaming");
    alone.publication.close(CloseReason.CONNECTION_LOST);
    assertThat(states()).containsExactly("failed");
    assertThat(source().reason()).isEqualTo("connection lost");
    assertThat(source().active()).isFalse();
    Sender again = new Sender(0);
    send(Duration.ofSeconds(1), again);
    again.publication.close(CloseReason.ENDED_BY_PEER);
    assertThat(states()).containsExactly("idle");
    assertThat(bugs).isEmpty();
  }

  private SourceView source() {
    return view().sources().getFirst();
  }

  /// Comings, goings and silences: time never runs back, pictures join at key frames.
  @Test
  void staysContinuousWhateverHappens() {
    SeededFuzz.run(
        1,
        30,
        random -> {
          FailoverTest life = new FailoverTest();
          life.liveOn(random);
        });
  }

  private void liveOn(Random random) {
    Map<Integer, Sender> senders = new HashMap<>();
    senders.put(0, new Sender(0));
    watch();
    for (int i = 0; i < 60; i++) {
      int place = random.nextInt(2);
      Sender there = senders.get(place);
      if (random.nextInt(3) == 0 && there != null && senders.size() > 1) {
        there.publication.close(CloseReason.CONNECTION_LOST);
        senders.remove(place);
      } else if (there == null && random.nextBoolean()) {
        TrackList tracks = random.nextInt(3) == 0 ? OTHER_TRACKS : SyntheticStreams.tracks();
        senders.put(place, new Sender(place, tracks));
      }
      Sender[] all = senders.values().toArray(Sender[]::new);
      Sender[] some = random.nextInt(4) == 0 ? new Sender[] {all[0]} : all;
      send(Duration.ofMillis(200L * (1 + random.nextInt(40))), some);
    }
    assertThat(bugs).isEmpty();
    assertContinuous();
  }

  /// The sink has judged the order in time within each track; here: no gap, and key frames first.
  private void assertContinuous() {
    MediaTime last = null;
    boolean needsKey = true;
    for (StreamEvent event : seen) {
      if (event instanceof Discontinuity) {
        needsKey = true;
      } else if (event instanceof Frame frame && frame.trackId() == SyntheticStreams.VIDEO) {
        assertThat(frame.keyFrame() || !needsKey).as("%s", frame.dts()).isTrue();
        needsKey = false;
        if (last != null) {
          assertThat(frame.dts()).isGreaterThan(last);
        }
        last = frame.dts();
      }
    }
    assertThat(bugs).isEmpty();
  }

  private Frame lastPicture() {
    return (Frame)
        seen.reversed().stream()
            .filter(
                event -> event instanceof Frame frame && frame.trackId() == SyntheticStreams.VIDEO)
            .findFirst()
            .orElseThrow();
  }

  private List<String> states() {
    return view().sources().stream().map(source -> source.state().label()).toList();
  }

  private StreamView view() {
    return Objects.requireNonNull(registry.find(KEY)).view();
  }

  /// Longer than any life here.
  private static List<Frame> made(TrackList tracks) {
    return SyntheticStreams.frames(Spec.of(tracks), MediaTime.ZERO, MediaTime.ofSeconds(600));
  }

  private void watch() {
    Objects.requireNonNull(registry.find(KEY)).attach(new ContractSink(seen::add));
  }

  /// Lets them send in step, in real time.
  private void send(Duration duration, Sender... senders) {
    for (long at = 0; at < duration.toMillis(); at += STEP.toMillis()) {
      loops.advance(Duration.ofMillis(STEP.toMillis()));
      for (Sender sender : senders) {
        sender.step();
      }
    }
    loops.runAll();
  }

  private static PublishRequest request(int place) {
    return new PublishRequest(Integer.toString(place), KEY, Protocol.RTMP, "127.0.0.1:1", Map.of());
  }

  private Publication.Owner told(int place) {
    return reason -> told.add(place + " " + reason);
  }

  private final class Slate implements Publication.Owner {
    @Override
    public void closed(CloseReason reason) {
      told.add("closed " + reason);
    }

    @Override
    public void plays(boolean onAir) {
      told.add("plays " + onAir);
    }
  }

  /// An encoder with a clock of its own.
  private final class Sender {
    final Publication publication;
    private final List<Frame> frames;
    private final MediaTime start;
    private int next;
    private MediaTime until;

    Sender(int place) {
      this(place, SyntheticStreams.tracks());
    }

    Sender(int place, TrackList tracks) {
      start = MediaTime.ofSeconds(1_000L * (place + 1));
      publication =
          ((PublishResult.Accepted) registry.publish(request(place), told(place))).publication();
      frames = FRAMES.computeIfAbsent(tracks, FailoverTest::made);
      until = MediaTime.ZERO;
      publication.emit(new TracksChanged(tracks));
    }

    void step() {
      until = until.plus(STEP);
      while (frames.get(next).dts().isBefore(until)) {
        Frame frame = frames.get(next++);
        publication.emit(
            new Frame(
                frame.trackId(),
                frame.dts().plus(start),
                frame.pts().plus(start),
                frame.keyFrame(),
                frame.payload(),
                loops.nanoTime()));
      }
    }
  }

  /// Three sources, the last one a slate.
  private static final class Ordered implements AdmissionPolicy {
    static final SourcePlan PLAN =
        new SourcePlan(
            List.of(
                SourcePlan.Source.of("a"),
                SourcePlan.Source.of("b"),
                new SourcePlan.Source(
                    "slate", true, Duration.ofSeconds(10), Duration.ofSeconds(10))),
            Duration.ofSeconds(5));

    final Map<String, Integer> places = new HashMap<>();
    SourcePlan plan = PLAN;
    boolean takeOver;

    @Override
    public SourcePlan plan(StreamKey key) {
      return plan;
    }

    @Override
    public int source(PublishRequest request) {
      return places.getOrDefault(request.sessionId(), Integer.parseInt(request.sessionId()));
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
      return Duration.ofSeconds(15);
    }
  }
}
