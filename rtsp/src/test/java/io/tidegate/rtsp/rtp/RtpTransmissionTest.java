package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.testing.Golden;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.rtsp.rtp.OutputSamples.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpTransmissionTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final RtpTransmission out = new RtpTransmission("live/x", 1_400, new Random(1));

  @Test
  void describesAndPacketizesEveryCoding() {
    StringBuilder dump = new StringBuilder();
    for (Sample sample : OutputSamples.all()) {
      RtpTransmission one = RoundTripTest.transmission(sample, 1_000);
      dump.append(one.describe().write().replace("\r\n", "\n"));
      for (Frame frame : sample.frames().subList(0, 2)) {
        for (Bytes packet : one.frame(frame, 0).packets()) {
          Bytes head = packet.slice(0, Math.min(packet.length(), 18));
          dump.append("  ").append(packet.length()).append(' ').append(head.toHex()).append('\n');
        }
      }
    }
    Golden.assertMatches(getClass(), "packets", dump.toString());
  }

  @Test
  void whatRtpDoesNotCarryIsLeftOut() {
    Track flac = new Track(2, new CodecParams.Flac(Bytes.EMPTY, 48_000, 2, 16, 4_096));
    out.update(TrackList.of(new Track(5, SyntheticStreams.avc()), flac));

    assertThat(out.mediaCount()).isEqualTo(1);
    assertThat(out.describe().media().get(0).control()).isEqualTo("trackID=5");
    MediaTime time = MediaTime.ZERO;
    assertThat(out.frame(new Frame(2, time, time, true, Bytes.of(1), 0), 0).media()).isEqualTo(-1);
  }

  @Test
  void newParameterSetsGoInBandAndNewCodingsNeedANewDescription() {
    assertThat(out.update(TrackList.of(new Track(1, SyntheticStreams.avc())))).isTrue();
    assertThat(out.update(TrackList.of(new Track(1, SyntheticStreams.avc360())))).isTrue();
    MediaTime time = MediaTime.ZERO;
    Bytes key = Bytes.ofHex("0000000465b80102");
    List<Bytes> packets = out.frame(new Frame(1, time, time, true, key, 0), 0).packets();
    assertThat(packets.get(0).slice(12)).isEqualTo(SyntheticStreams.AVC_SPS_360);

    assertThat(out.update(TrackList.of(new Track(1, SyntheticStreams.hevc())))).isFalse();
    assertThat(out.update(SyntheticStreams.tracks())).isFalse();
  }

  @Test
  void describesTracksBeforeAnybodyPlaysThem() {
    out.update(SyntheticStreams.tracks());
    assertThat(RtpTransmission.describe("live/x", SyntheticStreams.tracks().asList()))
        .isEqualTo(out.describe());
  }

  @Test
  void saysGoodbyeForEachMedia() {
    out.update(SyntheticStreams.tracks());
    List<Bytes> goodbyes = out.goodbyes();
    for (int i = 0; i < 2; i++) {
      assertThat(RtcpPacket.parse(goodbyes.get(i), new ReasonCounters()))
          .contains(new RtcpPacket.Bye(List.of(out.ssrc(i))));
    }
  }

  @Test
  void sequenceNumbersAndTimestampsWrap() throws Exception {
    RtpTransmission late = new RtpTransmission("x", 1_400, new FromTheEnd());
    late.update(TrackList.of(new Track(1, new CodecParams.G711(true, 8_000, 1))));
    MediaTime step = MediaTime.ofMillis(20);
    MediaTime at = MediaTime.ZERO;
    RtpPacket first = RtpPacket.parse(late.frame(sound(at), 0).packets().get(0));
    RtpPacket second = RtpPacket.parse(late.frame(sound(at.plus(step)), 0).packets().get(0));

    assertThat(first.sequenceNumber()).isEqualTo(65_535);
    assertThat(first.timestamp()).isEqualTo(0xFFFF_FFFFL);
    assertThat(second.sequenceNumber()).isZero();
    assertThat(second.timestamp()).isEqualTo(159);
  }

  @Test
  void senderReportsOfAllMediaTellOneMoment() {
    assertThat(out.senderReports(NOW, 0)).isEmpty();
    out.update(SyntheticStreams.tracks());
    MediaTime second = MediaTime.ofSeconds(1);
    out.frame(new Frame(1, second, second, true, Bytes.ofHex("0000000265b8"), 0), 1_000);

    List<Bytes> reports = out.senderReports(NOW, 500_001_000);

    MediaTime moment = MediaTime.ofMillis(1_500);
    for (int i = 0; i < 2; i++) {
      RtcpPacket.SenderReport report = report(reports.get(i));
      assertThat(report.ntp()).isEqualTo(NtpTime.of(NOW));
      assertThat(report.timestamp()).isEqualTo(out.position(i, moment).timestamp());
      assertThat(report.ssrc()).isEqualTo(out.ssrc(i));
    }
    assertThat(report(reports.get(0)).packets()).isEqualTo(3); // SPS, PPS and the picture
  }

  @Test
  void aFrameThatIsLateDoesNotMoveTheWallClock() {
    out.update(SyntheticStreams.tracks());
    MediaTime second = MediaTime.ofSeconds(1);
    out.frame(new Frame(2, second, second, true, Bytes.of(1), 0), 0);
    long before = report(out.senderReports(NOW, 0).get(1)).timestamp();
    MediaTime later = MediaTime.ofMillis(1_100);
    out.frame(new Frame(2, later, later, true, Bytes.of(1), 0), 400_000_000);

    long after = report(out.senderReports(NOW.plusMillis(400), 400_000_000).get(1)).timestamp();

    assertThat((int) (after - before)).isEqualTo(48_000 * 4 / 10);
  }

  private static Frame sound(MediaTime at) {
    return new Frame(1, at, at, true, Bytes.of(1), 0);
  }

  private static RtcpPacket.SenderReport report(Bytes compound) {
    return (RtcpPacket.SenderReport) RtcpPacket.parse(compound, new ReasonCounters()).get(0);
  }

  /// All bits set: the first sequence number and timestamp are the last before the wrap.
  private static final class FromTheEnd extends Random {
    private static final long serialVersionUID = 1L;

    @Override
    protected int next(int bits) {
      return (int) ((1L << bits) - 1);
    }
  }
}
