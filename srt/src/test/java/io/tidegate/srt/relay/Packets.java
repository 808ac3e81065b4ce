package io.tidegate.srt.relay;

import io.tidegate.media.Bytes;
import io.tidegate.srt.packet.ControlType;
import io.tidegate.srt.packet.LossList;
import io.tidegate.srt.packet.SrtPacket;
import java.nio.ByteBuffer;

/// Packets as a peer or libsrt would write them.
final class Packets {
  /// Socket of the peer in the captured handshakes.
  static final int PEER_SOCKET = 0x18556c90;

  /// Socket of the listener there.
  static final int OUR_SOCKET = 0x03728187;

  private static final int PAYLOAD_BYTES = 1316;

  private Packets() {}

  static Bytes data(int sequence, int destination) {
    return data(sequence, destination, 1, 0);
  }

  static Bytes data(int sequence, int destination, int messageNumber, int timestampMicros) {
    ByteBuffer packet = ByteBuffer.allocate(SrtPacket.HEADER_BYTES + PAYLOAD_BYTES);
    packet.putInt(sequence).putInt(0xC000_0000 | messageNumber).putInt(timestampMicros);
    packet.putInt(destination);
    return Bytes.wrap(packet.array());
  }

  static Bytes repeated(Bytes data) {
    ByteBuffer packet = buffer(data);
    SrtPacket.markRetransmitted(packet, 0);
    return Bytes.copyOf(packet);
  }

  static Bytes fullAck(
      int number, int firstMissing, int rttMicros, int rttVarMicros, int destination, int time) {
    ByteBuffer packet = control(ControlType.ACK, number, destination, time, 28);
    packet.putInt(16, firstMissing).putInt(20, rttMicros).putInt(24, rttVarMicros);
    return Bytes.copyOf(packet);
  }

  static Bytes ackAck(int number, int destination) {
    return Bytes.copyOf(control(ControlType.ACKACK, number, destination, 0, 4));
  }

  static Bytes shutdown(int destination) {
    return Bytes.copyOf(control(ControlType.SHUTDOWN, 0, destination, 0, 4));
  }

  static Bytes nak(int destination, int... sequences) {
    ByteBuffer packet = control(ControlType.NAK, 0, destination, 0, sequences.length * 8);
    LossList.Written written =
        LossList.write(packet, 16, packet.capacity() - 16, sequences, 0, sequences.length);
    return Bytes.copyOf(packet).slice(0, 16 + written.bytes());
  }

  static boolean isNak(Bytes packet) {
    ByteBuffer buffer = buffer(packet);
    return SrtPacket.isControl(buffer, 0) && SrtPacket.controlType(buffer, 0) == ControlType.NAK;
  }

  /// The same handshake or packet with one word changed.
  static Bytes with(Bytes packet, int at, int word) {
    return Bytes.copyOf(buffer(packet).putInt(at, word));
  }

  static ByteBuffer buffer(Bytes packet) {
    return ByteBuffer.wrap(packet.toByteArray());
  }

  private static ByteBuffer control(
      int type, int additional, int destination, int time, int bytes) {
    ByteBuffer packet = ByteBuffer.allocate(SrtPacket.HEADER_BYTES + bytes);
    SrtPacket.writeControl(packet, 0, type, additional, time, destination);
    return packet;
  }
}
