package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.testing.SyntheticStreams;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtpReceptionTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String G711 = "m=audio 0 RTP/AVP 96\na=rtpmap:96 PCMA/8000\n";
  private static final String PICTURE = "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n";

  @Test
  void allTracksAreAnnouncedAtOnce() {
    Reception in = Reception.overTcp(PICTURE + "m=audio 0 RTP/AVP 8\n");
    in.reception.rtp(1, new RtpPacket(true, 8, 1, 0, 2, Bytes.of(1)).write(), 0);
    assertThat(in.events).isEmpty();

    in.rtp(1, 0, true, stapA());

    TracksChanged tracks = (TracksChanged) in.events.get(0);
    assertThat(tracks.tracks().size()).isEqualTo(2);
    assertThat(in.frames()).extracting(Frame::trackId).containsExactly(2, 1);
    assertThat(in.reception.view().tracks()).isEqualTo(tracks.tracks());
  }

  @Test
  void theEndIsAnEventAndNothingWithoutTracks() {
    Reception in = Reception.overTcp(G711);
    in.reception.end();
    assertThat(in.events).isEmpty();

    Reception used = Reception.overTcp(G711);
    used.rtp(1, 0, true, "01");
    used.reception.end();
    assertThat(used.events.getLast()).isEqualTo((StreamEvent) EndOfStream.INSTANCE);
  }

  @Test
  void aMissingDatagramIsWaitedForAndTheFramesStayInOrder() {
    Reception in = Reception.overUdp(G711);
    in.rtp(new RtpPacket(false, 96, 65_535, 0, 1, Bytes.of(1)), 0);
    in.rtp(new RtpPacket(false, 96, 1, 320, 1, Bytes.of(3)), 20_000_000);
    in.rtp(new RtpPacket(false, 96, 0, 160, 1, Bytes.of(2)), 21_000_000);
    in.rtp(new RtpPacket(false, 96, 3, 640, 1, Bytes.of(5)), 80_000_000);
    in.reception.poll(80_000_000 + Duration.ofMillis(99).toNanos());
    assertThat(in.frames()).hasSize(3);

    in.reception.poll(80_000_000 + Duration.ofMillis(100).toNanos());

    assertThat(in.frames())
        .extracting(Frame::payload)
        .containsExactly(Bytes.of(1), Bytes.of(2), Bytes.of(3), Bytes.of(5));
    assertThat(in.view().reordered()).isEqualTo(1);
    assertThat(in.view().lost()).isEqualTo(1);
    assertThat(in.frames().get(3).receivedNanos()).isEqualTo(80_000_000);
  }

  @Test
  void receiverReportsTellLossAndTheLastSenderReport() {
    Reception in = Reception.overTcp(G711);
    in.reception.poll(0);
    in.rtp(1, 0, true, "01");
    NtpTime wallClock = NtpTime.of(Instant.parse("2026-03-01T12:00:00Z"));
    in.reception.rtcp(
        0,
        RtcpPacket.write(List.of(new RtcpPacket.SenderReport(1, wallClock, 0, 1, 1, List.of()))),
        2 * SECOND);
    in.rtp(3, 320, true, "01");
    in.rtp(4, 480, true, "01");
    in.reception.poll(5 * SECOND - 1);
    assertThat(in.sent).isEmpty();

    in.reception.poll(5 * SECOND);

    RtcpPacket.ReceiverReport report = (RtcpPacket.ReceiverReport) in.sent.get(0);
    ReportBlock block = report.reports().get(0);
    assertThat(report.ssrc()).isEqualTo(7);
    assertThat(block.ssrc()).isEqualTo(1);
    assertThat(block.cumulativeLost()).isEqualTo(1);
    assertThat(block.fractionLost()).isEqualTo(64);
    assertThat(block.highestSequence()).isEqualTo(4);
    assertThat(block.lastSenderReport()).isEqualTo(wallClock.middle());
    assertThat(block.delaySinceLast()).isEqualTo(3 * 65_536);
    assertThat(in.sent.get(1)).isEqualTo(new RtcpPacket.Sdes(7, "tidegate"));
    assertThat(in.view().wallClock()).isEqualTo(Instant.parse("2026-03-01T12:00:00.06Z"));
  }

  @Test
  void aLostPictureIsAskedForOnceASecondWhereThePeerOffersIt() {
    Reception in = Reception.overTcp(PICTURE + "a=rtcp-fb:96 nack pli\n");
    in.rtp(1, 0, true, stapA());
    in.rtp(3, 3_000, true, "414801");
    in.reception.poll(0);
    assertThat(in.sent).contains(new RtcpPacket.PictureLoss(7, 1));
    in.sent.clear();

    in.reception.requestKeyFrame();
    in.reception.poll(SECOND - 1);
    assertThat(in.sent).isEmpty();
    in.reception.poll(SECOND);
    assertThat(in.sent).contains(new RtcpPacket.PictureLoss(7, 1));
  }

  @Test
  void aKeyFrameIsAskedForAsThePeerOffersOrNotAtAll() {
    Reception full = Reception.overTcp(PICTURE + "a=rtcp-fb:* ccm fir\n");
    full.rtp(1, 0, true, stapA());
    full.reception.requestKeyFrame();
    full.reception.poll(0);
    assertThat(full.sent).contains(new RtcpPacket.FullIntraRequest(7, 1, 1));

    Reception none = Reception.overTcp(PICTURE);
    none.rtp(1, 0, true, stapA());
    none.reception.requestKeyFrame();
    none.reception.poll(0);
    assertThat(none.sent).isEmpty();
  }

  @Test
  void missingDatagramsAreAskedForWhereThePeerOffersIt() {
    Reception in = Reception.overUdp(G711 + "a=rtcp-fb:96 nack\n");
    for (int number : new int[] {65_534, 1, 2}) {
      in.rtp(new RtpPacket(false, 96, number, 160L * (number & 7), 1, Bytes.of(1)), 0);
    }
    in.reception.poll(10_000_000);
    assertThat(in.sent).contains(new RtcpPacket.GenericNack(7, 1, List.of(65_535, 0)));
    in.sent.clear();

    in.reception.poll(20_000_000);
    assertThat(in.sent).isEmpty();
    in.rtp(new RtpPacket(false, 96, 0, 0, 1, Bytes.of(1)), 25_000_000);
    in.reception.poll(60_000_000);
    assertThat(in.sent).contains(new RtcpPacket.GenericNack(7, 1, List.of(65_535)));
  }

  @Test
  void anotherSourceGoesOnInTime() {
    Reception in = Reception.overTcp(G711);
    in.rtp(new RtpPacket(false, 96, 1, 0, 1, Bytes.of(1)), 0);
    in.rtp(new RtpPacket(false, 96, 50_000, 3_000_000_000L, 2, Bytes.of(2)), 20_000_000);

    assertThat(in.frames()).hasSize(2);
    assertThat(in.frames().get(1).pts().minus(in.frames().get(0).pts()).toMillis()).isEqualTo(20);
    assertThat(in.view().lost()).isZero();
  }

  @Test
  void reportsAmongTheMediaAreRecognised() {
    Reception in = Reception.overTcp(G711);
    NtpTime wallClock = NtpTime.of(Instant.parse("2026-03-01T12:00:00Z"));
    in.reception.rtp(
        0,
        RtcpPacket.write(List.of(new RtcpPacket.SenderReport(1, wallClock, 0, 1, 1, List.of()))),
        0);
    in.rtp(1, 0, true, "01");

    assertThat(in.view().wallClock()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
    assertThat(in.view().reasons()).isEmpty();
  }

  static String stapA() {
    return "18%04x%s%04x%s000365b801"
        .formatted(
            SyntheticStreams.AVC_SPS_360.length(),
            SyntheticStreams.AVC_SPS_360.toHex(),
            SyntheticStreams.AVC_PPS_360.length(),
            SyntheticStreams.AVC_PPS_360.toHex());
  }
}
