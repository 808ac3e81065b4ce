package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.codec.Av1SequenceHeader;
import io.tidegate.media.codec.Av1TemporalUnit;
import io.tidegate.media.codec.Obus;

/// AV1 over RTP. AOMedia "RTP Payload Format For AV1" §4. Loop-confined.
///
/// A temporal unit ends with the marker bit or another timestamp. OBUs come without size fields and
/// get them here.
final class Av1Depacketizer implements Depacketizer {
  /// Intra pictures of 8K cameras stay under 4 MB.
  static final int MAX_UNIT_BYTES = 8 << 20;

  private static final int HAS_SIZE = 2;
  private static final int HAS_EXTENSION = 4;

  private final Output out;
  private ByteWriter unit = new ByteWriter();
  private ByteWriter element = new ByteWriter();
  private boolean elementOpen;
  private boolean open;
  private boolean damaged;
  private Reason reason = Reason.GAP;
  private long timestamp;
  private boolean known;

  Av1Depacketizer(Output out) {
    this.out = out;
  }

  @Override
  public void accept(RtpPacket packet, boolean afterGap) {
    if (open && packet.timestamp() != timestamp) {
      if (afterGap) {
        damage(Reason.GAP);
      }
      close();
    }
    if (open && afterGap) {
      damage(Reason.GAP);
    }
    boolean first = !open;
    open = true;
    timestamp = packet.timestamp();
    Bytes payload = packet.payload();
    if (payload.isEmpty()) {
      out.count(Reason.TRUNCATED);
    } else {
      payload(payload, first && afterGap);
    }
    if (packet.marker()) {
      close();
    }
  }

  @Override
  public void end() {
    if (open) {
      damage(Reason.TRUNCATED); // the marker bit is not left to the sender, §4.2
    }
    close();
  }

  /// Aggregation header: Z (continues), Y (goes on), W (number of elements), N (new sequence). §4.4
  ///
  /// @param startUnknown packets are missing right before this one
  private void payload(Bytes payload, boolean startUnknown) {
    int header = payload.u8(0);
    boolean continues = (header & 0x80) != 0;
    boolean goesOn = (header & 0x40) != 0;
    int count = header >> 4 & 3;
    if (continues != elementOpen) {
      damage(Reason.GAP);
      dropElement();
    }
    if (startUnknown && !startsUnit(payload, continues)) {
      damage(Reason.GAP);
    }
    int at = 1;
    for (int index = 1; at < payload.length(); index++) {
      int length = payload.length() - at;
      if (count == 0 || index < count) {
        long told = Leb128.read(payload, at);
        at += Leb128.length(payload, at);
        if (told < 0 || told > payload.length() - at) {
          damage(Reason.BAD_LENGTH);
          dropElement();
          return;
        }
        length = (int) told;
      }
      element(payload.slice(at, length));
      at += length;
      if (at < payload.length() || !goesOn) {
        closeElement();
      }
    }
  }

  /// Nothing in a packet tells whether a unit starts with it, but N: it stands in the first packet
  /// of a coded video sequence alone. So after a gap the next unit is given up unless it has that.
  private static boolean startsUnit(Bytes payload, boolean continues) {
    return !continues && (payload.u8(0) & 0x08) != 0;
  }

  private void element(Bytes part) {
    elementOpen = true;
    if (unit.size() + element.size() + part.length() > MAX_UNIT_BYTES) {
      damage(Reason.LIMIT);
    }
    if (!damaged) {
      element.write(part);
    }
  }

  /// An OBU is whole: it goes to the unit with a size field. AV1 §5.3.1
  private void closeElement() {
    elementOpen = false;
    if (damaged || element.size() == 0) {
      dropElement();
      return;
    }
    Bytes obu = element.toBytes();
    int header = obu.u8(0);
    int headerLength = (header & HAS_EXTENSION) != 0 ? 2 : 1;
    if ((header & 0x80) != 0 || obu.length() < headerLength) {
      damage(Reason.BAD_VALUE);
    } else if ((header & HAS_SIZE) != 0) {
      unit.write(obu);
    } else {
      unit.u8(header | HAS_SIZE);
      unit.write(obu.slice(1, headerLength - 1));
      Leb128.write(unit, obu.length() - headerLength);
      unit.write(obu.slice(headerLength));
    }
  }

  private void dropElement() {
    elementOpen = false;
    element = new ByteWriter();
  }

  private void damage(Reason why) {
    if (!damaged) {
      damaged = true;
      reason = why;
    }
  }

  private void close() {
    if (!open) {
      return;
    }
    if (elementOpen) {
      damage(Reason.GAP);
      dropElement();
    }
    if (!damaged && unit.size() > 0) {
      emit(unit.toBytes());
    }
    if (damaged) {
      out.damaged(reason);
      unit = new ByteWriter();
    }
    open = false;
    damaged = false;
    reason = Reason.GAP;
  }

  private void emit(Bytes whole) {
    try {
      Av1TemporalUnit parsed = Av1TemporalUnit.parse(whole);
      Bytes sequenceHeader = parsed.sequenceHeader();
      if (sequenceHeader != null) {
        out.params(Av1SequenceHeader.parse(sequenceHeader));
        known = true;
      }
      if (!known) {
        out.count(Reason.MISSING_REFERENCE);
      } else if (!parsed.payload().isEmpty()) {
        boolean key = sequenceHeader != null && startsWithKeyFrame(parsed.payload());
        out.frame(timestamp, 0, key, parsed.payload());
      }
    } catch (MalformedException broken) {
      damage(broken.reason());
    } catch (UnsupportedException unsupported) {
      damage(Reason.UNSUPPORTED);
    }
  }

  /// show_existing_frame 0 and frame_type KEY_FRAME 0 are the first three bits. AV1 §5.9.2
  private static boolean startsWithKeyFrame(Bytes unit) throws MalformedException {
    for (Bytes obu : Obus.split(unit)) {
      int type = Obus.type(obu);
      if (type == Obus.FRAME || type == Obus.FRAME_HEADER) {
        int at = (obu.u8(0) & HAS_EXTENSION) != 0 ? 2 : 1;
        at += Leb128.length(obu, at);
        return at < obu.length() && obu.u8(at) >> 5 == 0;
      }
    }
    return false;
  }
}
