package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.VideoFormat;

/// Motion JPEG over RTP. RFC 2435. Loop-confined.
///
/// Packets carry the entropy-coded data alone; headers and tables of a JPEG image are put before
/// it.
final class MjpegDepacketizer implements Depacketizer {
  /// Images of 2,040 by 2,040, which is what the header can tell, stay under it.
  static final int MAX_IMAGE_BYTES = 8 << 20;

  private static final int HEADER_LENGTH = 8;
  private static final int RESTART_HEADER_LENGTH = 4;
  private static final int TABLES_HEADER_LENGTH = 4;

  /// Types from here on have a restart header. §3.1.3
  private static final int FIRST_RESTART_TYPE = 64;

  /// Q from here on has its tables in the packet. §3.1.8
  private static final int FIRST_Q_WITH_TABLES = 128;

  /// Tables of this Q may change with every image. §3.1.8
  private static final int Q_CHANGING = 255;

  private final Output out;
  private final Bytes[] tablesOfQ = new Bytes[256];
  private ByteWriter data = new ByteWriter();
  private Bytes head = Bytes.EMPTY;
  private boolean open;
  private long timestamp;
  private VideoFormat format = VideoFormat.of(1, 1, FrameRate.UNKNOWN, 0);

  MjpegDepacketizer(Output out) {
    this.out = out;
  }

  @Override
  public void accept(RtpPacket packet, boolean afterGap) {
    if (open && (afterGap || packet.timestamp() != timestamp)) {
      drop(Reason.GAP);
    }
    try {
      payload(packet);
    } catch (MalformedException broken) {
      open = true;
      drop(broken.reason());
    }
  }

  @Override
  public void end() {
    if (open) {
      drop(Reason.TRUNCATED);
    }
  }

  /// Main header: type-specific, fragment offset, type, Q, width and height by 8. §3.1
  private void payload(RtpPacket packet) throws MalformedException {
    Bytes payload = need(packet.payload(), HEADER_LENGTH);
    int offset = payload.u24(1);
    int type = payload.u8(4);
    int at = HEADER_LENGTH;
    int restartInterval = 0;
    if (type >= FIRST_RESTART_TYPE && type < FIRST_Q_WITH_TABLES) { // §3.1.7
      need(payload, at + RESTART_HEADER_LENGTH);
      restartInterval = payload.u16(at);
      at += RESTART_HEADER_LENGTH;
    }
    if (offset == 0) {
      int q = payload.u8(5);
      if (q >= FIRST_Q_WITH_TABLES) {
        at += tables(payload, at, q);
      }
      begin(packet, type & 0x3F, tablesFor(q), restartInterval);
    } else if (!open) {
      out.count(Reason.GAP); // its start is missing, and was reported
      return;
    } else if (offset != data.size()) {
      throw new MalformedException(Reason.GAP, offset, "a JPEG fragment out of place");
    }
    Bytes part = payload.slice(at);
    if (data.size() + part.length() > MAX_IMAGE_BYTES) {
      throw new MalformedException(Reason.LIMIT, "a JPEG image over its size limit");
    }
    data.write(part);
    if (packet.marker()) {
      emit();
    }
  }

  /// Quantization table header: zero, precision, length, tables. §3.1.8
  ///
  /// @return its length
  private int tables(Bytes payload, int at, int q) throws MalformedException {
    need(payload, at + TABLES_HEADER_LENGTH);
    int precision = payload.u8(at + 1);
    int length = payload.u16(at + 2);
    need(payload, at + TABLES_HEADER_LENGTH + length);
    if (length > 0) {
      if (precision != 0 || length % JpegTables.TABLE_LENGTH != 0 || length > 256) {
        throw new MalformedException(Reason.UNSUPPORTED, at, "JPEG tables of 16 bits");
      }
      tablesOfQ[q] = payload.slice(at + TABLES_HEADER_LENGTH, length).detached();
    } else if (q == Q_CHANGING) {
      throw new MalformedException(Reason.MISSING_REFERENCE, at, "no JPEG tables");
    }
    return TABLES_HEADER_LENGTH + length;
  }

  private Bytes tablesFor(int q) throws MalformedException {
    if (q >= 1 && q <= 99 && tablesOfQ[q] == null) {
      tablesOfQ[q] = JpegTables.quantization(q);
    }
    Bytes tables = tablesOfQ[q];
    if (tables == null) {
      throw new MalformedException(Reason.MISSING_REFERENCE, "no JPEG tables for Q " + q);
    }
    return tables;
  }

  private void begin(RtpPacket packet, int type, Bytes tables, int restartInterval)
      throws MalformedException {
    if (open) {
      drop(Reason.GAP);
    }
    int width = 8 * packet.payload().u8(6);
    int height = 8 * packet.payload().u8(7);
    if (type > 1 || width == 0 || height == 0) {
      throw new MalformedException(Reason.UNSUPPORTED, "JPEG type " + type + " or of no size");
    }
    open = true;
    timestamp = packet.timestamp();
    format = VideoFormat.of(width, height, FrameRate.UNKNOWN, 0);
    head = JpegHead.write(width, height, type == 0 ? 1 : 2, tables, restartInterval);
  }

  private void emit() {
    Bytes scan = data.toBytes();
    open = false;
    int length = scan.length();
    boolean ended = length >= 2 && scan.u16(length - 2) == JpegHead.END_OF_IMAGE;
    out.params(new CodecParams.Mjpeg(format));
    Bytes end = ended ? Bytes.EMPTY : Bytes.of(0xFF, JpegHead.END_OF_IMAGE & 0xFF);
    out.frame(timestamp, 0, true, Bytes.concat(head, scan, end));
  }

  private void drop(Reason reason) {
    open = false;
    data = new ByteWriter();
    out.damaged(reason);
  }

  private static Bytes need(Bytes payload, int length) throws MalformedException {
    if (payload.length() < length) {
      throw new MalformedException(Reason.TRUNCATED, payload.length(), "a JPEG packet too short");
    }
    return payload;
  }
}
