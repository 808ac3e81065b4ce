package io.tidegate.hls;

import static io.tidegate.hls.TestFrames.AUDIO;
import static io.tidegate.hls.TestFrames.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.fmp4.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmenterTest {
  private static final MediaTime SECOND = MediaTime.ofSeconds(1);

  private final Recorder cut = new Recorder();
  private final Segmenter segmenter =
      new Segmenter(cut, new CutPolicy(MediaTime.ofSeconds(2)), MediaTime.ofMillis(200), false);

  @Test
  void cutsAtKeyFramesWithSoundToMatch() {
    segmenter.tracks(VIDEO, AUDIO);
    TestFrames.usual(1_000, 9_100).forEach(segmenter::frame);

    assertThat(cut.segments).hasSize(4);
    for (Cut segment : cut.segments) {
      assertThat(segment.duration).isEqualTo(MediaTime.ofSeconds(2));
      assertThat(segment.keyFrame).isTrue();
      assertThat(segment.discontinuity).isFalse();
      MediaTime firstSound = segment.parts.get(0).audio().get(0).frame().dts();
      assertThat(firstSound.minus(segment.start).toSeconds()).isBetween(-0.05, 0.05);
    }
    assertThat(cut.segments.get(0).parts).as("the rhythm is measured first").hasSize(1);
    assertThat(cut.segments.get(1).parts).hasSize(10);
  }

  @ParameterizedTest
  @CsvSource({"25,2", "15,1", "24000,1001", "24,1", "25,1", "30000,1001", "30,1", "50,1", "60,1"})
  void partsKeepToTheirTarget(long rate, long per) {
    segmenter.tracks(VIDEO, AUDIO);
    int keyInterval = (int) (2 * rate / per);
    MediaTime end = MediaTime.ofSeconds(31);
    List<Frame> exact =
        TestFrames.interleaved(
            TestFrames.pictures(SECOND, end, rate, per, keyInterval),
            TestFrames.sounds(SECOND, end));
    for (Frame frame : rate % 7 == 3 ? exact : TestFrames.inMillis(exact)) {
      segmenter.frame(frame);
    }
    checkParts();
  }

  @Test
  void partsOfSoundAloneKeepToTheirTarget() {
    segmenter.tracks(AUDIO, null);
    TestFrames.inMillis(TestFrames.sounds(SECOND, MediaTime.ofSeconds(31)))
        .forEach(segmenter::frame);

    checkParts();
    assertThat(cut.segments.get(3).duration.toSeconds()).isCloseTo(2.0, within(0.025));
  }

  @Test
  void cutsAtOtherFramesWithoutClaimingThemIndependent() {
    segmenter.tracks(VIDEO, null);
    TestFrames.pictures(SECOND, MediaTime.ofSeconds(30), 25, 1, 100_000).forEach(segmenter::frame);

    assertThat(cut.segments).extracting(one -> one.keyFrame).startsWith(true, false, false);
    assertThat(cut.segments)
        .allSatisfy(one -> assertThat(one.duration).isLessThan(MediaTime.ofMillis(6_500)));
  }

  @Test
  void everySampleIsHandedOutOnceAndInOrder() {
    segmenter.tracks(VIDEO, AUDIO);
    List<Frame> frames = TestFrames.usual(1_000, 12_000);
    frames.forEach(segmenter::frame);
    segmenter.interrupt();

    assertThat(cut.frames(1)).containsExactlyElementsOf(ofTrack(frames, 1));
    assertThat(cut.frames(2)).containsExactlyElementsOf(ofTrack(frames, 2));
    assertThat(cut.samples(2))
        .as("each sample ends where the next begins")
        .allSatisfy(sample -> assertThat(sample.nextDts()).isGreaterThan(sample.frame().dts()));
  }

  @Test
  void afterAnInterruptionBeginsWithAKeyFrameAndADiscontinuity() {
    segmenter.tracks(VIDEO, AUDIO);
    TestFrames.usual(1_000, 4_000).forEach(segmenter::frame);
    segmenter.interrupt();
    TestFrames.usual(4_000, 8_500).stream().skip(1).forEach(segmenter::frame);

    assertThat(cut.segments).extracting(one -> one.duration.toMillis()).startsWith(2000L, 1000L);
    Cut third = cut.segments.get(2);
    assertThat(third.discontinuity).isTrue();
    assertThat(third.keyFrame).isTrue();
    assertThat(third.start).isEqualTo(MediaTime.ofSeconds(6));
  }

  @Test
  void aTrackThatJoinsAtTheStartBreaksNothing() {
    segmenter.tracks(VIDEO, null);
    segmenter.frame(TestFrames.picture(SECOND, true));
    segmenter.tracks(VIDEO, AUDIO);
    TestFrames.usual(1_000, 6_000).stream().skip(1).forEach(segmenter::frame);

    assertThat(cut.segments).extracting(one -> one.discontinuity).containsOnly(false);
    assertThat(cut.segments.get(0).parts.get(0).audio()).isNotEmpty();
  }

  @Test
  void aGapInTimeIsADiscontinuity() {
    segmenter.tracks(VIDEO, null);
    TestFrames.pictures(SECOND, MediaTime.ofSeconds(6), 25, 1, 50).forEach(segmenter::frame);
    TestFrames.pictures(MediaTime.ofSeconds(60), MediaTime.ofSeconds(63), 25, 1, 50)
        .forEach(segmenter::frame);

    assertThat(cut.segments)
        .extracting(one -> one.duration.toMillis())
        .containsExactly(2000L, 2000L, 1000L, 2000L);
    assertThat(cut.segments.get(3).discontinuity).isTrue();
  }

  @Test
  void soundWithoutPicturesDoesNotPileUp() {
    segmenter.tracks(VIDEO, AUDIO);
    TestFrames.usual(1_000, 4_000).forEach(segmenter::frame);
    TestFrames.sounds(MediaTime.ofSeconds(4), MediaTime.ofSeconds(60)).forEach(segmenter::frame);
    TestFrames.usual(60_000, 63_000).forEach(segmenter::frame);

    assertThat(cut.segments).hasSize(3);
    PartDraft last = cut.segments.get(2).parts.get(0);
    assertThat(last.audio().get(0).frame().dts()).isGreaterThanOrEqualTo(MediaTime.ofSeconds(60));
  }

  @Test
  void lateSoundGoesIntoTheOpenPart() {
    segmenter.tracks(VIDEO, AUDIO);
    List<Frame> late = new ArrayList<>(TestFrames.usual(1_000, 8_000));
    late.sort((a, b) -> arrival(a).compareTo(arrival(b)));
    late.forEach(segmenter::frame);

    assertThat(cut.frames(2)).isSortedAccordingTo((a, b) -> a.dts().compareTo(b.dts()));
    assertThat(cut.segments).hasSize(3);
  }

  private static MediaTime arrival(Frame frame) {
    return frame.trackId() == 2 ? frame.dts().plus(MediaTime.ofMillis(150)) : frame.dts();
  }

  private void checkParts() {
    PartTarget target = Objects.requireNonNull(segmenter.partTarget());
    double seconds = target.target().toSeconds();
    for (Cut segment : cut.segments.subList(1, cut.segments.size())) {
      int last = segment.parts.size() - 1;
      for (int i = 0; i <= last; i++) {
        double duration = segment.parts.get(i).duration().toSeconds();
        assertThat(duration).isLessThanOrEqualTo(seconds + 1e-9);
        assertThat(duration).isGreaterThanOrEqualTo(i == last ? 1e-3 : 0.85 * seconds);
        assertThat(mediaDuration(segment.parts.get(i)))
            .as("what the frames last")
            .isCloseTo(duration, within(0.0015));
      }
    }
  }

  private static double mediaDuration(PartDraft part) {
    List<Sample> led = part.video().isEmpty() ? part.audio() : part.video();
    return led.getLast().nextDts().minus(led.getFirst().frame().dts()).toSeconds();
  }

  private static List<Frame> ofTrack(List<Frame> frames, int id) {
    return frames.stream().filter(frame -> frame.trackId() == id).toList();
  }

  /// One segment as it was cut.
  private static final class Cut {
    final MediaTime start;
    final boolean keyFrame;
    final boolean discontinuity;
    final List<PartDraft> parts = new ArrayList<>();
    MediaTime duration = MediaTime.ZERO;

    Cut(MediaTime start, boolean keyFrame, boolean discontinuity) {
      this.start = start;
      this.keyFrame = keyFrame;
      this.discontinuity = discontinuity;
    }
  }

  /// Keeps what was cut.
  private static final class Recorder implements Segmenter.Output {
    final List<Cut> segments = new ArrayList<>();
    private Cut open = new Cut(MediaTime.ZERO, false, false);

    @Override
    public void opened(MediaTime start, Frame first, boolean discontinuity) {
      open = new Cut(start, first.keyFrame(), discontinuity);
    }

    @Override
    public void part(PartDraft draft) {
      open.parts.add(draft);
    }

    @Override
    public void closed(MediaTime duration) {
      open.duration = duration;
      segments.add(open);
    }

    @Override
    public void abandoned(MediaTime missing) {
      throw new AssertionError("given up by itself");
    }

    List<Sample> samples(int track) {
      return segments.stream()
          .flatMap(segment -> segment.parts.stream())
          .flatMap(part -> (track == 1 ? part.video() : part.audio()).stream())
          .toList();
    }

    List<Frame> frames(int track) {
      return samples(track).stream().map(Sample::frame).toList();
    }
  }
}
