package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.SerialNumber;
import java.util.ArrayList;
import java.util.List;

/// Writes the packets of one source, one frame after the other. RFC 3550 §5.1. Loop-confined.
///
/// 1. [#begin] a frame;
/// 2. [#packet] for each of its packets, writing exactly the length told;
/// 3. [#take] them.
final class PacketSequence {
  private final long ssrc;
  private final int payloadType;
  private final List<Bytes> packets = new ArrayList<>();
  private ByteWriter open = new ByteWriter(0);
  private int openLength;
  private boolean isOpen;
  private int nextSequence;
  private long timestamp;
  private long packetCount;
  private long octetCount;

  /// @param firstSequence 16 bits, better random (RFC 3550 §5.1)
  PacketSequence(long ssrc, int payloadType, int firstSequence) {
    this.ssrc = ssrc;
    this.payloadType = payloadType;
    nextSequence = firstSequence;
  }

  long ssrc() {
    return ssrc;
  }

  int nextSequence() {
    return nextSequence;
  }

  long packetCount() {
    return packetCount;
  }

  long octetCount() {
    return octetCount;
  }

  /// @param frameTimestamp of the packets that follow, wrapped to 32 bits
  void begin(long frameTimestamp) {
    timestamp = frameTimestamp & 0xFFFF_FFFFL;
  }

  /// A new packet, to whose payload the caller writes.
  ByteWriter packet(boolean marker, int payloadLength) {
    finish();
    open = new ByteWriter(RtpPacket.HEADER_LENGTH + payloadLength);
    open.u8(0x80).u8((marker ? 0x80 : 0) | payloadType).u16(nextSequence);
    open.u32(timestamp).u32(ssrc);
    openLength = RtpPacket.HEADER_LENGTH + payloadLength;
    isOpen = true;
    return open;
  }

  /// The packets since the last call, in order.
  List<Bytes> take() {
    finish();
    List<Bytes> taken = List.copyOf(packets);
    packets.clear();
    return taken;
  }

  private void finish() {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    if (open.size() != openLength) {
      throw new IllegalStateException("packet of " + open.size() + " bytes, not " + openLength);
    }
    Bytes packet = open.toBytes();
    packets.add(packet);
    nextSequence = SerialNumber.RTP.plus(nextSequence, 1);
    packetCount++;
    octetCount += openLength - RtpPacket.HEADER_LENGTH;
  }
}
