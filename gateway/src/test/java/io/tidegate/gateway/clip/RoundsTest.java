package io.tidegate.gateway.clip;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final int PICTURE = 1;
  private static final int SOUND = 2;
  private static final int ROUNDS = 1_000;

  /// Ticks of 90 kHz.
  private static final int AAC = 1_920;

  private final List<Frame> out = new ArrayList<>();

  /// 7 pictures of 40 ms are 280 ms; 14 frames of sound are 299 ms.
  @Test
  void tracksOfDifferentLengthsStayTogetherWithoutAGap() {
    List<Frame> clip = clip(7, 3_600, 14, 1_000);
    play(clip, ROUNDS);
    List<Frame> pictures = of(PICTURE);
    List<Frame> sounds = of(SOUND);
    assertThat(pictures).hasSize(7 * ROUNDS);
    assertSteps(pictures, 3_600);
    assertSteps(sounds, AAC);
    MediaTime apart = pictures.getLast().dts().minus(sounds.getLast().dts());
    assertThat(Math.abs(apart.toMillis())).isLessThan(62);
    // what is heard with a picture is what belongs to it, to a frame
    long picture = pictures.get(7 * (ROUNDS - 1)).dts().nanos();
    long sound =
        sounds.stream()
            .filter(frame -> frame.payload().u8(0) == 0)
            .map(Frame::dts)
            .toList()
            .getLast()
            .nanos();
    assertThat(sound - picture).isBetween(0L, ticks(AAC).nanos());
  }

  @Test
  void soundThatIsTooShortLeavesAGapAndBeginsWithItsPicture() {
    play(clip(10, 3_600, 9, 0), 3);
    List<Frame> pictures = of(PICTURE);
    List<Frame> sounds = of(SOUND);
    assertThat(sounds).hasSize(27);
    for (int round = 0; round < 3; round++) {
      assertThat(sounds.get(9 * round).dts()).isEqualTo(pictures.get(10 * round).dts());
    }
  }

  @Test
  void soundThatBeginsEarlierDoesSoInEveryRound() {
    play(clip(25, 3_600, 60, -AAC), 50);
    assertThat(out.getFirst().dts()).isEqualTo(MediaTime.ZERO);
    assertSteps(of(SOUND), AAC);
    assertSteps(of(PICTURE), 3_600);
    assertThat(of(SOUND)).first().extracting(Frame::trackId).isEqualTo(SOUND);
  }

  @Test
  void soundAloneIsItsOwnLead() {
    List<Frame> clip = clip(0, 1, 20, 5_000);
    ClipTiming timing = timing(clip, SOUND);
    assertThat(timing.period().minus(ticks(20 * AAC)).nanos()).isBetween(-2L, 2L);
    play(clip, timing, 10);
    assertThat(out).hasSize(200);
    assertSteps(out, AAC);
  }

  @Test
  void oneFrameIsAClip() {
    List<Frame> clip = clip(1, 3_600, 0, 0);
    play(clip, timing(clip, PICTURE), 3);
    assertSteps(out, 1_800);
  }

  /// Muxers put sound up to a second before or behind its picture.
  @Test
  void framesComeInTheOrderOfTheirTimes() {
    List<Frame> clip = new ArrayList<>(clip(25, 3_600, 47, 0));
    List<Frame> apart = new ArrayList<>(clip.stream().filter(f -> f.trackId() == SOUND).toList());
    apart.addAll(clip.stream().filter(f -> f.trackId() == PICTURE).toList());
    play(apart, 4);
    for (int i = 1; i < out.size(); i++) {
      // where a round meets the next one they may be a frame of sound apart
      MediaTime step = out.get(i).dts().minus(out.get(i - 1).dts());
      assertThat(step.nanos()).isGreaterThan(-ticks(AAC).nanos());
    }
  }

  private void play(List<Frame> clip, int rounds) {
    play(clip, timing(clip, PICTURE), rounds);
  }

  private void play(List<Frame> clip, ClipTiming timing, int rounds) {
    Rounds played = new Rounds(timing, event -> out.add((Frame) event));
    for (int i = 0; i < rounds; i++) {
      clip.forEach(played::accept);
      played.end();
    }
  }

  private static ClipTiming timing(List<Frame> clip, int lead) {
    ClipTiming.Meter meter = new ClipTiming.Meter();
    clip.forEach(meter::add);
    return meter.timing(lead);
  }

  private List<Frame> of(int track) {
    return out.stream().filter(frame -> frame.trackId() == track).toList();
  }

  /// To a nanosecond, which is what ticks are rounded to.
  private static void assertSteps(List<Frame> frames, int ticks) {
    for (int i = 1; i < frames.size(); i++) {
      long step = frames.get(i).dts().minus(frames.get(i - 1).dts()).nanos();
      assertThat(step - ticks(ticks).nanos()).as("step %d", i).isBetween(-2L, 2L);
    }
  }

  /// @param firstSound in ticks after the first picture
  private static List<Frame> clip(int pictures, int picture, int sounds, int firstSound) {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      frames.add(frame(PICTURE, i, 126_000 + i * picture));
    }
    for (int i = 0; i < sounds; i++) {
      frames.add(frame(SOUND, i, 126_000 + firstSound + i * AAC));
    }
    return frames;
  }

  private static Frame frame(int track, int number, int ticks) {
    return new Frame(track, ticks(ticks), ticks(ticks), true, Bytes.of(number), 0);
  }

  private static MediaTime ticks(long ticks) {
    return MediaTime.ofTicks(ticks, 90_000);
  }
}
