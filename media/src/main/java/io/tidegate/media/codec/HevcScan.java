package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.HevcProfile;
import io.tidegate.media.MalformedException;
import io.tidegate.media.ScanType;
import java.util.List;

/// Whether pictures of H.265 are interlaced: by the picture timing SEI, then by the SPS. Immutable.
/// ISO/IEC 23008-2 §7.4.4, §D.2.3, §D.3.3, §E.2.1.
///
/// @param fieldSequence field_seq_flag: each picture is a field
/// @param hasFieldInfo frame_field_info_present_flag
record HevcScan(HevcProfile profile, boolean fieldSequence, boolean hasFieldInfo) {
  private static final int PREFIX_SEI = 39;

  /// payloadType of pic_timing().
  private static final int PICTURE_TIMING = 1;

  /// general_progressive_source_flag and general_interlaced_source_flag.
  private static final long PROGRESSIVE_SOURCE = 1L << 47;

  private static final long INTERLACED_SOURCE = 1L << 46;

  /// @param nals of a picture
  ScanType of(List<Bytes> nals) {
    for (Bytes nal : nals) {
      if (hasFieldInfo && nal.length() > 2 && H265NalType.of(nal) == PREFIX_SEI) {
        ScanType told = timing(nal);
        if (told != ScanType.UNKNOWN) {
          return told;
        }
      }
    }
    return ofSequence();
  }

  /// Whether the sequence says that its pictures are progressive, and no picture can say otherwise.
  boolean knowsNoFields() {
    return !hasFieldInfo && ofSequence() == ScanType.PROGRESSIVE;
  }

  private ScanType ofSequence() {
    boolean progressive = (profile.constraintFlags() & PROGRESSIVE_SOURCE) != 0;
    boolean interlaced = (profile.constraintFlags() & INTERLACED_SOURCE) != 0;
    if (fieldSequence || (interlaced && !progressive)) {
      return ScanType.INTERLACED;
    }
    return progressive && !interlaced ? ScanType.PROGRESSIVE : ScanType.UNKNOWN;
  }

  private static ScanType timing(Bytes sei) {
    BitReader in = SeiMessages.find(sei, 2, PICTURE_TIMING);
    if (in == null) {
      return ScanType.UNKNOWN;
    }
    try {
      int structure = in.readBits(4); // pic_struct
      int source = in.readBits(2); // source_scan_type: 0 interlaced, 1 progressive
      return source == 1 ? ScanType.PROGRESSIVE : structure(structure, source == 0);
    } catch (MalformedException cut) {
      return ScanType.UNKNOWN;
    }
  }

  /// Table D.2.
  private static ScanType structure(int structure, boolean interlaced) {
    return switch (structure) {
      case 1, 3, 10, 11 -> ScanType.TOP_FIELD_FIRST;
      case 2, 4, 9, 12 -> ScanType.BOTTOM_FIELD_FIRST;
      case 0, 5, 6, 7, 8 -> interlaced ? ScanType.INTERLACED : ScanType.PROGRESSIVE;
      default -> ScanType.UNKNOWN;
    };
  }
}
