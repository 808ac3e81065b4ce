package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InterleaverTest {
  private final List<Frame> out = new ArrayList<>();
  private final Interleaver interleaver = new Interleaver(out::add);

  @BeforeEach
  void waitsForTrackTwo() {
    interleaver.tracks(2);
  }

  @Test
  void passesUsualStreamsWithoutDelay() {
    for (Frame frame : TestFrames.usual(1_000, 5_000)) {
      interleaver.accept(frame);
      assertThat(out.get(out.size() - 1)).isSameAs(frame);
    }
  }

  @Test
  void holdsPicturesUntilTheirSoundHasNearlyCome() {
    interleaver.accept(TestFrames.sound(MediaTime.ofMillis(1_000)));
    Frame inTime = TestFrames.picture(MediaTime.ofMillis(1_050), true);
    Frame early = TestFrames.picture(MediaTime.ofMillis(1_051), false);
    interleaver.accept(inTime);
    interleaver.accept(early);
    assertThat(out).endsWith(inTime);

    interleaver.accept(TestFrames.sound(MediaTime.ofMillis(1_001)));
    assertThat(out).endsWith(early);
  }

  @Test
  void doesNotWaitForSoundThatNeverCame() {
    List<Frame> pictures =
        TestFrames.pictures(MediaTime.ofSeconds(1), MediaTime.ofSeconds(3), 25, 1, 50);
    pictures.forEach(interleaver::accept);
    assertThat(out).isEqualTo(pictures);
  }

  @Test
  void losesPatienceOnceWithSoundThatStopped() {
    interleaver.accept(TestFrames.sound(MediaTime.ofMillis(1_000)));
    List<Frame> pictures =
        TestFrames.pictures(MediaTime.ofSeconds(1), MediaTime.ofSeconds(4), 25, 1, 50);
    for (Frame picture : pictures) {
      interleaver.accept(picture);
      boolean isPatient =
          picture.dts().isAfter(MediaTime.ofMillis(1_050))
              && picture.dts().isBefore(MediaTime.ofMillis(2_600));
      assertThat(out.get(out.size() - 1).equals(picture)).isEqualTo(!isPatient);
    }
    assertThat(out.subList(1, out.size())).isEqualTo(pictures);
  }

  @Test
  void handsOutWhatItHoldsWhenTheRunEnds() {
    interleaver.accept(TestFrames.sound(MediaTime.ofMillis(1_000)));
    Frame held = TestFrames.picture(MediaTime.ofMillis(2_000), true);
    interleaver.accept(held);
    interleaver.flush();
    assertThat(out).endsWith(held);
  }
}
