package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;

/// Samples as they are: G.711, G.722 and L16 (RFC 3551 §4.5). What does not fit one packet goes on
/// in the next, whose timestamp tells so. Loop-confined.
final class SamplePacketizer implements Packetizer {
  private final int blockBytes;
  private final TimestampOf timestamps;

  /// The RTP timestamp of a moment of a frame.
  @FunctionalInterface
  interface TimestampOf {
    /// @param ticks after the frame's start
    long at(Frame frame, long ticks);
  }

  /// @param blockBytes of the samples of all channels in one tick of the RTP clock
  SamplePacketizer(int blockBytes, TimestampOf timestamps) {
    this.blockBytes = blockBytes;
    this.timestamps = timestamps;
  }

  @Override
  public void packetize(Frame frame, CodecParams params, int maxPayload, PacketSequence out) {
    Bytes payload = frame.payload();
    int room = maxPayload / blockBytes * blockBytes;
    for (int at = 0; at < payload.length(); at += room) {
      Bytes part = payload.slice(at, Math.min(room, payload.length() - at));
      out.begin(timestamps.at(frame, at / blockBytes));
      out.packet(false, part.length()).write(part);
    }
  }
}
