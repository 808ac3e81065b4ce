package io.tidegate.media.ts;

import io.tidegate.media.DataSize;

/// What a [TsDemuxer] allows.
///
/// @param maxPesPacket longest PES packet that is put together, at most 64 MB; a longer one is
///   counted and left out
public record TsDemuxerOptions(DataSize maxPesPacket) {
  private static final long UPPER_BOUND_BYTES = 64_000_000;

  /// 4 MB: a key frame of an 80 Mbit/s stream that is as large as ten average ones.
  public static final TsDemuxerOptions DEFAULT = new TsDemuxerOptions(new DataSize(4_000_000));

  public TsDemuxerOptions {
    if (maxPesPacket.bytes() < TsPacketFormat.PACKET_LENGTH
        || maxPesPacket.bytes() > UPPER_BOUND_BYTES) {
      throw new IllegalArgumentException("a PES packet of at most " + maxPesPacket);
    }
  }
}
