package io.tidegate.rtsp.rtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.SerialNumber;
import java.util.ArrayList;
import java.util.List;

/// Reads compound RTCP. RFC 3550 §6.1 and appendix A.2. No state, any thread.
final class RtcpReader {
  /// A datagram of 1,500 bytes holds 375 of the smallest; no sender packs more than five.
  private static final int MAX_PACKETS = 64;

  /// Sequence numbers in one NACK: what the packets of one second have at 30 Mbit/s.
  private static final int MAX_LOST = 4096;

  private RtcpReader() {}

  static List<RtcpPacket> parse(Bytes compound, ReasonCounters counters) {
    List<RtcpPacket> packets = new ArrayList<>();
    int at = 0;
    while (at < compound.length()) {
      int left = compound.length() - at;
      if (left < 4 || packets.size() == MAX_PACKETS) {
        counters.add(left < 4 ? Reason.TRUNCATED : Reason.LIMIT);
        break;
      }
      int length = 4 * (compound.u16(at + 2) + 1);
      if (compound.u8(at) >> 6 != 2) {
        counters.add(Reason.BAD_VALUE);
        break;
      }
      if (length > left) {
        counters.add(Reason.BAD_LENGTH);
        break;
      }
      try {
        packets.add(packet(compound.slice(at, length)));
      } catch (MalformedException damaged) {
        counters.add(damaged.reason());
      }
      at += length;
    }
    return packets;
  }

  private static RtcpPacket packet(Bytes packet) throws MalformedException {
    int count = packet.u8(0) & 0x1F;
    int type = packet.u8(1);
    Bytes body = unpadded(packet).slice(4);
    return switch (type) {
      case RtcpType.SENDER_REPORT ->
          senderReport(need(body, 24 + count * ReportBlock.LENGTH), count);
      case RtcpType.RECEIVER_REPORT -> {
        need(body, 4 + count * ReportBlock.LENGTH);
        yield new RtcpPacket.ReceiverReport(body.u32(0), reports(body, 4, count));
      }
      case RtcpType.SOURCE_DESCRIPTION -> sourceDescription(body);
      case RtcpType.BYE -> bye(need(body, 4 * count), count);
      case RtcpType.TRANSPORT_FEEDBACK ->
          count == RtcpType.GENERIC_NACK ? nack(need(body, 8)) : unknown(type);
      case RtcpType.PAYLOAD_FEEDBACK -> payloadFeedback(need(body, 8), count);
      default -> unknown(type);
    };
  }

  private static RtcpPacket unknown(int type) {
    return new RtcpPacket.Unknown(type);
  }

  private static Bytes unpadded(Bytes packet) throws MalformedException {
    if ((packet.u8(0) & 0x20) == 0) {
      return packet;
    }
    int padding = packet.u8(packet.length() - 1);
    if (padding > packet.length() - 4) {
      throw new MalformedException(Reason.BAD_LENGTH, "RTCP padding longer than its packet");
    }
    return packet.slice(0, packet.length() - padding);
  }

  private static Bytes need(Bytes body, int length) throws MalformedException {
    if (body.length() < length) {
      throw new MalformedException(Reason.TRUNCATED, body.length(), "RTCP packet too short");
    }
    return body;
  }

  private static RtcpPacket senderReport(Bytes body, int count) {
    return new RtcpPacket.SenderReport(
        body.u32(0),
        new NtpTime(body.u64(4)),
        body.u32(12),
        body.u32(16),
        body.u32(20),
        reports(body, 24, count));
  }

  private static List<ReportBlock> reports(Bytes body, int from, int count) {
    List<ReportBlock> reports = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = from + i * ReportBlock.LENGTH;
      reports.add(
          new ReportBlock(
              body.u32(at),
              body.u8(at + 4),
              body.u24(at + 5) << 8 >> 8,
              body.u32(at + 8),
              body.u32(at + 12),
              body.u32(at + 16),
              body.u32(at + 20)));
    }
    return reports;
  }

  /// The first chunk's canonical name; none is an empty one. §6.5
  private static RtcpPacket sourceDescription(Bytes body) throws MalformedException {
    if (body.length() < 4) {
      return new RtcpPacket.Sdes(0, "");
    }
    int at = 4;
    while (at + 1 < body.length() && body.u8(at) != 0) {
      int length = body.u8(at + 1);
      need(body, at + 2 + length);
      if (body.u8(at) == RtcpType.CNAME) {
        return new RtcpPacket.Sdes(body.u32(0), body.slice(at + 2, length).text(UTF_8));
      }
      at += 2 + length;
    }
    return new RtcpPacket.Sdes(body.u32(0), "");
  }

  private static RtcpPacket bye(Bytes body, int count) {
    List<Long> sources = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sources.add(body.u32(4 * i));
    }
    return new RtcpPacket.Bye(sources);
  }

  /// Pairs of a sequence number and a mask of the sixteen after it. RFC 4585 §6.2.1
  private static RtcpPacket nack(Bytes body) throws MalformedException {
    List<Integer> lost = new ArrayList<>();
    for (int at = 8; at + 4 <= body.length(); at += 4) {
      int first = body.u16(at);
      int mask = body.u16(at + 2);
      lost.add(first);
      for (int bit = 0; bit < 16; bit++) {
        if ((mask >> bit & 1) != 0) {
          lost.add(SerialNumber.RTP.plus(first, bit + 1));
        }
      }
      if (lost.size() > MAX_LOST) {
        throw new MalformedException(Reason.LIMIT, "a NACK of too many packets");
      }
    }
    return new RtcpPacket.GenericNack(body.u32(0), body.u32(4), lost);
  }

  private static RtcpPacket payloadFeedback(Bytes body, int format) throws MalformedException {
    return switch (format) {
      case RtcpType.PICTURE_LOSS -> new RtcpPacket.PictureLoss(body.u32(0), body.u32(4));
      case RtcpType.FULL_INTRA_REQUEST -> {
        need(body, 16); // media source 0, then the source asked and the number, RFC 5104 §4.3.1.1
        yield new RtcpPacket.FullIntraRequest(body.u32(0), body.u32(8), body.u8(12));
      }
      default -> unknown(RtcpType.PAYLOAD_FEEDBACK);
    };
  }
}
