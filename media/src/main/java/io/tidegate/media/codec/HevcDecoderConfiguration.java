package io.tidegate.media.codec;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.HevcProfile;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.ArrayList;
import java.util.List;

/// The HEVCDecoderConfigurationRecord (`hvcC`). ISO/IEC 14496-15 §8.3.3.1.
public final class HevcDecoderConfiguration {
  private static final int FIXED_LENGTH = 23;

  private HevcDecoderConfiguration() {}

  /// @param nalLengthSize bytes of the length before each NAL unit of the frames, 1 to 4
  public record Parsed(CodecParams.Hevc params, int nalLengthSize) {}

  public static Parsed parse(Bytes hvcC) throws MalformedException {
    if (hvcC.length() < FIXED_LENGTH) {
      throw new MalformedException(Reason.TRUNCATED, hvcC.length(), "hvcC is too short");
    }
    int lengthSize = (hvcC.u8(21) & 3) + 1;
    List<Bytes> vps = new ArrayList<>();
    List<Bytes> sps = new ArrayList<>();
    List<Bytes> pps = new ArrayList<>();
    int at = FIXED_LENGTH;
    for (int array = 0; array < hvcC.u8(22); array++) {
      need(hvcC, at, 3);
      int type = hvcC.u8(at) & 0x3F;
      int count = hvcC.u16(at + 1);
      at += 3;
      for (int i = 0; i < count; i++) {
        need(hvcC, at, 2);
        int length = hvcC.u16(at);
        need(hvcC, at + 2, length);
        Bytes nal = hvcC.slice(at + 2, length);
        at += 2 + length;
        if (length == 0) {
          continue;
        }
        switch (type) {
          case H265NalType.VPS -> vps.add(nal);
          case H265NalType.SPS -> sps.add(nal);
          case H265NalType.PPS -> pps.add(nal);
          default -> {} // SEI may stand here too
        }
      }
    }
    return new Parsed(HevcParameterSets.parse(vps, sps, pps), lengthSize);
  }

  public static Bytes write(CodecParams.Hevc params) {
    HevcProfile profile = params.profile();
    ByteWriter out = new ByteWriter(256);
    out.u8(1); // configurationVersion
    out.u8(profile.space() << 6 | profile.tier() << 5 | profile.idc());
    out.u32(profile.compatibilityFlags());
    out.u16((int) (profile.constraintFlags() >>> 32)).u32(profile.constraintFlags());
    out.u8(profile.levelIdc());
    out.u16(0xF000); // min_spatial_segmentation_idc: unknown
    out.u8(0xFC); // parallelismType: unknown
    out.u8(0xFC | params.chromaFormatIdc());
    out.u8(0xF8 | (params.bitDepthLuma() - 8));
    out.u8(0xF8 | (params.bitDepthChroma() - 8));
    out.u16(0); // avgFrameRate: unknown
    // constantFrameRate 0, numTemporalLayers 0 (unknown), temporalIdNested 0, lengthSizeMinusOne 3
    out.u8(3);
    out.u8(params.vps().isEmpty() ? 2 : 3);
    writeArray(out, H265NalType.VPS, params.vps());
    writeArray(out, H265NalType.SPS, params.sps());
    writeArray(out, H265NalType.PPS, params.pps());
    return out.toBytes();
  }

  private static void writeArray(ByteWriter out, int type, List<Bytes> sets) {
    if (sets.isEmpty()) {
      return;
    }
    out.u8(0x80 | type).u16(sets.size()); // array_completeness: all of them are here
    for (Bytes set : sets) {
      out.u16(set.length()).write(set);
    }
  }

  private static void need(Bytes hvcC, int at, int count) throws MalformedException {
    if (at + count > hvcC.length()) {
      throw new MalformedException(Reason.BAD_LENGTH, at, "a parameter set points past hvcC");
    }
  }
}
