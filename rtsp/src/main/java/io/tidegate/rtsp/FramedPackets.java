package io.tidegate.rtsp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.ReasonCounters;
import io.tidegate.rtsp.message.Interleaved;
import io.tidegate.rtsp.message.RtspWriter;
import io.tidegate.rtsp.rtp.RtcpPacket;
import java.util.List;

/// Packets of ours, one behind the other as RFC 2326 §10.12 interleaves them: what the players of a
/// stream share. The media at index `i` has the channel `2 i` for RTP and the next for RTCP. No
/// state.
final class FramedPackets {
  private FramedPackets() {}

  /// Takes one packet.
  @FunctionalInterface
  interface Visitor {
    void packet(int media, boolean rtcp, Bytes packet);
  }

  static void write(int media, boolean rtcp, Bytes packet, ByteWriter out) {
    RtspWriter.header(2 * media + (rtcp ? 1 : 0), packet.length(), out);
    out.write(packet);
  }

  /// One packet for each media.
  static void writeRtcp(List<Bytes> packets, ByteWriter out) {
    for (int media = 0; media < packets.size(); media++) {
      write(media, true, packets.get(media), out);
    }
  }

  /// Whether a packet tells the receiver that what follows needs another description.
  static boolean sayGoodbye(Bytes framed, ReasonCounters reasons) {
    boolean[] found = {false};
    forEach(
        framed,
        (_, rtcp, packet) ->
            found[0] |=
                rtcp
                    && RtcpPacket.parse(packet, reasons).stream()
                        .anyMatch(RtcpPacket.Bye.class::isInstance));
    return found[0];
  }

  /// All of them in order, as slices.
  static void forEach(Bytes framed, Visitor visitor) {
    int at = 0;
    while (at < framed.length()) {
      int channel = framed.u8(at + 1);
      int length = framed.u16(at + 2);
      at += Interleaved.HEADER_LENGTH;
      visitor.packet(channel / 2, channel % 2 != 0, framed.slice(at, length));
      at += length;
    }
  }
}
