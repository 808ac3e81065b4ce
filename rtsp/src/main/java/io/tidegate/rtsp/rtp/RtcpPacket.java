package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.ReasonCounters;
import java.util.List;

/// One RTCP packet out of a compound. RFC 3550 §6, RFC 4585 §6, RFC 5104 §4.3. Immutable.
public sealed interface RtcpPacket {
  /// §6.4.1
  ///
  /// @param timestamp the RTP time of the same moment as `ntp`
  /// @param packets sent so far, 32 bits
  /// @param octets of payload sent so far, 32 bits
  record SenderReport(
      long ssrc, NtpTime ntp, long timestamp, long packets, long octets, List<ReportBlock> reports)
      implements RtcpPacket {
    public SenderReport {
      reports = List.copyOf(reports);
    }
  }

  /// §6.4.2
  record ReceiverReport(long ssrc, List<ReportBlock> reports) implements RtcpPacket {
    public ReceiverReport {
      reports = List.copyOf(reports);
    }
  }

  /// §6.5: the canonical name of one source; other items are read over.
  record Sdes(long ssrc, String cname) implements RtcpPacket {}

  /// §6.6
  record Bye(List<Long> sources) implements RtcpPacket {
    public Bye {
      sources = List.copyOf(sources);
    }
  }

  /// RFC 4585 §6.2.1: packets asked for again.
  ///
  /// @param lost sequence numbers
  record GenericNack(long ssrc, long mediaSsrc, List<Integer> lost) implements RtcpPacket {
    public GenericNack {
      lost = List.copyOf(lost);
    }
  }

  /// RFC 4585 §6.3.1: the picture is lost, a key frame is wanted.
  record PictureLoss(long ssrc, long mediaSsrc) implements RtcpPacket {}

  /// RFC 5104 §4.3.1: a key frame is wanted.
  ///
  /// @param number changes with each new request and stays when one is repeated, 8 bits
  record FullIntraRequest(long ssrc, long mediaSsrc, int number) implements RtcpPacket {}

  /// Anything else, such as APP or XR.
  record Unknown(int type) implements RtcpPacket {}

  /// The packets of a compound in order. What is damaged is counted and ends the reading, because
  /// only the lengths tell where the next one starts.
  static List<RtcpPacket> parse(Bytes compound, ReasonCounters counters) {
    return RtcpReader.parse(compound, counters);
  }

  /// The packets in one datagram.
  static Bytes write(List<RtcpPacket> packets) {
    return RtcpWriter.write(packets);
  }
}
