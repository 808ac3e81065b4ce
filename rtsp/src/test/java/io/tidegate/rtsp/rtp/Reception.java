package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.testing.ContractSink;
import io.tidegate.rtsp.sdp.MediaDescription;
import io.tidegate.rtsp.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;

/// An [RtpReception] for tests: what comes out of it is checked against the contract and kept.
final class Reception {
  final List<StreamEvent> events = new ArrayList<>();
  final List<RtcpPacket> sent = new ArrayList<>();
  final RtpReception reception;

  Reception(String description, ReceptionOptions options) {
    reception =
        new RtpReception(
            media(description),
            new ContractSink(events::add),
            options,
            (media, compound) -> sent.addAll(RtcpPacket.parse(compound, new ReasonCounters())));
  }

  static Reception overTcp(String description) {
    return new Reception(description, ReceptionOptions.overTcp(7));
  }

  static Reception overUdp(String description) {
    return new Reception(description, ReceptionOptions.overUdp(7));
  }

  static List<MediaDescription> media(String description) {
    try {
      return SessionDescription.parse(description).media();
    } catch (MalformedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// A packet of the first media.
  void rtp(int sequence, long timestamp, boolean marker, String payloadHex) {
    rtp(new RtpPacket(marker, 96, sequence, timestamp, 1, Bytes.ofHex(payloadHex)), 0);
  }

  void rtp(RtpPacket packet, long nowNanos) {
    reception.rtp(0, packet.write(), nowNanos);
  }

  List<Frame> frames() {
    return events.stream().filter(Frame.class::isInstance).map(Frame.class::cast).toList();
  }

  ReceptionView.Media view() {
    return reception.view().media().get(0);
  }
}
