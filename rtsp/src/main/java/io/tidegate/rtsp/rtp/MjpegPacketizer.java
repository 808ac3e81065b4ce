package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;

/// Motion JPEG (RFC 2435): the entropy-coded data with the quantization tables before it. No state.
///
/// An image that the payload format cannot describe is left out: [JpegImage#parse].
final class MjpegPacketizer implements Packetizer {
  /// Tables of their own with every image. §3.1.8
  private static final int Q = 255;

  private static final int HEADER_LENGTH = 8;
  private static final int RESTART_HEADER_LENGTH = 4;
  private static final int TABLES_HEADER_LENGTH = 4;
  private static final int WITH_RESTARTS = 64;

  /// First and last of their interval, and no count: §3.1.7
  private static final int WHOLE_IMAGE = 0xFFFF;

  @Override
  public void packetize(Frame frame, CodecParams params, int maxPayload, PacketSequence out) {
    JpegImage image = JpegImage.parse(frame.payload());
    if (image == null) {
      return;
    }
    Bytes scan = image.scan();
    int restart = image.restartInterval() > 0 ? RESTART_HEADER_LENGTH : 0;
    int at = 0;
    while (at < scan.length()) {
      int tables = at == 0 ? TABLES_HEADER_LENGTH + image.tables().length() : 0;
      int head = HEADER_LENGTH + restart + tables;
      int length = Math.min(maxPayload - head, scan.length() - at);
      boolean last = at + length == scan.length();
      ByteWriter packet = out.packet(last, head + length);
      int type = (image.verticalSampling() == 1 ? 0 : 1) + (restart > 0 ? WITH_RESTARTS : 0);
      packet.u8(0).u24(at).u8(type).u8(Q).u8(image.width() / 8).u8(image.height() / 8);
      if (restart > 0) {
        packet.u16(image.restartInterval()).u16(WHOLE_IMAGE);
      }
      if (at == 0) {
        packet.u8(0).u8(0).u16(image.tables().length()).write(image.tables());
      }
      packet.write(scan.slice(at, length));
      at += length;
    }
  }
}
