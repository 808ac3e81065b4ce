package io.tidegate.media.codec;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;

/// The header before each AAC frame in MPEG-TS and raw streams. ISO/IEC 14496-3 §1.A.2.2.
///
/// @param objectType audio object type, 1 to 4
/// @param sampleRate of the core
/// @param channelConfiguration 0 when told inside the first raw data block
/// @param headerLength 7, or with checksums 9 and 2 more for each block after the first
/// @param frameLength header included, 7 to 8191
/// @param rawDataBlocks 1 to 4
public record AdtsHeader(
    int objectType,
    int sampleRate,
    int channelConfiguration,
    int headerLength,
    int frameLength,
    int rawDataBlocks) {
  /// Bytes that [#parse] needs.
  public static final int LENGTH = 7;

  private static final int MAX_FRAME_LENGTH = 0x1FFF;

  /// @throws MalformedException also when no sync word is at `at`
  public static AdtsHeader parse(Bytes data, int at) throws MalformedException {
    if (at + LENGTH > data.length()) {
      throw new MalformedException(Reason.TRUNCATED, at, "ends inside an ADTS header");
    }
    if ((data.u16(at) & 0xFFF6) != 0xFFF0) { // syncword, layer 0
      throw new MalformedException(Reason.LOST_SYNC, at, "no ADTS sync word");
    }
    boolean hasCrc = (data.u8(at + 1) & 1) == 0;
    int second = data.u8(at + 2);
    int objectType = (second >> 6) + 1;
    int rate = AudioSpecificConfig.tableRate(second >> 2 & 0xF);
    int channels = (second & 1) << 2 | data.u8(at + 3) >> 6;
    int frameLength = (data.u24(at + 3) >> 5) & MAX_FRAME_LENGTH;
    int blocks = (data.u8(at + 6) & 3) + 1;
    // adts_error_check or adts_header_error_check: the positions of the later blocks, a checksum
    int headerLength = hasCrc ? LENGTH + 2 * blocks : LENGTH;
    if (frameLength < headerLength) {
      throw new MalformedException(Reason.BAD_LENGTH, at, "ADTS frame shorter than its header");
    }
    return new AdtsHeader(objectType, rate, channels, headerLength, frameLength, blocks);
  }

  /// What a decoder needs. A configuration told inside the stream counts as stereo.
  public CodecParams.Aac params() throws MalformedException {
    int channels =
        channelConfiguration == 0 ? 2 : AudioSpecificConfig.tableChannels(channelConfiguration);
    Bytes config = AudioSpecificConfig.write(objectType, sampleRate, channels);
    return new CodecParams.Aac(config, objectType, sampleRate, sampleRate, channels, 1024);
  }

  /// The header for a raw data block of `payloadLength` bytes. HE is written as its LC core, which
  /// is what MPEG-TS expects.
  ///
  /// @throws IllegalArgumentException when a frame that long does not fit ADTS
  public static Bytes write(CodecParams.Aac params, int payloadLength) {
    ByteWriter out = new ByteWriter(LENGTH);
    write(params, payloadLength, out);
    return out.toBytes();
  }

  /// The same, appended to `out`.
  public static void write(CodecParams.Aac params, int payloadLength, ByteWriter out) {
    int length = payloadLength + LENGTH;
    if (length > MAX_FRAME_LENGTH) {
      throw new IllegalArgumentException("an AAC frame of " + payloadLength + " bytes");
    }
    int objectType = params.objectType() > 4 ? AudioSpecificConfig.AAC_LC : params.objectType();
    int rateIndex = AudioSpecificConfig.nearestRateIndex(params.coreSampleRate());
    int channels =
        params.objectType() == AudioSpecificConfig.PS
            ? 1
            : AudioSpecificConfig.channelConfiguration(params.channels());
    out.u16(0xFFF1); // sync word, MPEG-4, layer 0, no checksum
    out.u8((objectType - 1) << 6 | rateIndex << 2 | channels >> 2);
    out.u24((channels & 3) << 22 | length << 5 | 0x1F); // buffer fullness: variable rate
    out.u8(0xFC); // rest of the fullness, one raw data block
  }
}
