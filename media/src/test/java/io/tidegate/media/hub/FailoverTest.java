package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.testing.SeededFuzz;
import io.tidegate.media.testing.SyntheticStreams;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A stream of several sources, of which one plays.
class FailoverTest {
  private static final SourcePlan.Source PATIENT =
      new SourcePlan.Source("alone", false, Duration.ofSeconds(3), Duration.ofSeconds(7));

  private final SourcesInStep sources = new SourcesInStep();

  @Test
  void aSecondSourceStandsByAndTakesOverWithoutABreak() {
    SourcesInStep.Sender first = sources.new Sender(0);
    SourcesInStep.Sender second = sources.new Sender(1);
    sources.watch();
    sources.send(Duration.ofMillis(3_500), first, second);
    assertThat(second.publication.isStandby()).isTrue();
    assertThat(sources.states()).containsExactly("streaming", "standby", "idle");
    Frame last = sources.lastPicture();
    int before = sources.seen.size();
    first.publication.close(CloseReason.CONNECTION_LOST);
    Frame joint = (Frame) sources.seen.get(before);
    assertThat(joint.keyFrame()).isTrue();
    assertThat(joint.dts().minus(last.dts())).isBetween(MediaTime.ZERO, MediaTime.ofMillis(100));
    sources.send(Duration.ofSeconds(2), second);
    assertThat(sources.seen.stream().filter(event -> !(event instanceof Frame)).toList())
        .containsExactly(new TracksChanged(SyntheticStreams.tracks()));
    assertThat(sources.states()).containsExactly("failed", "streaming", "idle");
    assertThat(sources.view().sources().getFirst().reason()).isEqualTo("connection lost");
    assertThat(second.publication.isStandby()).isFalse();
    sources.assertContinuous();
  }

