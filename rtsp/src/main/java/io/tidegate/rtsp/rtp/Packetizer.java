package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;

/// Makes the RTP payloads of frames. One implementation per family of payload formats,
/// loop-confined.
///
/// Call order for one frame: [PacketSequence#begin], [#packetize], [PacketSequence#take].
sealed interface Packetizer
    permits AudioPacketizer,
        Av1Packetizer,
        MjpegPacketizer,
        MpegVideoPacketizer,
        NalPacketizer,
        SamplePacketizer {
  /// @param maxPayload bytes of payload that a packet may have
  void packetize(Frame frame, CodecParams params, int maxPayload, PacketSequence out);

  /// `content` in pieces that fit, each after a header.
  ///
  /// @param headerLength bytes that `header` writes
  static void fragment(
      Bytes content, int maxPayload, int headerLength, PacketSequence out, FragmentHeader header) {
    int room = maxPayload - headerLength;
    for (int at = 0; at < content.length(); at += room) {
      int length = Math.min(room, content.length() - at);
      boolean last = at + length == content.length();
      ByteWriter packet = out.packet(last, headerLength + length);
      header.write(packet, at, last);
      packet.write(content.slice(at, length));
    }
  }

  /// Writes what stands before a fragment.
  @FunctionalInterface
  interface FragmentHeader {
    /// @param at the fragment's offset in the whole
    void write(ByteWriter packet, int at, boolean last);
  }
}
