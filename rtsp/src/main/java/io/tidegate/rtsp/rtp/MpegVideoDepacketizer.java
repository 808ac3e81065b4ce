package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.codec.MpegStartCodes;
import io.tidegate.media.codec.MpegVideoAssembler;

/// MPEG-1 and MPEG-2 video over RTP. RFC 2250 §3.1 and §3.4. Loop-confined.
///
/// A picture begins with a packet that begins with its start code, and ends with the marker or
/// where the timestamp changes. What the header before the payload tells is in the payload, too.
final class MpegVideoDepacketizer implements Depacketizer {
  /// 80 Mbit/s of MPEG-2 High level at one picture a second stay under it.
  static final int MAX_PICTURE_BYTES = 8 << 20;

  /// Temporal reference, picture type and what follows. §3.4
  private static final int HEADER_LENGTH = 4;

  /// The T bit: four more bytes of MPEG-2 follow. §3.4.1
  private static final int FLAG_EXTENSION = 0x04;

  private static final int EXTENSION_LENGTH = 4;

  private final Output out;
  private final MpegVideoAssembler assembler = new MpegVideoAssembler(new ReasonCounters());
  private ByteWriter data = new ByteWriter();
  private boolean open;
  private long timestamp;
  private long fieldTimestamp;
  private boolean hasField;

  MpegVideoDepacketizer(Output out) {
    this.out = out;
  }

  @Override
  public void accept(RtpPacket packet, boolean afterGap) {
    if (afterGap) {
      lose();
    } else if (open && packet.timestamp() != timestamp) {
      emit();
    }
    Bytes payload = packet.payload();
    boolean extended = !payload.isEmpty() && (payload.u8(0) & FLAG_EXTENSION) != 0;
    int head = HEADER_LENGTH + (extended ? EXTENSION_LENGTH : 0);
    if (payload.length() <= head) {
      out.count(Reason.TRUNCATED);
      return;
    }
    add(packet, payload.slice(head));
  }

  @Override
  public void end() {
    if (open) {
      drop(Reason.TRUNCATED);
    }
    hasField = false;
    assembler.gap();
  }

  private void add(RtpPacket packet, Bytes content) {
    if (!open) {
      if (!beginsPicture(content)) {
        out.count(Reason.GAP); // its start is missing, and was reported
        return;
      }
      open = true;
      timestamp = packet.timestamp();
    }
    if (data.size() + content.length() > MAX_PICTURE_BYTES) {
      drop(Reason.LIMIT);
      return;
    }
    data.write(content);
    if (packet.marker()) {
      emit();
    }
  }

  private static boolean beginsPicture(Bytes content) {
    return MpegStartCodes.next(content, 0) == 0
        && MpegStartCodes.beginsPicture(MpegStartCodes.codeAt(content, 0));
  }

  private void emit() {
    open = false;
    for (Bytes coded : MpegStartCodes.splitPictures(data.toBytes())) {
      long before = assembler.counters().total();
      switch (assembler.accept(coded)) {
        case MpegVideoAssembler.Result.Unit unit -> frame(unit);
        case MpegVideoAssembler.Result.Nothing _ -> {
          hasField = true;
          fieldTimestamp = timestamp;
        }
      }
      if (assembler.counters().total() > before) {
        out.damaged(Reason.BAD_VALUE);
      }
    }
  }

  private void frame(MpegVideoAssembler.Result.Unit unit) {
    if (unit.changed() != null) {
      out.params(unit.changed());
    }
    boolean joined = unit.fields() == 2 && hasField;
    out.frame(joined ? fieldTimestamp : timestamp, 0, unit.keyFrame(), unit.payload());
    hasField = false;
  }

  /// Packets are missing: the picture that is open, and a field that waits for its second.
  private void lose() {
    if (open) {
      drop(Reason.GAP);
    }
    hasField = false;
    assembler.gap();
  }

  private void drop(Reason reason) {
    open = false;
    data = new ByteWriter();
    out.damaged(reason);
  }
}
