package io.tidegate.media.ts;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.codec.AdtsHeader;
import java.util.List;

/// Writes the frames of one track as PES packets, in the form a transport stream has them: Annex B
/// with delimiters and parameter sets, ADTS, Opus control headers. Loop-confined.
final class ElementaryWriter {
  // ISO/IEC 14496-10 §7.3.2.4: access_unit_delimiter, primary_pic_type 7 (any)
  private static final Bytes AVC_DELIMITER = Bytes.of(0, 0, 0, 1, 0x09, 0xF0);
  // ISO/IEC 23008-2 §7.3.2.5: AUD_NUT, pic_type 2 (any)
  private static final Bytes HEVC_DELIMITER = Bytes.of(0, 0, 0, 1, 0x46, 0x01, 0x50);
  private static final byte[] START_CODE = {0, 0, 0, 1};

  /// frame_length of ADTS has 13 bits; a longer raw data block breaks ISO/IEC 14496-3 (6144 bits a
  /// channel) and cannot be written.
  private static final int MAX_AAC_PAYLOAD = 0x1FFF - 7;

  private final PacketWriter packets;
  private final PesHeader header = new PesHeader();
  private @Nullable CodecParams params;
  private Bytes delimiter = Bytes.EMPTY;
  private Bytes keyFramePrefix = Bytes.EMPTY;
  private int streamId;

  ElementaryWriter(int pid) {
    packets = new PacketWriter(pid);
  }

  PacketWriter packets() {
    return packets;
  }

  boolean isVideo() {
    return params instanceof CodecParams.Video;
  }

  void params(CodecParams next) {
    params = next;
    streamId =
        switch (next.codec()) {
          case H264, H265, MPEG1, MPEG2 -> TsPacketFormat.STREAM_ID_VIDEO;
          case AAC, MP2, MP3 -> TsPacketFormat.STREAM_ID_AUDIO;
          case AC3, EAC3, OPUS -> TsPacketFormat.STREAM_ID_PRIVATE_1;
          case AV1, VP9, MJPEG, G711A, G711U, G722, L16, FLAC ->
              throw new IllegalArgumentException("not carried: " + next.codec());
        };
    delimiter = Bytes.EMPTY;
    keyFramePrefix = Bytes.EMPTY;
    if (next instanceof CodecParams.Avc avc) {
      delimiter = AVC_DELIMITER;
      keyFramePrefix = annexB(delimiter, List.of(avc.sps(), avc.pps()));
    } else if (next instanceof CodecParams.Hevc hevc) {
      delimiter = HEVC_DELIMITER;
      keyFramePrefix = annexB(delimiter, List.of(hevc.vps(), hevc.sps(), hevc.pps()));
    }
  }

  /// @param pcr for the first packet, or [PacketWriter#NO_PCR]
  void write(Frame frame, long dtsTicks, long ptsTicks, long pcr, ByteWriter out) {
    Bytes payload = frame.payload();
    if (params instanceof CodecParams.MpegVideo) {
      begin(payload.length(), dtsTicks, ptsTicks, frame.keyFrame(), pcr, out);
      packets.put(payload);
      return;
    }
    if (isVideo()) {
      Bytes prefix = frame.keyFrame() ? keyFramePrefix : delimiter;
      int usable = wholeNalUnits(payload);
      begin(prefix.length() + usable, dtsTicks, ptsTicks, frame.keyFrame(), pcr, out);
      packets.put(prefix);
      putAnnexB(payload, usable);
      return;
    }
    if (params instanceof CodecParams.Aac && payload.length() > MAX_AAC_PAYLOAD) {
      return;
    }
    Bytes prefix = audioPrefix(payload);
    boolean startsHere = pcr != PacketWriter.NO_PCR;
    begin(prefix.length() + payload.length(), dtsTicks, ptsTicks, startsHere, pcr, out);
    packets.put(prefix);
    packets.put(payload);
  }

  private void begin(
      int esLength, long dts, long pts, boolean randomAccess, long pcr, ByteWriter out) {
    header.set(streamId, esLength, pts, dts);
    packets.begin(out, header.length() + esLength, randomAccess, pcr);
    packets.put(header.array(), 0, header.length());
  }

  /// Each length of four bytes gives way to a start code of four bytes.
  private void putAnnexB(Bytes payload, int usable) {
    int at = 0;
    while (at < usable) {
      int length = payload.s32(at);
      packets.put(START_CODE, 0, START_CODE.length);
      packets.put(payload.backingArray(), payload.backingOffset() + at + 4, length);
      at += 4 + length;
    }
  }

  /// How many bytes of the payload are whole NAL units: all of it, unless the frame is broken.
  private static int wholeNalUnits(Bytes payload) {
    int at = 0;
    while (payload.length() - at >= 4) {
      int length = payload.s32(at);
      if (length < 0 || length > payload.length() - at - 4) {
        break;
      }
      at += 4 + length;
    }
    return at;
  }

  private Bytes audioPrefix(Bytes payload) {
    if (params instanceof CodecParams.Aac aac) {
      return AdtsHeader.write(aac, payload.length());
    }
    return params instanceof CodecParams.Opus ? opusControlHeader(payload.length()) : Bytes.EMPTY;
  }

  // "Opus in MPEG-2 TS", opus_control_header: 11 bits 0x3FF, no trim, no extension, then au_size
  private static Bytes opusControlHeader(int packetLength) {
    ByteWriter out = new ByteWriter(4 + packetLength / 255).u16(0x7FE0);
    int left = packetLength;
    while (left >= 255) {
      out.u8(255);
      left -= 255;
    }
    return out.u8(left).toBytes();
  }

  private static Bytes annexB(Bytes start, List<List<Bytes>> parameterSets) {
    ByteWriter out = new ByteWriter().write(start);
    for (List<Bytes> sets : parameterSets) {
      for (Bytes nal : sets) {
        out.write(START_CODE, 0, START_CODE.length).write(nal);
      }
    }
    return out.toBytes();
  }
}
