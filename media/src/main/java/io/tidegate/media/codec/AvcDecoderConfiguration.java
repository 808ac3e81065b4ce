package io.tidegate.media.codec;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.ArrayList;
import java.util.List;

/// The AVCDecoderConfigurationRecord (`avcC`). ISO/IEC 14496-15 §5.3.3.1.
public final class AvcDecoderConfiguration {
  private AvcDecoderConfiguration() {}

  /// @param nalLengthSize bytes of the length before each NAL unit of the frames, 1 to 4
  public record Parsed(CodecParams.Avc params, int nalLengthSize) {}

  public static Parsed parse(Bytes avcC) throws MalformedException {
    if (avcC.length() < 7) {
      throw new MalformedException(Reason.TRUNCATED, avcC.length(), "avcC is too short");
    }
    if (avcC.u8(0) != 1) {
      throw new MalformedException(Reason.BAD_VALUE, 0, "avcC version is " + avcC.u8(0));
    }
    int lengthSize = (avcC.u8(4) & 3) + 1;
    List<Bytes> sps = new ArrayList<>();
    List<Bytes> pps = new ArrayList<>();
    int at = readSets(avcC, 6, avcC.u8(5) & 0x1F, sps);
    if (at >= avcC.length()) {
      throw new MalformedException(Reason.TRUNCATED, at, "avcC ends before the PPS");
    }
    readSets(avcC, at + 1, avcC.u8(at), pps);
    // The High profiles' tail (chroma format, bit depths) repeats the SPS and is often missing.
    return new Parsed(AvcParameterSets.parse(sps, pps), lengthSize);
  }

  public static Bytes write(CodecParams.Avc params) {
    ByteWriter out = new ByteWriter(128);
    out.u8(1).u8(params.profileIdc()).u8(params.constraintFlags()).u8(params.levelIdc());
    out.u8(0xFC | 3); // reserved, lengthSizeMinusOne
    out.u8(0xE0 | params.sps().size());
    writeSets(out, params.sps());
    out.u8(params.pps().size());
    writeSets(out, params.pps());
    boolean hasTail =
        switch (params.profileIdc()) {
          case 66, 77, 88 -> false; // Baseline, Main, Extended
          default -> true;
        };
    if (hasTail) {
      out.u8(0xFC | params.chromaFormatIdc());
      out.u8(0xF8 | (params.bitDepthLuma() - 8));
      out.u8(0xF8 | (params.bitDepthChroma() - 8));
      out.u8(0); // no SPS extensions
    }
    return out.toBytes();
  }

  private static int readSets(Bytes avcC, int from, int count, List<Bytes> into)
      throws MalformedException {
    int at = from;
    for (int i = 0; i < count; i++) {
      if (at + 2 > avcC.length() || at + 2 + avcC.u16(at) > avcC.length()) {
        throw new MalformedException(Reason.BAD_LENGTH, at, "a parameter set points past avcC");
      }
      int length = avcC.u16(at);
      if (length > 0) {
        into.add(avcC.slice(at + 2, length));
      }
      at += 2 + length;
    }
    return at;
  }

  private static void writeSets(ByteWriter out, List<Bytes> sets) {
    for (Bytes set : sets) {
      out.u16(set.length()).write(set);
    }
  }
}
