package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;

/// Coded sound, a frame in a packet where it fits: AAC-hbr (RFC 3640 §3.3.6), Opus (RFC 7587 §4.2),
/// MPEG audio (RFC 2250 §3.5), AC-3 (RFC 4184 §4). No state.
final class AudioPacketizer implements Packetizer {
  private static final int AC3_FIRST_FRAGMENT = 1;
  private static final int AC3_SHORT_FIRST_FRAGMENT = 2;
  private static final int AC3_LATER_FRAGMENT = 3;

  @Override
  public void packetize(Frame frame, CodecParams params, int maxPayload, PacketSequence out) {
    Bytes payload = frame.payload();
    switch (params) {
      case CodecParams.Aac aac ->
          // one AU header of 16 bits: size in 13, index 0 in 3; each fragment repeats it
          Packetizer.fragment(
              payload,
              maxPayload,
              4,
              out,
              (packet, at, last) -> packet.u16(16).u16(payload.length() << 3));
      case CodecParams.MpegAudio mpeg ->
          Packetizer.fragment(
              payload, maxPayload, 4, out, (packet, at, last) -> packet.u16(0).u16(at));
      case CodecParams.Ac3 ac3 -> ac3(payload, maxPayload, out);
      default -> out.packet(false, payload.length()).write(payload); // Opus: never fragmented
    }
  }

  private static void ac3(Bytes payload, int maxPayload, PacketSequence out) {
    int room = maxPayload - 2;
    int count = (payload.length() + room - 1) / room;
    boolean longFirst = room * 8L >= payload.length() * 5L; // it has 5/8 of the frame
    int first = longFirst ? AC3_FIRST_FRAGMENT : AC3_SHORT_FIRST_FRAGMENT;
    Packetizer.fragment(
        payload,
        maxPayload,
        2,
        out,
        (packet, at, last) -> {
          int type = at > 0 ? AC3_LATER_FRAGMENT : count == 1 ? 0 : first;
          packet.u8(type).u8(count);
        });
  }
}
