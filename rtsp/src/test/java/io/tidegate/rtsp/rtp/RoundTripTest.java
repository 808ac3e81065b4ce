package io.tidegate.rtsp.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.TrackList;
import io.tidegate.rtsp.rtp.OutputSamples.Sample;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is sent comes back as it was: descriptions, parameters, payloads and times of every coding.
class RoundTripTest {
  static List<Sample> samples() {
    return OutputSamples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void framesComeBack(Sample sample) {
    RtpTransmission out = transmission(sample, 1_400);
    Reception in = Reception.overTcp(out.describe().write());
    for (Frame frame : sample.frames()) {
      for (Bytes packet : out.frame(frame, 0).packets()) {
        assertThat(packet.length()).isLessThanOrEqualTo(1_400);
        in.reception.rtp(0, packet, 0);
      }
    }
    in.reception.end();

    assertThat(in.view().reasons()).isEmpty();
    assertThat(in.frames()).extracting(Frame::payload).isEqualTo(sample.payloads());
    assertThat(in.frames())
        .extracting(Frame::keyFrame)
        .isEqualTo(sample.frames().stream().map(Frame::keyFrame).toList());
    TracksChanged tracks = (TracksChanged) in.events.getFirst();
    assertThat(tracks.tracks().asList().getFirst().params()).isEqualTo(sample.track().params());
    for (int i = 1; i < in.frames().size(); i++) {
      long step = in.frames().get(i).pts().minus(in.frames().getFirst().pts()).toTicks(8_000);
      long sent = sample.frames().get(i).pts().minus(sample.frames().get(0).pts()).toTicks(8_000);
      assertThat(step).isBetween(sent - 1, sent + 1);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aLostPacketCostsItsFrameAndAtMostWhatRefersToIt(Sample sample) {
    int packets = packets(sample).size();
    for (int lost = 1; lost < packets; lost++) {
      RtpTransmission out = transmission(sample, 1_000);
      Reception in = Reception.overTcp(out.describe().write());
      int sent = 0;
      for (Frame frame : sample.frames()) {
        for (Bytes packet : out.frame(frame, 0).packets()) {
          if (sent++ != lost) {
            in.reception.rtp(0, packet, 0);
          }
        }
      }
      in.reception.end();

      assertThat(sample.payloads()).containsAll(in.frames().stream().map(Frame::payload).toList());
      // AV1 without its first sequence header is nothing until the next: three of six
      int all = sample.payloads().size();
      assertThat(in.frames().size()).isBetween(Math.max(all - 3, 0), all);
    }
  }

  private static List<Bytes> packets(Sample sample) {
    RtpTransmission out = transmission(sample, 1_000);
    return sample.frames().stream().flatMap(f -> out.frame(f, 0).packets().stream()).toList();
  }

  static RtpTransmission transmission(Sample sample, int maxPacket) {
    RtpTransmission out = new RtpTransmission("test", maxPacket, new Random(2));
    out.update(TrackList.of(sample.track()));
    return out;
  }
}
