package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.UnsupportedException;

/// The header of an MPEG audio frame, Layers II and III. ISO/IEC 11172-3 §2.4.2.3, 13818-3
/// §2.4.2.3.
///
/// @param params what a decoder needs
/// @param frameLength bytes of the frame, header included
public record MpegAudioHeader(CodecParams.MpegAudio params, int frameLength) {
  /// Bytes that [#parse] needs.
  public static final int LENGTH = 4;

  private static final int[] MPEG1_LAYER2 = {
    32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384
  };
  private static final int[] MPEG1_LAYER3 = {
    32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };
  private static final int[] MPEG2 = {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
  private static final int[] MPEG1_RATES = {44_100, 48_000, 32_000};

  /// @throws MalformedException also when no frame starts at `at`
  /// @throws UnsupportedException for Layer I and free format
  public static MpegAudioHeader parse(Bytes data, int at)
      throws MalformedException, UnsupportedException {
    if (at + LENGTH > data.length()) {
      throw new MalformedException(Reason.TRUNCATED, at, "ends inside an MPEG audio header");
    }
    int header = data.s32(at);
    int version = header >> 19 & 3; // 0 is MPEG-2.5, 2 MPEG-2, 3 MPEG-1
    int layer = 4 - (header >> 17 & 3);
    int bitrateIndex = header >> 12 & 0xF;
    int rateIndex = header >> 10 & 3;
    if ((header >>> 21) != 0x7FF || version == 1 || layer == 4) {
      throw new MalformedException(Reason.LOST_SYNC, at, "no MPEG audio frame");
    }
    if (bitrateIndex == 15 || rateIndex == 3) {
      throw new MalformedException(Reason.BAD_VALUE, at, "reserved MPEG audio rate");
    }
    if (layer == 1 || bitrateIndex == 0) {
      throw new UnsupportedException("MPEG audio Layer I and free format are not carried");
    }
    boolean mpeg1 = version == 3;
    int rate = MPEG1_RATES[rateIndex] >> (mpeg1 ? 0 : version == 2 ? 1 : 2);
    int kilobits = bitrates(mpeg1, layer)[bitrateIndex - 1];
    int channels = (header >> 6 & 3) == 3 ? 1 : 2;
    CodecParams.MpegAudio params = new CodecParams.MpegAudio(layer, rate, channels);
    int padding = header >> 9 & 1;
    return new MpegAudioHeader(
        params, params.samplesPerFrame() / 8 * kilobits * 1000 / rate + padding);
  }

  private static int[] bitrates(boolean mpeg1, int layer) {
    if (!mpeg1) {
      return MPEG2;
    }
    return layer == 2 ? MPEG1_LAYER2 : MPEG1_LAYER3;
  }
}
