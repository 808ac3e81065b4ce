package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.codec.NalUnits;
import java.util.ArrayList;
import java.util.List;

/// H.264 (RFC 6184: single NAL units and FU-A) and H.265 (RFC 7798: single NAL units and FU).
/// Loop-confined.
///
/// Every key frame comes after its parameter sets, so that who joins or lost them can go on.
final class NalPacketizer implements Packetizer {
  private static final int FU_A = 28;
  private static final int FU = 49;
  private static final int START = 0x80;
  private static final int END = 0x40;

  @Override
  public void packetize(Frame frame, CodecParams params, int maxPayload, PacketSequence out) {
    List<Bytes> nals = new ArrayList<>();
    if (frame.keyFrame()) {
      nals.addAll(parameterSets(params));
    }
    try {
      nals.addAll(NalUnits.splitLengthPrefixed(frame.payload(), 4));
    } catch (MalformedException notCanonical) {
      throw new IllegalStateException("not the canonical payload", notCanonical);
    }
    boolean hevc = params instanceof CodecParams.Hevc;
    for (int i = 0; i < nals.size(); i++) {
      boolean lastOfFrame = i == nals.size() - 1;
      Bytes nal = nals.get(i);
      if (nal.length() <= maxPayload) {
        out.packet(lastOfFrame, nal.length()).write(nal);
      } else {
        fragments(nal, hevc, lastOfFrame, maxPayload, out);
      }
    }
  }

  private static List<Bytes> parameterSets(CodecParams params) {
    List<Bytes> sets = new ArrayList<>();
    if (params instanceof CodecParams.Hevc hevc) {
      sets.addAll(hevc.vps());
      sets.addAll(hevc.sps());
      sets.addAll(hevc.pps());
    } else if (params instanceof CodecParams.Avc avc) {
      sets.addAll(avc.sps());
      sets.addAll(avc.pps());
    }
    return sets;
  }

  private static void fragments(
      Bytes nal, boolean hevc, boolean lastOfFrame, int maxPayload, PacketSequence out) {
    int nalHeader = hevc ? 2 : 1;
    int type = hevc ? nal.u8(0) >> 1 & 0x3F : nal.u8(0) & 0x1F;
    int room = maxPayload - nalHeader - 1;
    for (int at = nalHeader; at < nal.length(); at += room) {
      int length = Math.min(room, nal.length() - at);
      boolean last = at + length == nal.length();
      ByteWriter packet = out.packet(last && lastOfFrame, nalHeader + 1 + length);
      if (hevc) {
        packet.u8((nal.u8(0) & 0x81) | FU << 1).u8(nal.u8(1));
      } else {
        packet.u8((nal.u8(0) & 0xE0) | FU_A);
      }
      packet.u8((at == nalHeader ? START : 0) | (last ? END : 0) | type);
      packet.write(nal.slice(at, length));
    }
  }
}
