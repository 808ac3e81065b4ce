package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Reason;

/// Makes frames of the RTP payloads of one source. One implementation per payload format,
/// loop-confined.
///
/// 1. [#accept] for every packet in the order of sequence numbers;
/// 2. [#end] when nothing follows.
///
/// Never throws on what a peer sent. What misses a part is reported as damaged and never handed on.
sealed interface Depacketizer
    permits AacDepacketizer,
        Ac3Depacketizer,
        Av1Depacketizer,
        H264Depacketizer,
        H265Depacketizer,
        LatmDepacketizer,
        MjpegDepacketizer,
        MpegAudioDepacketizer,
        MpegVideoDepacketizer,
        OpusDepacketizer,
        SampleDepacketizer {
  /// @param afterGap packets are missing between this one and the one before
  void accept(RtpPacket packet, boolean afterGap);

  /// Hands on what only the next packet would have completed.
  void end();

  /// Where frames go.
  interface Output {
    /// Parameters of the frames from here on; the same again change nothing.
    void params(CodecParams params);

    /// A whole frame.
    ///
    /// @param timestamp of its packet, 32 bits
    /// @param offsetTicks after that, for the second and later frames of one packet
    /// @param payload canonical form; kept as it is
    void frame(long timestamp, long offsetTicks, boolean keyFrame, Bytes payload);

    /// A frame that was dropped because a part of it is missing or broken.
    void damaged(Reason reason);

    /// Something that could not be used, without a frame being lost for certain.
    void count(Reason reason);
  }
}
