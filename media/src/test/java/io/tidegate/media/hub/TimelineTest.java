package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final int VIDEO = 1;
  private static final int AUDIO = 2;

  private final Timeline timeline = new Timeline();
  private final List<StreamEvent> out = new ArrayList<>();
  private long wallMillis;

  @Test
  void startsAtTheOriginWhateverTheFirstTime() {
    video(86_400_000);
    assertThat(lastDtsMillis()).isEqualTo(1_000);
  }

  @Test
  void leavesRoomForAFirstFrameOfTheOtherTrackThatIsEarlier() {
    video(500);
    audio(460);
    assertThat(dtsMillis()).containsExactly(1_000L, 960L);
    assertThat(discontinuities()).isEmpty();
  }

  @Test
  void keepsTheDistanceFromDtsToPts() {
    timeline.accept(frame(VIDEO, 100, 180), out::add);
    assertThat(((Frame) out.getFirst()).pts()).isEqualTo(MediaTime.ofMillis(1_080));
  }

  @Test
  void continuesRightAfterTheLastFrameWhenAnotherPublisherComes() {
    video(0);
    video(40);
    timeline.restart();
    wallMillis += 3_000;
    video(777_000);
    video(777_040);
    assertThat(dtsMillis()).containsExactly(1_000L, 1_040L, 1_080L, 1_120L);
  }

  @Test
  void neverRunsBackwardsWhenTheReturningPublisherStartsWithAnEarlierSecondTrack() {
    video(0);
    video(40);
    audio(40);
    timeline.restart();
    audio(5_000);
    video(4_900);
    video(4_940);
    assertThat(dtsMillis(VIDEO)).isSorted();
    assertThat(dtsMillis(AUDIO)).isSorted();
  }

  @Test
  void goesOnWhereItWasWhenTimeJumpsBackByASecond() {
    video(10_000);
    video(10_040);
    video(9_040);
    assertThat(discontinuities()).hasSize(1);
    assertThat(lastDtsMillis()).isEqualTo(1_080);
  }

  @Test
  void flattensAStepBackOfLessThanASecond() {
    video(10_000);
    video(10_040);
    video(9_041);
    assertThat(discontinuities()).isEmpty();
    assertThat(lastDtsMillis()).isEqualTo(1_041);
    assertThat(timeline.flattened()).isEqualTo(1);
  }

  @Test
  void neverShowsTwoFramesOfATrackAtOneTime() {
    video(0);
    video(40);
    video(40);
    video(40);
    video(80);
    assertThat(dtsMillis()).containsExactly(1_000L, 1_040L, 1_041L, 1_042L, 1_080L);
    assertThat(frames().map(Frame::pts).distinct().count()).isEqualTo(5);
  }

  @Test
  void continuesBehindTheLastPictureShownNotOnlyTheLastDecoded() {
    timeline.accept(frame(VIDEO, 0, 80), out::add);
    timeline.accept(frame(VIDEO, 40, 200), out::add);
    timeline.restart();
    timeline.accept(frame(VIDEO, 0, 80), out::add);
    assertThat(lastDtsMillis()).isEqualTo(1_240);
  }

  @Test
  void takesAGapThatTheClockOnTheWallShowsTooAsAGap() {
    video(0);
    wallMillis += 60_000;
    video(60_000);
    assertThat(discontinuities()).isEmpty();
    assertThat(lastDtsMillis()).isEqualTo(61_000);
  }

  @Test
  void takesAGapOfMoreThanThreeSecondsBeyondTheWallAsAJump() {
    video(0);
    video(40);
    video(3_041);
    assertThat(discontinuities()).hasSize(1);
    assertThat(lastDtsMillis()).isEqualTo(1_080);
  }

  @Test
  void takesAGapOfThreeSecondsBeyondTheWallAsAGap() {
    video(0);
    video(40);
    video(3_040);
    assertThat(discontinuities()).isEmpty();
    assertThat(lastDtsMillis()).isEqualTo(4_040);
  }

  @Test
  void movesTheOtherTrackByTheSameOffsetWhenItJumpsLater() {
    video(1_000);
    audio(1_000);
    video(1_040);
    audio(1_020);
    video(500_080);
    audio(1_040);
    audio(1_060);
    audio(500_080);
    video(500_120);
    audio(500_100);
    assertThat(discontinuities()).hasSize(1);
    assertThat(dtsMillis(VIDEO)).containsExactly(1_000L, 1_040L, 1_080L, 1_120L);
    assertThat(dtsMillis(AUDIO)).containsExactly(1_000L, 1_020L, 1_040L, 1_060L, 1_080L, 1_100L);
  }

  @Test
  void alignsTracksWhoseClocksHaveNothingToDoWithEachOther() {
    video(1_000);
    audio(900_000);
    assertThat(dtsMillis(AUDIO).getFirst()).isBetween(1_000L, 1_100L);
    assertThat(discontinuities()).isEmpty();
  }

  @Test
  void passesASignalledBreakOnOnceAndRebasesTheJumpBehindIt() {
    video(0);
    video(40);
    timeline.signal(new Discontinuity(Discontinuity.Reason.SIGNALLED), out::add);
    video(3_600_000);
    video(3_600_040);
    assertThat(discontinuities())
        .containsExactly(new Discontinuity(Discontinuity.Reason.SIGNALLED));
    assertThat(dtsMillis()).containsExactly(1_000L, 1_040L, 1_080L, 1_120L);
  }

  @Test
  void leavesTimeAloneBehindASignalledBreakWithoutAJump() {
    video(0);
    video(40);
    timeline.signal(new Discontinuity(Discontinuity.Reason.SIGNALLED), out::add);
    video(80);
    assertThat(lastDtsMillis()).isEqualTo(1_080);
  }

  @Test
  void leavesTimesOfThisTimelineAsSent() {
    timeline.keep();
    timeline.accept(frame(VIDEO, 86_400_000, 86_400_080), out::add);
    audio(86_399_980);
    assertThat(dtsMillis()).containsExactly(86_400_000L, 86_399_980L);
    assertThat(frames().findFirst().orElseThrow().pts()).isEqualTo(MediaTime.ofMillis(86_400_080));
  }

  @Test
  void goesOnWithoutABreakWhereAReturnLeavesNoHole() {
    timeline.keep();
    video(10_000);
    video(10_040);
    timeline.keep();
    video(10_000);
    video(10_040);
    video(10_080);
    assertThat(dtsMillis()).containsExactly(10_000L, 10_040L, 10_080L);
    assertThat(discontinuities()).isEmpty();
  }

  @Test
  void takesAReturnThatLacksOneFrameForUnbroken() {
    timeline.keep();
    video(10_000);
    video(10_040);
    timeline.keep();
    video(10_120);
    assertThat(discontinuities()).isEmpty();
  }

  @Test
  void marksTheHoleOfAReturnOnceAndKeepsTheTimesBehindIt() {
    timeline.keep();
    video(10_000);
    video(10_040);
    audio(10_040);
    wallMillis += 3_000;
    timeline.keep();
    video(10_121);
    audio(12_000);
    assertThat(discontinuities()).hasSize(1);
    assertThat(dtsMillis(VIDEO)).containsExactly(10_000L, 10_040L, 10_121L);
    assertThat(dtsMillis(AUDIO)).containsExactly(10_040L, 12_000L);
    assertThat(timeline.discontinuities()).isEqualTo(1);
  }

  @Test
  void returnsAtAKeyFrameBehindWhatWasPutOut() {
    timeline.keep();
    video(10_000);
    video(10_500);
    timeline.keep();
    video(10_000); // the key frame that the stream's cache begins with, again
    timeline.accept(between(10_540), out::add);
    video(11_000);
    timeline.accept(between(11_040), out::add);
    assertThat(dtsMillis()).containsExactly(10_000L, 10_500L, 11_000L, 11_040L);
  }

  @Test
  void leavesAPauseOfTheOtherStreamAsSent() {
    timeline.keep();
    video(10_000);
    video(70_000);
    assertThat(discontinuities()).isEmpty();
    assertThat(dtsMillis()).containsExactly(10_000L, 70_000L);
  }

  @Test
  void flattensSmallStepsBackOfTimesAsSentAndLeavesOutLargeOnes() {
    timeline.keep();
    video(10_000);
    video(9_001);
    video(9_002);
    video(9_002);
    video(10_040);
    assertThat(dtsMillis()).containsExactly(10_000L, 10_001L, 10_002L, 10_040L);
  }

  private Frame between(long millis) {
    return new Frame(
        VIDEO, MediaTime.ofMillis(millis), MediaTime.ofMillis(millis), false, Bytes.of(1), 0);
  }

  private void video(long millis) {
    timeline.accept(frame(VIDEO, millis, millis), out::add);
  }

  private void audio(long millis) {
    timeline.accept(frame(AUDIO, millis, millis), out::add);
  }

  private Frame frame(int track, long dtsMillis, long ptsMillis) {
    return new Frame(
        track,
        MediaTime.ofMillis(dtsMillis),
        MediaTime.ofMillis(ptsMillis),
        true,
        Bytes.of(1),
        wallMillis * 1_000_000);
  }

  private List<Discontinuity> discontinuities() {
    return out.stream()
        .filter(Discontinuity.class::isInstance)
        .map(Discontinuity.class::cast)
        .toList();
  }

  private List<Long> dtsMillis() {
    return frames().map(frame -> frame.dts().toMillis()).toList();
  }

  private List<Long> dtsMillis(int track) {
    return frames()
        .filter(frame -> frame.trackId() == track)
        .map(frame -> frame.dts().toMillis())
        .toList();
  }

  private long lastDtsMillis() {
    return dtsMillis().getLast();
  }

  private Stream<Frame> frames() {
    return out.stream().filter(Frame.class::isInstance).map(Frame.class::cast);
  }
}
