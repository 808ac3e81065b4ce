package io.tidegate.rtsp.rtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.SerialNumber;
import java.util.List;

/// Writes compound RTCP. RFC 3550 §6.1. No state, any thread.
final class RtcpWriter {
  /// Length of an item's text fits one byte. RFC 3550 §6.5
  private static final int MAX_CNAME = 255;

  private static final int VERSION = 2 << 6;

  private RtcpWriter() {}

  static Bytes write(List<RtcpPacket> packets) {
    ByteWriter out = new ByteWriter(128);
    for (RtcpPacket packet : packets) {
      int start = out.size();
      out.u32(0);
      int typeAndCount = body(packet, out);
      while ((out.size() - start) % 4 != 0) {
        out.u8(0);
      }
      int words = (out.size() - start) / 4 - 1;
      out.patchU32(start, (long) (VERSION << 8 | typeAndCount) << 16 | words);
    }
    return out.toBytes();
  }

  /// @return the count or format in the upper, the type in the lower eight bits
  private static int body(RtcpPacket packet, ByteWriter out) {
    return switch (packet) {
      case RtcpPacket.SenderReport report -> {
        out.u32(report.ssrc()).u64(report.ntp().bits()).u32(report.timestamp());
        out.u32(report.packets()).u32(report.octets());
        yield reports(report.reports(), out) << 8 | RtcpType.SENDER_REPORT;
      }
      case RtcpPacket.ReceiverReport report -> {
        out.u32(report.ssrc());
        yield reports(report.reports(), out) << 8 | RtcpType.RECEIVER_REPORT;
      }
      case RtcpPacket.Sdes description -> {
        byte[] name = description.cname().getBytes(UTF_8);
        int length = Math.min(name.length, MAX_CNAME);
        out.u32(description.ssrc()).u8(RtcpType.CNAME).u8(length).write(name, 0, length).u8(0);
        yield 1 << 8 | RtcpType.SOURCE_DESCRIPTION;
      }
      case RtcpPacket.Bye bye -> {
        bye.sources().forEach(out::u32);
        yield bye.sources().size() << 8 | RtcpType.BYE;
      }
      case RtcpPacket.GenericNack nack -> {
        out.u32(nack.ssrc()).u32(nack.mediaSsrc());
        lost(nack.lost(), out);
        yield RtcpType.GENERIC_NACK << 8 | RtcpType.TRANSPORT_FEEDBACK;
      }
      case RtcpPacket.PictureLoss loss -> {
        out.u32(loss.ssrc()).u32(loss.mediaSsrc());
        yield RtcpType.PICTURE_LOSS << 8 | RtcpType.PAYLOAD_FEEDBACK;
      }
      case RtcpPacket.FullIntraRequest request -> {
        out.u32(request.ssrc()).u32(0).u32(request.mediaSsrc());
        out.u32((long) request.number() << 24);
        yield RtcpType.FULL_INTRA_REQUEST << 8 | RtcpType.PAYLOAD_FEEDBACK;
      }
      case RtcpPacket.Unknown unknown ->
          throw new IllegalArgumentException("cannot write RTCP type " + unknown.type());
    };
  }

  private static int reports(List<ReportBlock> reports, ByteWriter out) {
    if (reports.size() > 31) {
      throw new IllegalArgumentException("a report has 31 blocks at most");
    }
    for (ReportBlock report : reports) {
      out.u32(report.ssrc()).u8(report.fractionLost()).u24(report.cumulativeLost());
      out.u32(report.highestSequence()).u32(report.jitter());
      out.u32(report.lastSenderReport()).u32(report.delaySinceLast());
    }
    return reports.size();
  }

  /// Ascending numbers as pairs of one and a mask of the sixteen after it. RFC 4585 §6.2.1
  private static void lost(List<Integer> lost, ByteWriter out) {
    int next = 0;
    while (next < lost.size()) {
      int first = lost.get(next++);
      int mask = 0;
      while (next < lost.size()) {
        int distance = SerialNumber.RTP.distance(first, lost.get(next));
        if (distance < 1 || distance > 16) {
          break;
        }
        mask |= 1 << (distance - 1);
        next++;
      }
      out.u16(first).u16(mask);
    }
  }
}
