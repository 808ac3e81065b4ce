package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.codec.AdtsHeader;
import io.tidegate.media.codec.AudioSpecificConfig;
import io.tidegate.media.codec.BitReader;
import io.tidegate.rtsp.sdp.FormatParameters;
import io.tidegate.rtsp.sdp.RtpMap;
import java.util.Locale;

/// AAC over RTP, `mpeg4-generic` in the modes AAC-hbr and AAC-lbr. RFC 3640 §3. Loop-confined.
final class AacDepacketizer implements Depacketizer {
  /// AAC has 6,144 bits a channel and frame at most (ISO/IEC 14496-3 §4.5.3): 48 channels of it.
  private static final int MAX_FRAME_BYTES = 48 * 768;

  /// The header section of a datagram's worth of empty frames is shorter.
  private static final int MAX_HEADER_BITS = 16_384;

  /// No mode of the RFC has a field of more than 16 bits.
  private static final int MAX_FIELD_BITS = 24;

  private final Output out;
  private final Layout layout;
  private final long frameTicks;

  /// A frame that goes over several packets.
  private ByteWriter partial = new ByteWriter();

  private int partialSize;
  private long partialTimestamp;

  /// @throws MalformedException when the `fmtp` line makes no sense
  /// @throws UnsupportedException for another mode, an object type that is not AAC
  AacDepacketizer(RtpMap map, FormatParameters parameters, Output out)
      throws MalformedException, UnsupportedException {
    this.out = out;
    CodecParams.Aac params = config(map, parameters);
    layout = Layout.of(parameters);
    frameTicks =
        Math.round(
            (double) params.coreSamplesPerFrame() * map.clockRate() / params.coreSampleRate());
    out.params(params);
  }

  /// Some cameras leave `config` out: then the rtpmap tells rate and channels of AAC-LC.
  private static CodecParams.Aac config(RtpMap map, FormatParameters parameters)
      throws MalformedException, UnsupportedException {
    Bytes config = parameters.hex("config");
    if (!config.isEmpty()) {
      return AudioSpecificConfig.parse(config);
    }
    try {
      return AudioSpecificConfig.parse(
          AudioSpecificConfig.write(2, map.clockRate(), map.channels()));
    } catch (IllegalArgumentException notAac) {
      throw new MalformedException(Reason.BAD_VALUE, "AAC without config, and not from the rtpmap");
    }
  }

  @Override
  public void accept(RtpPacket packet, boolean afterGap) {
    if (partialSize > 0 && (afterGap || packet.timestamp() != partialTimestamp)) {
      dropPartial(Reason.GAP);
    }
    try {
      payload(packet);
    } catch (MalformedException damaged) {
      dropPartial(damaged.reason());
    }
  }

  @Override
  public void end() {
    if (partialSize > 0) {
      dropPartial(Reason.TRUNCATED);
    }
  }

  /// AU header section, auxiliary section, access units. §3.2
  private void payload(RtpPacket packet) throws MalformedException {
    Bytes payload = packet.payload();
    if (payload.length() < 2) {
      throw new MalformedException(Reason.TRUNCATED, 0, "no AU headers");
    }
    int headerBits = payload.u16(0);
    int headerBytes = (headerBits + 7) / 8;
    if (headerBits > MAX_HEADER_BITS || headerBytes > payload.length() - 2) {
      throw new MalformedException(Reason.BAD_LENGTH, 0, "AU headers longer than the packet");
    }
    BitReader headers = new BitReader(payload.slice(2, headerBytes));
    int at = 2 + headerBytes + layout.auxiliaryBytes(payload, 2 + headerBytes);
    int index = 0;
    while (headers.position() + layout.shortestHeader() <= headerBits) {
      int size = layout.readHeader(headers, index == 0);
      at += unit(packet, at, size, index++);
    }
    if (index == 0) {
      out.count(Reason.BAD_VALUE);
    }
  }

