package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.List;

/// Parameter sets of H.265 to [CodecParams.Hevc].
public final class HevcParameterSets {
  private HevcParameterSets() {}

  /// Geometry and the rest come from the first SPS. The other SPS are not read here: assemblers
  /// come here with every change of any set, and reading 31 of them each time would let a peer keep
  /// the loop busy with a few bytes a picture.
  ///
  /// @param vps with NAL unit headers, may be empty
  /// @param sps with NAL unit headers, at least one
  /// @param pps with NAL unit headers, at least one
  public static CodecParams.Hevc parse(List<Bytes> vps, List<Bytes> sps, List<Bytes> pps)
      throws MalformedException {
    if (sps.isEmpty() || pps.isEmpty()) {
      throw new MalformedException(Reason.MISSING_REFERENCE, "H.265 needs an SPS and a PPS");
    }
    if (Math.max(vps.size(), Math.max(sps.size(), pps.size())) > AvcParameterSets.MAX_SETS) {
      throw new MalformedException(Reason.LIMIT, "too many H.265 parameter sets");
    }
    checkType(vps, H265NalType.VPS);
    checkType(sps, H265NalType.SPS);
    checkType(pps, H265NalType.PPS);
    HevcSps first = HevcSps.parse(sps.get(0));
    return new CodecParams.Hevc(
        vps.stream().map(Bytes::detached).toList(),
        sps.stream().map(Bytes::detached).toList(),
        pps.stream().map(Bytes::detached).toList(),
        first.format(),
        first.profile(),
        first.chromaFormatIdc(),
        first.bitDepthLuma(),
        first.bitDepthChroma());
  }

  private static void checkType(List<Bytes> sets, int type) throws MalformedException {
    for (Bytes set : sets) {
      checkLength(set);
      if (H265NalType.of(set) != type) {
        throw new MalformedException(
            Reason.BAD_VALUE, 0, "NAL unit type " + H265NalType.of(set) + " instead of " + type);
      }
      if (type != H265NalType.SPS) {
        id(set);
      }
    }
  }

  private static void checkLength(Bytes set) throws MalformedException {
    if (set.length() < 3) {
      throw new MalformedException(Reason.TRUNCATED, 0, "an H.265 parameter set of no bytes");
    }
    AvcParameterSets.limitLength(set);
  }

  /// The id of a VPS, SPS or PPS. ISO/IEC 23008-2 §7.3.2.1 to §7.3.2.3.
  static int id(Bytes nal) throws MalformedException {
    checkLength(nal);
    if (H265NalType.of(nal) == H265NalType.SPS) {
      return HevcSps.parse(nal).id();
    }
    BitReader in = BitReader.ofRbsp(nal.slice(0, Math.min(nal.length(), 16)));
    in.skip(16); // NAL unit header
    return H265NalType.of(nal) == H265NalType.VPS
        ? in.readBits(4)
        : in.readUe(63, "pps_pic_parameter_set_id");
  }

  /// pps_seq_parameter_set_id of a PPS. ISO/IEC 23008-2 §7.3.2.3.
  static int spsIdOfPps(Bytes pps) throws MalformedException {
    BitReader in = BitReader.ofRbsp(pps.slice(0, Math.min(pps.length(), 16)));
    in.skip(16); // NAL unit header
    in.readUe(63, "pps_pic_parameter_set_id");
    return in.readUe(15, "pps_seq_parameter_set_id");
  }
}
