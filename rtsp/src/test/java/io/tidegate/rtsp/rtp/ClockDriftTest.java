package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.MediaTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Sound and picture of cameras with clocks of all kinds, in made-up time.
class ClockDriftTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long RUN = 600 * SECOND;
  private static final long REPORT_EVERY = 5 * SECOND;
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  /// How far sound may be from the picture shown with it.
  private static final MediaTime LIMIT = MediaTime.ofMillis(40);

  private final SessionClock session = new SessionClock();

  // One medium of a camera, so many parts per million faster than its wall clock.
  private final class Medium {
    final RtpClock clock;
    final int hertz;
    final double rate;
    final long base;
    final long delayNanos;

    Medium(int hertz, double partsPerMillion, long base, long delayNanos) {
      this(hertz, partsPerMillion, base, delayNanos, false);
    }

    Medium(int hertz, double partsPerMillion, long base, long delayNanos, boolean leads) {
      clock = new RtpClock(session, hertz, leads);
      this.hertz = hertz;
      rate = 1 + partsPerMillion / 1e6;
      this.base = base;
      this.delayNanos = delayNanos;
    }

    long timestampAt(long capturedNanos) {
      long ticks = Math.round(capturedNanos * rate * hertz / SECOND);
      return base + ticks & 0xFFFF_FFFFL;
    }

    /// Where a frame of this moment is put on the timeline.
    MediaTime frame(long capturedNanos) {
      MediaTime raw = clock.raw(timestampAt(capturedNanos), 0);
      return raw.plus(clock.shiftAt(raw, capturedNanos + delayNanos));
    }

    boolean report(long capturedNanos, Instant wallClock) {
      return clock.senderReport(
          NtpTime.of(wallClock), timestampAt(capturedNanos), capturedNanos + delayNanos);
    }
  }

  /// The worst distance between sound and picture of one moment after `settled`.
  private static MediaTime worst(Medium video, Medium audio, long settled, long wallClockStepAt) {
    List<MediaTime> offsets = new ArrayList<>();
    for (long at = 0; at < RUN; at += SECOND / 25) {
      MediaTime picture = video.frame(at);
      MediaTime sound = audio.frame(at);
      if (at >= settled) {
        MediaTime offset = sound.minus(picture);
        offsets.add(MediaTime.max(offset, MediaTime.ZERO.minus(offset)));
      }
      if (at % REPORT_EVERY == 0) {
        long step = at >= wallClockStepAt ? 3600 * SECOND : 0;
        Instant wallClock = START.plusNanos(at + step);
        assertThat(video.report(at, wallClock)).isTrue();
        assertThat(audio.report(at, wallClock)).isTrue();
      }
    }
    return offsets.stream().max(MediaTime::compareTo).orElseThrow();
  }

  @Test
  void soundFastBy200PartsPerMillionStaysWithThePicture() {
    Medium video = new Medium(90_000, 0, 4_000_000_000L, 50_000_000);
    Medium audio = new Medium(48_000, 200, 77, 60_000_000);

    assertThat(worst(video, audio, 0, Long.MAX_VALUE)).isLessThan(LIMIT);
  }

  @Test
  void pictureSlowAndSoundFastStayTogether() {
    Medium video = new Medium(90_000, -200, 0, 50_000_000);
    Medium audio = new Medium(8_000, 200, 4_294_967_290L, 50_000_000);

    assertThat(worst(video, audio, 0, Long.MAX_VALUE)).isLessThan(LIMIT);
  }

  @Test
  void anArrivalThatToldNothingIsCorrectedByTheFirstReports() {
    Medium video = new Medium(90_000, 0, 1, 0);
    Medium audio = new Medium(48_000, 0, 2, 200_000_000);

    assertThat(worst(video, audio, 15 * SECOND, Long.MAX_VALUE)).isLessThan(MediaTime.ofMillis(1));
  }

  @Test
  void aWallClockThatIsSetMovesNeither() {
    Medium video = new Medium(90_000, 0, 1, 0);
    Medium audio = new Medium(48_000, 200, 2, 10_000_000);

    assertThat(worst(video, audio, 0, 300 * SECOND)).isLessThan(LIMIT);
  }

  /// A gateway whose encoder comes late over a bad line, which its reports follow: by a soak run.
  @Test
  void reportsThatStepEachTimeLeaveSoundWithItsPicture() {
    for (boolean soundFirst : new boolean[] {false, true}) {
      assertThat(worstOfSteps(soundFirst, 0, 3_000, 61, 711, 180, 1_923, 425, 2_636, 7_014, 611))
          .as("sound reports first: %s", soundFirst)
          .isLessThan(RtpClock.STEP); // what is less is followed by halves
    }
  }

  /// What an encoder leaves when it goes and comes back: time goes on, the wall clock went further.
  @Test
  void aStepOfAllReportsLeavesSoundWithItsPicture() {
    for (boolean soundFirst : new boolean[] {false, true}) {
      assertThat(worstOfSteps(soundFirst, 0, 0, 2_317, 2_317, 2_317, 2_317, 3_994, 3_994, 3_994))
          .as("sound reports first: %s", soundFirst)
          .isLessThan(LIMIT);
    }
  }

  /// @param lateMs what the wall clock of one report after the other is ahead of the media
  private static MediaTime worstOfSteps(boolean soundFirst, int... lateMs) {
    return new ClockDriftTest().worstOf(soundFirst, lateMs);
  }

  private MediaTime worstOf(boolean soundFirst, int... lateMs) {
    Medium video = new Medium(90_000, 0, 1, 0, true);
    Medium audio = new Medium(48_000, 0, 2, 0);
    MediaTime worst = MediaTime.ZERO;
    for (int i = 0; i < lateMs.length; i++) {
      long begins = i * REPORT_EVERY;
      Instant wallClock = START.plusNanos(begins).plusMillis(lateMs[i]);
      assertThat((soundFirst ? audio : video).report(begins, wallClock)).isTrue();
      assertThat((soundFirst ? video : audio).report(begins, wallClock)).isTrue();
      for (long at = begins; at < begins + REPORT_EVERY; at += SECOND / 25) {
        MediaTime offset = audio.frame(at).minus(video.frame(at));
        worst = MediaTime.max(worst, MediaTime.max(offset, MediaTime.ZERO.minus(offset)));
      }
    }
    return worst;
  }

  @Test
  void soundThatIsSetAnewByItselfIsCorrectedWhenTwoReportsSayIt() {
    Medium video = new Medium(90_000, 0, 1, 0, true);
    Medium audio = new Medium(48_000, 0, 2, 0);
    for (long at = 0; at < 20 * SECOND; at += SECOND / 25) {
      video.frame(at);
      audio.frame(at);
      if (at % REPORT_EVERY == 0) {
        assertThat(video.report(at, START.plusNanos(at))).isTrue();
        long ahead = at >= 10 * SECOND ? SECOND : 0;
        assertThat(audio.report(at, START.plusNanos(at + ahead))).isTrue();
      }
    }
    assertThat(audio.frame(20 * SECOND).minus(video.frame(20 * SECOND)))
        .isEqualTo(MediaTime.ofSeconds(1));
  }

  @Test
  void timeGoesOnWithoutJumpsThroughTheWrapOfTheTimestamp() {
    Medium video = new Medium(90_000, 0, 0xFFFF_FFFFL - 10 * 90_000, 0);
    MediaTime last = video.frame(0);
    for (long at = SECOND / 25; at < 20 * SECOND; at += SECOND / 25) {
      MediaTime now = video.frame(at);
      assertThat(now.minus(last).toMillis()).isEqualTo(40);
      last = now;
    }
  }

  @Test
  void aTimestampThatJumpsGoesOnWithTheArrival() {
    Medium before = new Medium(90_000, 0, 0, 0);
    before.frame(0);
    MediaTime last = before.frame(SECOND);
    MediaTime raw = before.clock.raw(900_000_000, 0);

    assertThat(raw.plus(before.clock.shiftAt(raw, 2 * SECOND)).minus(last))
        .isEqualTo(MediaTime.ofSeconds(1));
  }

  @Test
  void aPauseIsNoJump() {
    Medium video = new Medium(90_000, 0, 0, 0);
    MediaTime last = video.frame(0);

    assertThat(video.frame(60 * SECOND).minus(last)).isEqualTo(MediaTime.ofSeconds(60));
  }

  @Test
  void reportsThatMakeNoSenseAreRefused() {
    Medium video = new Medium(90_000, 0, 0, 0);
    Medium audio = new Medium(48_000, 0, 0, 0);
    video.frame(0);
    audio.frame(0);

    assertThat(video.clock.senderReport(NtpTime.NONE, 0, 0)).isFalse();
    assertThat(video.clock.senderReport(NtpTime.of(START), 90_000 * 61, 0)).isFalse();
    assertThat(video.clock.senderReport(NtpTime.of(START), 0, 0)).isTrue();
    assertThat(audio.clock.senderReport(NtpTime.of(START.plusSeconds(11)), 0, 0)).isFalse();
    assertThat(audio.clock.senderReport(NtpTime.of(START.plusSeconds(9)), 0, 0)).isTrue();
  }

  @Test
  void reportsBeforeTheMediaPlaceIt() {
    Medium video = new Medium(90_000, 0, 0, 0);
    Medium audio = new Medium(48_000, 0, 500, 300_000_000);
    assertThat(video.report(0, START)).isTrue();
    assertThat(audio.report(0, START)).isTrue();

    assertThat(audio.frame(SECOND)).isEqualTo(video.frame(SECOND));
  }
}
