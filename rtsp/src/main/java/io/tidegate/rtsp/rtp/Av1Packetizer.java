package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.codec.Obus;
import java.util.ArrayList;
import java.util.List;

/// AV1: one OBU, or a part of one, in a packet. AOMedia "RTP Payload Format For AV1" §4.4.
/// Loop-confined.
final class Av1Packetizer implements Packetizer {
  private static final int CONTINUES = 0x80;
  private static final int GOES_ON = 0x40;
  private static final int ONE_ELEMENT = 0x10;
  private static final int NEW_SEQUENCE = 0x08;

  private static final int HAS_SIZE = 2;
  private static final int HAS_EXTENSION = 4;

  @Override
  public void packetize(Frame frame, CodecParams params, int maxPayload, PacketSequence out) {
    List<Bytes> obus = new ArrayList<>();
    try {
      for (Bytes obu : Obus.split(frame.payload())) {
        int type = Obus.type(obu);
        if (type != Obus.TEMPORAL_DELIMITER && type != Obus.PADDING) {
          obus.add(withoutSize(obu));
        }
      }
      if (frame.keyFrame() && params instanceof CodecParams.Av1 av1 && !hasSequenceHeader(obus)) {
        obus.addFirst(withoutSize(av1.sequenceHeader()));
      }
    } catch (MalformedException notCanonical) {
      throw new IllegalStateException("not the canonical payload", notCanonical);
    }
    for (int i = 0; i < obus.size(); i++) {
      int newSequence = frame.keyFrame() && i == 0 ? NEW_SEQUENCE : 0;
      obu(obus.get(i), newSequence, i == obus.size() - 1, maxPayload - 1, out);
    }
  }

  private static void obu(
      Bytes obu, int newSequence, boolean lastOfFrame, int room, PacketSequence out) {
    for (int at = 0; at < obu.length(); at += room) {
      int length = Math.min(room, obu.length() - at);
      boolean last = at + length == obu.length();
      ByteWriter packet = out.packet(last && lastOfFrame, 1 + length);
      int header = ONE_ELEMENT | (at > 0 ? CONTINUES : newSequence) | (last ? 0 : GOES_ON);
      packet.u8(header).write(obu.slice(at, length));
    }
  }

  private static boolean hasSequenceHeader(List<Bytes> obus) {
    return obus.stream().anyMatch(obu -> Obus.type(obu) == Obus.SEQUENCE_HEADER);
  }

  /// §5 asks for OBUs without size fields.
  private static Bytes withoutSize(Bytes obu) {
    if ((obu.u8(0) & HAS_SIZE) == 0) {
      return obu;
    }
    int headerLength = (obu.u8(0) & HAS_EXTENSION) != 0 ? 2 : 1;
    int start = headerLength + Leb128.length(obu, headerLength);
    ByteWriter out = new ByteWriter(obu.length());
    out.u8(obu.u8(0) & ~HAS_SIZE).write(obu.slice(1, headerLength - 1)).write(obu.slice(start));
    return out.toBytes();
  }
}