  /// One access unit, or the part of it that is here. §3.2.3.1
  ///
  /// @return its bytes in this packet
  private int unit(RtpPacket packet, int at, int size, int index) throws MalformedException {
    Bytes payload = packet.payload();
    int left = payload.length() - at;
    if (size > MAX_FRAME_BYTES) {
      throw new MalformedException(Reason.LIMIT, at, "an AAC frame of " + size + " bytes");
    }
    if (size <= left && partialSize == 0) {
      emit(packet.timestamp(), index * frameTicks, payload.slice(at, size));
      return size;
    }
    if (index > 0 || (partialSize > 0 && size != partialSize)) {
      throw new MalformedException(Reason.BAD_LENGTH, at, "an AAC frame longer than its packet");
    }
    partialSize = size;
    partialTimestamp = packet.timestamp();
    partial.write(payload.slice(at, left));
    if (partial.size() >= size) {
      Bytes whole = partial.toBytes();
      partialSize = 0;
      emit(packet.timestamp(), 0, whole.slice(0, size));
    }
    return left;
  }

  private void dropPartial(Reason reason) {
    partialSize = 0;
    partial = new ByteWriter();
    out.damaged(reason);
  }

  private void emit(long timestamp, long offsetTicks, Bytes unit) {
    Bytes frame = withoutAdts(unit);
    if (!frame.isEmpty()) {
      out.frame(timestamp, offsetTicks, true, frame);
    }
  }

  /// Some cameras leave the ADTS header before each frame.
  private static Bytes withoutAdts(Bytes frame) {
    if (frame.length() <= AdtsHeader.LENGTH || frame.u16(0) >> 4 != 0xFFF) {
      return frame;
    }
    try {
      AdtsHeader header = AdtsHeader.parse(frame, 0);
      boolean whole = header.frameLength() == frame.length() && header.rawDataBlocks() == 1;
      return whole ? frame.slice(header.headerLength()) : frame;
    } catch (MalformedException none) {
      return frame;
    }
  }

  /// How many bits each field of an AU header has. §3.2.1.1, §4.1
  private record Layout(
      int size,
      int index,
      int indexDelta,
      int ctsDelta,
      int dtsDelta,
      boolean randomAccess,
      int streamState,
      int auxiliarySize) {
    static Layout of(FormatParameters parameters) throws MalformedException, UnsupportedException {
      String mode = parameters.text("mode", "AAC-hbr").toLowerCase(Locale.ROOT);
      boolean low = mode.equals("aac-lbr");
      if (!low && !mode.equals("aac-hbr") && !mode.equals("generic")) {
        throw new UnsupportedException("mpeg4-generic mode " + mode + " is not carried");
      }
      int size = parameters.number("sizelength", low ? 6 : 13, MAX_FIELD_BITS);
      if (size == 0) {
        throw new UnsupportedException("AAC without frame sizes is not carried");
      }
      return new Layout(
          size,
          parameters.number("indexlength", low ? 2 : 3, MAX_FIELD_BITS),
          parameters.number("indexdeltalength", low ? 2 : 3, MAX_FIELD_BITS),
          parameters.number("ctsdeltalength", 0, MAX_FIELD_BITS),
          parameters.number("dtsdeltalength", 0, MAX_FIELD_BITS),
          parameters.number("randomaccessindication", 0, 1) == 1,
          parameters.number("streamstateindication", 0, MAX_FIELD_BITS),
          parameters.number("auxiliarydatasizelength", 0, MAX_FIELD_BITS));
    }

    /// At least one bit, as [#size] has.
    int shortestHeader() {
      return size + Math.min(index, indexDelta);
    }

    /// @return the size of the access unit in bytes
    int readHeader(BitReader in, boolean first) throws MalformedException {
      int bytes = in.readBits(size);
      int interleaved = in.readBits(first ? index : indexDelta);
      if (!first && interleaved != 0) {
        throw new MalformedException(Reason.UNSUPPORTED, "interleaved AAC frames");
      }
      if (ctsDelta > 0 && in.readFlag()) {
        in.skip(ctsDelta);
      }
      if (dtsDelta > 0 && in.readFlag()) {
        in.skip(dtsDelta);
      }
      in.skip((randomAccess ? 1 : 0) + streamState);
      return bytes;
    }

    /// The auxiliary section: its size in bits, and so many bits. §3.2.2
    int auxiliaryBytes(Bytes payload, int at) throws MalformedException {
      if (auxiliarySize == 0) {
        return 0;
      }
      BitReader in = new BitReader(payload.slice(at));
      int bytes = (auxiliarySize + in.readBits(auxiliarySize) + 7) / 8;
      if (bytes > payload.length() - at) {
        throw new MalformedException(
            Reason.BAD_LENGTH, at, "auxiliary data longer than its packet");
      }
      return bytes;
    }
  }
}
