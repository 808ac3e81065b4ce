package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Ten minutes of picture and sound of cameras whose clocks are wrong, in made-up time, through
/// everything from the packets to the frames.
class ReceptionDriftTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final long RUN = 600 * SECOND;
  private static final long REPORT_EVERY = 5 * SECOND;
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final String DESCRIPTION =
      "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\nm=audio 0 RTP/AVP 8\n";

  /// A report a second late by its own clock now and then, as busy cameras write them.
  private long wildReport;

  private long reportJitter;
  private final Random random = new Random(5);
  private final Reception in = Reception.overTcp(DESCRIPTION);

  /// Sound and picture of a camera whose media clocks are so many millionths fast.
  private void run(double pictureDrift, double soundDrift) {
    long nextPicture = 0;
    long nextSound = 0;
    long nextReport = SECOND / 10;
    int pictures = 0;
    int sounds = 0;
    while (nextPicture < RUN) {
      if (nextReport <= Math.min(nextPicture, nextSound)) {
        report(0, 11, ticks(nextReport, 90_000, pictureDrift), nextReport);
        report(1, 12, ticks(nextReport, 8_000, soundDrift), nextReport);
        nextReport += REPORT_EVERY;
      } else if (nextPicture <= nextSound) {
        Bytes picture = Bytes.ofHex(pictures == 0 ? RtpReceptionTest.stapA() : "658884003ffeef");
        long ticks = ticks(nextPicture, 90_000, pictureDrift);
        in.reception.rtp(
            0, new RtpPacket(true, 96, pictures & 0xFFFF, ticks, 11, picture).write(), nextPicture);
        pictures++;
        nextPicture = (long) (pictures * 40L * MILLI / (1 + pictureDrift / 1e6));
      } else {
        long ticks = ticks(nextSound, 8_000, soundDrift);
        Bytes sound = Bytes.wrap(new byte[160]);
        in.reception.rtp(
            1, new RtpPacket(false, 8, sounds & 0xFFFF, ticks, 12, sound).write(), nextSound);
        sounds++;
        nextSound = (long) (sounds * 20L * MILLI / (1 + soundDrift / 1e6));
      }
    }
  }

  private static long ticks(long capturedNanos, int hertz, double drift) {
    return Math.round(capturedNanos * (1 + drift / 1e6) * hertz / SECOND) & 0xFFFF_FFFFL;
  }

  private void report(int media, long ssrc, long timestamp, long at) {
    long wrong = reportJitter == 0 ? 0 : random.nextLong(-reportJitter, reportJitter);
    if (at > 100 * SECOND && wildReport != 0) {
      wrong = wildReport;
      wildReport = 0;
    }
    NtpTime wallClock = NtpTime.of(START.plusNanos(at + wrong));
    in.reception.rtcp(
        media,
        RtcpPacket.write(
            List.of(new RtcpPacket.SenderReport(ssrc, wallClock, timestamp, 1, 1, List.of()))),
        at);
  }

  /// The worst distance between sound and picture of one moment, in milliseconds.
  private double worst() {
    double worst = 0;
    Double picture = null;
    for (Frame frame : in.frames()) {
      double ahead = (frame.pts().nanos() - frame.receivedNanos()) / (double) MILLI;
      if (frame.trackId() == 1) {
        picture = ahead;
      } else if (picture != null) {
        worst = Math.max(worst, Math.abs(ahead - picture));
      }
    }
    return worst;
  }

  private void assertPicturesEvenly() {
    List<Long> steps = new ArrayList<>();
    MediaTime before = null;
    for (Frame frame : in.frames()) {
      if (frame.trackId() == 1) {
        if (before != null) {
          steps.add(frame.pts().minus(before).nanos() / 1_000);
        }
        before = frame.pts();
      }
    }
    assertThat(steps).hasSize((int) (RUN / (40 * MILLI)) - 1);
    assertThat(steps).allMatch(micros -> Math.abs(micros - 40_000) < 100);
  }

  @Test
  void soundFastBy200PartsPerMillionStaysWithin40Milliseconds() {
    run(0, 200);
    assertThat(worst()).isLessThan(40);
    assertPicturesEvenly();
  }

  @Test
  void aCameraFastBy200PartsPerMillionKeepsThemTogether() {
    run(200, 200);
    assertThat(worst()).isLessThan(40);
  }

  @Test
  void soundAndPictureThatDriftApartBy2000PartsPerMillionStayWithin40Milliseconds() {
    run(-1_000, 1_000);
    assertThat(worst()).isLessThan(40);
  }

  /// A camera whose reports are early and late by up to 30 ms: its pictures follow each other
  /// evenly, and its sound does not run after every report.
  @Test
  void reportsOfABusyCameraMoveNoPicture() {
    reportJitter = 30 * MILLI;
    run(0, 200);
    assertThat(worst()).isLessThan(60);
    assertPicturesEvenly();
  }

  @Test
  void oneWildReportIsNotBelieved() {
    wildReport = 700 * MILLI;
    run(0, 0);
    assertThat(worst()).isLessThan(40);
    assertPicturesEvenly();
  }
}