  @Test
  void theBetterOneTakesBackAtItsKeyFrameWhenItWasStable() {
    SourcesInStep.Sender second = sources.new Sender(1);
    sources.watch();
    sources.send(Duration.ofSeconds(1), second);
    SourcesInStep.Sender first = sources.new Sender(0);
    sources.send(Duration.ofMillis(4_800), first, second);
    assertThat(sources.states()).containsExactly("standby", "streaming", "idle");
    sources.send(Duration.ofMillis(1_400), first, second);
    assertThat(sources.states()).containsExactly("streaming", "standby", "idle");
    assertThat(sources.seen).doesNotContain(new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER));
    sources.assertContinuous();
  }

  @Test
  void othersTracksAreAnnouncedAndBreakTheStream() {
    SourcesInStep.Sender first = sources.new Sender(0);
    SourcesInStep.Sender second = sources.new Sender(1, SourcesInStep.OTHER_TRACKS);
    sources.watch();
    sources.send(Duration.ofSeconds(2), first, second);
    int before = sources.seen.size();
    first.publication.close(CloseReason.CONNECTION_LOST);
    assertThat(sources.seen.subList(before, before + 2))
        .containsExactly(
            new TracksChanged(SourcesInStep.OTHER_TRACKS),
            new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER));
    sources.send(Duration.ofSeconds(1), second);
    sources.assertContinuous();
  }

  @Test
  void tracksThatAreCodedAlikeKeepTheirIds() {
    TrackList swapped =
        TrackList.of(new Track(1, SyntheticStreams.aac()), new Track(2, SyntheticStreams.avc()));
    SourcesInStep.Sender first = sources.new Sender(0);
    SourcesInStep.Sender second = sources.new Sender(1, swapped);
    sources.watch();
    sources.send(Duration.ofSeconds(2), first, second);
    int before = sources.seen.size();
    first.publication.close(CloseReason.CONNECTION_LOST);
    sources.send(Duration.ofSeconds(1), second);
    Frame joint = (Frame) sources.seen.get(before);
    assertThat(joint.keyFrame()).isTrue();
    assertThat(joint.trackId()).isEqualTo(SyntheticStreams.VIDEO);
    assertThat(sources.seen.stream().filter(event -> !(event instanceof Frame))).hasSize(1);
    sources.assertContinuous();
  }

  @Test
  void oneThatSendsNoFramesGivesWay() {
    SourcesInStep.Sender first = sources.new Sender(0);
    SourcesInStep.Sender second = sources.new Sender(1);
    sources.watch();
    sources.send(Duration.ofSeconds(2), first, second);
    sources.send(Duration.ofMillis(9_900), second);
    assertThat(sources.view().sources().get(0).active()).isTrue();
    sources.send(Duration.ofMillis(400), second);
    assertThat(sources.states()).containsExactly("failed", "streaming", "idle");
    assertThat(sources.view().sources().getFirst().reason()).isEqualTo("no frame for 10000 ms");
    sources.assertContinuous();
  }

  @Test
  void aSlateIsAskedToPlayAndToStop() {
    PublishResult accepted =
        sources.registry.publish(SourcesInStep.request(2), sources.new Slate());
    Publication slate = ((PublishResult.Accepted) accepted).publication();
    assertThat(sources.told).containsExactly("plays true");
    slate.emit(new TracksChanged(SourcesInStep.OTHER_TRACKS));
    sources.watch();
    SourcesInStep.Sender first = sources.new Sender(0);
    sources.send(Duration.ofMillis(6_200), first);
    assertThat(sources.told).containsExactly("plays true", "plays false");
    assertThat(sources.states()).containsExactly("streaming", "idle", "standby");
    first.publication.close(CloseReason.CONNECTION_LOST);
    assertThat(sources.told).containsExactly("plays true", "plays false", "plays true");
    assertThat(sources.states()).containsExactly("failed", "idle", "streaming");
  }

  /// Nobody else would ask it to.
  @Test
  void aConstantSourceAloneIsAskedToPlay() {
    sources.policy.plan =
        new SourcePlan(
            List.of(SourcePlan.Source.of("file").asConstant()), SourcePlan.DEFAULT_STABLE);
    PublishResult accepted =
        sources.registry.publish(SourcesInStep.request(0), sources.new Slate());
    assertThat(sources.told).containsExactly("plays true");
    Publication file = ((PublishResult.Accepted) accepted).publication();
    file.emit(new TracksChanged(SourcesInStep.OTHER_TRACKS));
    assertThat(sources.states()).containsExactly("streaming");
    file.close(CloseReason.ENDED_BY_PEER);
    assertThat(sources.states()).containsExactly("idle");
  }

  @Test
  void eachSourceHasOnePublisher() {
    sources.new Sender(0);
    assertThat(sources.registry.publish(SourcesInStep.request(0), sources.told(0)))
        .isInstanceOf(PublishResult.Refused.class);
    assertThat(sources.registry.wouldAdmit(SourcesInStep.request(0)))
        .isInstanceOf(Admission.Refused.class);
    assertThat(sources.registry.wouldAdmit(SourcesInStep.request(1)))
        .isInstanceOf(Admission.Granted.class);
    sources.policy.takeOver = true;
    assertThat(sources.registry.publish(SourcesInStep.request(0), sources.told(0)))
        .isInstanceOf(PublishResult.Accepted.class);
    assertThat(sources.told).contains("0 TAKEN_OVER");
  }

  @Test
  void waitsForAReturnWhenAllAreGone() {
    SourcesInStep.Sender first = sources.new Sender(0);
    SourcesInStep.Sender second = sources.new Sender(1);
    sources.watch();
    sources.send(Duration.ofSeconds(2), first, second);
    second.publication.close(CloseReason.ENDED_BY_PEER);
    assertThat(sources.view().state()).isEqualTo(SessionState.STREAMING);
    first.publication.close(CloseReason.CONNECTION_LOST);
    assertThat(sources.view().state()).isEqualTo(SessionState.DISCONNECTED);
    sources.loops.advance(Duration.ofSeconds(5));
    SourcesInStep.Sender back = sources.new Sender(1);
    sources.send(Duration.ofSeconds(2), back);
    assertThat(sources.seen).contains(new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER));
    sources.assertContinuous();
    back.publication.close(CloseReason.ENDED_BY_PEER);
    sources.loops.advance(Duration.ofSeconds(15));
    assertThat(sources.registry.find(SourcesInStep.KEY)).isNull();
    assertThat(sources.loops.timersLeft()).isZero();
  }

  @Test
  void followsAnotherOrderWithoutAWord() {
    SourcesInStep.Sender first = sources.new Sender(0);
    SourcesInStep.Sender second = sources.new Sender(1);
    sources.watch();
    sources.send(Duration.ofSeconds(6), first, second);
    sources.policy.places.put("0", 1);
    sources.policy.places.put("1", 0);
    sources.registry.replan(SourcesInStep.KEY);
    assertThat(sources.states()).containsExactly("standby", "streaming", "idle");
    sources.send(Duration.ofMillis(1_200), first, second);
    assertThat(sources.states()).containsExactly("streaming", "standby", "idle");
    assertThat(second.publication.isStandby()).isFalse();
    assertThat(sources.told).isEmpty();
    sources.assertContinuous();
  }

  @Test
  void oneSourceAloneBecomesSeveralAndTheOtherWayRound() {
    sources.policy.plan = SourcePlan.SINGLE;
    sources.policy.places.put("1", 0);
    SourcesInStep.Sender second = sources.new Sender(1);
    sources.watch();
    sources.send(Duration.ofSeconds(1), second);
    assertThat(sources.states()).containsExactly("streaming");
    sources.policy.plan = SourcesInStep.Ordered.PLAN;
    sources.policy.places.clear();
    sources.registry.replan(SourcesInStep.KEY);
    assertThat(sources.states()).containsExactly("idle", "streaming", "idle");
    SourcesInStep.Sender first = sources.new Sender(0);
    sources.send(Duration.ofMillis(6_400), first, second);
    assertThat(sources.states()).containsExactly("streaming", "standby", "idle");
    sources.policy.plan = SourcePlan.SINGLE;
    sources.policy.places.put("1", 0);
    sources.registry.replan(SourcesInStep.KEY);
    assertThat(sources.told).containsExactly("1 KICKED");
    sources.send(Duration.ofSeconds(1), first);
    assertThat(sources.states()).containsExactly("streaming");
    sources.send(Duration.ofSeconds(11));
    assertThat(sources.states()).containsExactly("failed");
    sources.assertContinuous();
  }

  /// Connected is not enough: the one source of a stream is watched, too.
  @Test
  void saysOfASourceThatIsAloneHowItStands() {
    sources.policy.plan = new SourcePlan(List.of(PATIENT), Duration.ofSeconds(5));
    SourcesInStep.Sender alone = sources.new Sender(0);
    sources.watch();
    assertThat(sources.states()).containsExactly("connecting");
    sources.send(Duration.ofSeconds(4));
    assertThat(sources.states()).containsExactly("failed");
    assertThat(sources.source().reason()).isEqualTo("no first frame in 3000 ms");
    assertThat(sources.source().active()).isTrue();
    sources.send(Duration.ofSeconds(3), alone);
    assertThat(sources.states()).containsExactly("streaming");
    assertThat(sources.view().bitrateBps()).isPositive();
    sources.send(Duration.ofMillis(6_800));
    assertThat(sources.states()).containsExactly("streaming");
    sources.send(Duration.ofMillis(400));
    assertThat(sources.states()).containsExactly("failed");
    assertThat(sources.source().reason()).isEqualTo("no frame for 7000 ms");
    assertThat(sources.view().bitrateBps()).isZero();
    sources.send(Duration.ofSeconds(1), alone);
    assertThat(sources.states()).containsExactly("streaming");
    alone.publication.close(CloseReason.CONNECTION_LOST);
    assertThat(sources.states()).containsExactly("failed");
    assertThat(sources.source().reason()).isEqualTo("connection lost");
    assertThat(sources.source().active()).isFalse();
    SourcesInStep.Sender again = sources.new Sender(0);
    sources.send(Duration.ofSeconds(1), again);
    again.publication.close(CloseReason.ENDED_BY_PEER);
    assertThat(sources.states()).containsExactly("idle");
    assertThat(sources.bugs).isEmpty();
  }

  /// Comings, goings and silences: time never runs back, pictures join at key frames.
  @Test
  void staysContinuousWhateverHappens() {
    SeededFuzz.run(
        1,
        30,
        random -> {
          liveOn(new SourcesInStep(), random);
        });
  }

  private static void liveOn(SourcesInStep sources, Random random) {
    Map<Integer, SourcesInStep.Sender> senders = new HashMap<>();
    senders.put(0, sources.new Sender(0));
    sources.watch();
    for (int i = 0; i < 60; i++) {
      int place = random.nextInt(2);
      SourcesInStep.Sender there = senders.get(place);
      if (random.nextInt(3) == 0 && there != null && senders.size() > 1) {
        there.publication.close(CloseReason.CONNECTION_LOST);
        senders.remove(place);
      } else if (there == null && random.nextBoolean()) {
        TrackList tracks =
            random.nextInt(3) == 0 ? SourcesInStep.OTHER_TRACKS : SyntheticStreams.tracks();
        senders.put(place, sources.new Sender(place, tracks));
      }
      SourcesInStep.Sender[] all = senders.values().toArray(SourcesInStep.Sender[]::new);
      SourcesInStep.Sender[] some =
          random.nextInt(4) == 0 ? new SourcesInStep.Sender[] {all[0]} : all;
      sources.send(Duration.ofMillis(200L * (1 + random.nextInt(40))), some);
    }
    assertThat(sources.bugs).isEmpty();
    sources.assertContinuous();
  }
}
