package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Reads captures of libpcap, little-endian, of IPv4 on Ethernet.
final class Capture {
  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int ETHERNET_HEADER = 14;
  private static final int TCP = 6;
  private static final int UDP = 17;

  private Capture() {}

  /// @param nanos since the first packet of the file
  record Datagram(int targetPort, Bytes payload, long nanos) {}

  private record Packet(int protocol, Bytes content, long nanos) {}

  static Stream<Datagram> udp(Bytes file) {
    return packets(file).stream()
        .filter(packet -> packet.protocol == UDP)
        .map(packet -> new Datagram(packet.content.u16(2), packet.content.slice(8), packet.nanos));
  }

  /// Everything that went over TCP, both directions, in the order of the capture.
  static Bytes tcp(Bytes file) {
    return Bytes.concat(
        packets(file).stream()
            .filter(packet -> packet.protocol == TCP)
            .map(packet -> packet.content.slice(4 * (packet.content.u8(12) >> 4)))
            .toList());
  }

  private static List<Packet> packets(Bytes file) {
    List<Packet> packets = new ArrayList<>();
    long first = -1;
    for (int at = FILE_HEADER; at < file.length(); ) {
      long nanos = (little(file, at) * 1_000_000L + little(file, at + 4)) * 1_000L;
      int length = (int) little(file, at + 8);
      Bytes ip = file.slice(at + RECORD_HEADER, length).slice(ETHERNET_HEADER);
      at += RECORD_HEADER + length;
      first = first < 0 ? nanos : first;
      if (ip.u8(0) >> 4 == 4) {
        Bytes whole = ip.slice(0, ip.u16(2));
        packets.add(new Packet(ip.u8(9), whole.slice(4 * (ip.u8(0) & 0x0F)), nanos - first));
      }
    }
    return packets;
  }

  private static long little(Bytes file, int at) {
    return Integer.reverseBytes(file.s32(at)) & 0xFFFF_FFFFL;
  }
}
