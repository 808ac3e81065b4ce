package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.List;

/// Parameter sets of H.264 to [CodecParams.Avc].
public final class AvcParameterSets {
  /// `avcC` counts SPS in five bits, and there are 32 ids; encoders send one or two.
  static final int MAX_SETS = 31;

  /// A set with every list and table full has some 5 KB; `avcC` and `hvcC` end at 65535.
  static final int MAX_SET_LENGTH = 16 << 10;

  private AvcParameterSets() {}

  /// Geometry and the rest come from the first SPS.
  ///
  /// @param sps with NAL unit headers, at least one
  /// @param pps with NAL unit headers, at least one
  public static CodecParams.Avc parse(List<Bytes> sps, List<Bytes> pps) throws MalformedException {
    if (sps.isEmpty() || pps.isEmpty()) {
      throw new MalformedException(Reason.MISSING_REFERENCE, "H.264 needs an SPS and a PPS");
    }
    if (sps.size() > MAX_SETS || pps.size() > MAX_SETS) {
      throw new MalformedException(Reason.LIMIT, "too many H.264 parameter sets");
    }
    for (Bytes set : sps) {
      limitLength(set);
    }
    AvcSps first = AvcSps.parse(sps.get(0));
    for (Bytes set : pps) {
      ppsId(set);
    }
    return new CodecParams.Avc(
        sps.stream().map(Bytes::detached).toList(),
        pps.stream().map(Bytes::detached).toList(),
        first.format(),
        first.chromaFormatIdc(),
        first.bitDepthLuma(),
        first.bitDepthChroma());
  }

  /// @throws MalformedException for a set over [#MAX_SET_LENGTH]
  static void limitLength(Bytes nal) throws MalformedException {
    if (nal.length() > MAX_SET_LENGTH) {
      throw new MalformedException(
          Reason.LIMIT, 0, "a parameter set of " + nal.length() + " bytes");
    }
  }

  static int spsId(Bytes nal) throws MalformedException {
    limitLength(nal);
    return AvcSps.parse(nal).id();
  }

  /// pic_parameter_set_id, ISO/IEC 14496-10 §7.3.2.2.
  static int ppsId(Bytes nal) throws MalformedException {
    if (nal.length() < 2 || H264NalType.of(nal) != H264NalType.PPS) {
      throw new MalformedException(Reason.BAD_VALUE, 0, "not an H.264 PPS");
    }
    limitLength(nal);
    BitReader in = BitReader.ofRbsp(nal.slice(0, Math.min(nal.length(), 16)));
    in.skip(8); // NAL unit header
    int id = in.readUe(255, "pic_parameter_set_id");
    in.readUe(31, "seq_parameter_set_id");
    return id;
  }

  /// seq_parameter_set_id of a PPS.
  static int spsIdOfPps(Bytes pps) throws MalformedException {
    BitReader in = BitReader.ofRbsp(pps.slice(0, Math.min(pps.length(), 16)));
    in.skip(8); // NAL unit header
    in.readUe(255, "pic_parameter_set_id");
    return in.readUe(31, "seq_parameter_set_id");
  }
}
