package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.codec.MpegStartCodes;
import io.tidegate.media.codec.MpegVideoPicture;
import java.util.List;

/// MPEG-1 and MPEG-2 video (RFC 2250 §3.1): headers begin a packet, slices begin one or follow
/// another whole; a slice that does not fit is cut. No state.
///
/// The extension of the header for MPEG-2 (§3.4.1) is left out, as it may be: the picture coding
/// extension is in the payload. A frame whose headers cannot be read is left out.
final class MpegVideoPacketizer implements Packetizer {
  private static final int HEADER_LENGTH = 4;
  private static final int SEQUENCE_HEADER_PRESENT = 1 << 13;
  private static final int BEGINNING_OF_SLICE = 1 << 12;
  private static final int END_OF_SLICE = 1 << 11;

  @Override
  public void packetize(Frame frame, CodecParams params, int maxPayload, PacketSequence out) {
    List<Bytes> pictures = MpegStartCodes.splitPictures(frame.payload());
    for (int i = 0; i < pictures.size(); i++) {
      try {
        MpegVideoPicture header = MpegVideoPicture.parse(pictures.get(i));
        boolean last = i == pictures.size() - 1;
        picture(pictures.get(i), header, last, maxPayload - HEADER_LENGTH, out);
      } catch (MalformedException damaged) {
        return;
      }
    }
  }

  private static void picture(
      Bytes coded, MpegVideoPicture header, boolean lastOfFrame, int room, PacketSequence out) {
    int type = header.temporalReference() << 16 | header.type().code() << 8;
    int from = 0;
    while (from < coded.length()) {
      int to = end(coded, from, room);
      boolean last = to == coded.length();
      boolean beginsSlice = from == 0 || MpegStartCodes.next(coded, from) == from;
      boolean endsSlice = last || MpegStartCodes.next(coded, to) == to;
      int sequence = from == 0 && !header.sequence().isEmpty() ? SEQUENCE_HEADER_PRESENT : 0;
      out.packet(last && lastOfFrame, HEADER_LENGTH + to - from)
          .u32(
              type
                  | sequence
                  | (beginsSlice ? BEGINNING_OF_SLICE : 0)
                  | (endsSlice ? END_OF_SLICE : 0))
          .write(coded.slice(from, to - from));
      from = to;
    }
  }

  /// Behind the last whole slice that fits, or inside the one that does not.
  private static int end(Bytes coded, int from, int room) {
    if (coded.length() - from <= room) {
      return coded.length();
    }
    int end = from + room;
    int whole = -1;
    int at = MpegStartCodes.next(coded, from + 1);
    while (at >= 0 && at <= end) {
      if (MpegStartCodes.isSlice(MpegStartCodes.codeAt(coded, at))) {
        whole = at;
      }
      at = MpegStartCodes.next(coded, at + 1);
    }
    boolean onlyHeaders = whole < 0 || !hasSlice(coded, from, whole);
    return onlyHeaders ? end : whole;
  }

  /// Whether the packet would hold more than the headers before the first slice.
  private static boolean hasSlice(Bytes coded, int from, int to) {
    int at = MpegStartCodes.next(coded, from);
    boolean inside = at != from; // the rest of a slice
    while (at >= 0 && at < to) {
      inside |= MpegStartCodes.isSlice(MpegStartCodes.codeAt(coded, at));
      at = MpegStartCodes.next(coded, at + 1);
    }
    return inside;
  }
}
