package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.ScanType;
import java.util.List;

/// Whether pictures of H.264 are interlaced: by the SPS, then by slice headers and the picture
/// timing SEI. Immutable. ISO/IEC 14496-10 §7.3.3, §D.1.3, table D-1.
///
/// @param coding what pictures can be
/// @param separatePlanes separate_colour_plane_flag
/// @param frameNumBits log2_max_frame_num_minus4 + 4
/// @param timing how the picture timing SEI is written
record AvcScan(
    Coding coding, boolean separatePlanes, int frameNumBits, AvcVui.PictureTiming timing) {
  /// payloadType of pic_timing().
  private static final int PICTURE_TIMING = 1;

  private static final int CT_PROGRESSIVE = 0;

  /// What the pictures of a sequence can be.
  enum Coding {
    FRAMES,
    /// Frames and single fields: what is coded as a frame is of one moment.
    FRAMES_OR_FIELDS,
    /// Frames have macroblocks of fields, too: mb_adaptive_frame_field_flag.
    ADAPTIVE;

    static Coding of(boolean framesOnly, boolean adaptive) {
      return framesOnly ? FRAMES : adaptive ? ADAPTIVE : FRAMES_OR_FIELDS;
    }
  }

  /// @param nals of a picture
  ScanType of(List<Bytes> nals) {
    if (coding == Coding.FRAMES) {
      return ScanType.PROGRESSIVE;
    }
    ScanType told = ScanType.UNKNOWN;
    for (Bytes nal : nals) {
      int type = H264NalType.of(nal);
      if (type == H264NalType.SEI && told == ScanType.UNKNOWN) {
        told = timing(nal);
      } else if (H264NalType.isVcl(type)) {
        ScanType coded = slice(nal);
        ScanType seen = coded == ScanType.UNKNOWN ? told : coded;
        return seen == ScanType.UNKNOWN ? frame() : seen;
      }
    }
    return ScanType.UNKNOWN;
  }

  /// A frame of which nothing more is told.
  private ScanType frame() {
    return coding == Coding.ADAPTIVE ? ScanType.INTERLACED : ScanType.PROGRESSIVE;
  }

  /// A field that is coded by itself: the first of its frame says which comes first.
  private ScanType slice(Bytes nal) {
    BitReader in = BitReader.ofRbsp(nal.slice(0, Math.min(nal.length(), 24)));
    try {
      in.skip(8); // NAL unit header
      in.readUe(); // first_mb_in_slice
      in.readUe(); // slice_type
      in.readUe(); // pic_parameter_set_id
      in.skip((separatePlanes ? 2 : 0) + frameNumBits); // colour_plane_id, frame_num
      boolean field = in.readFlag(); // field_pic_flag
      return field ? ScanType.fields(!in.readFlag()) : ScanType.UNKNOWN; // bottom_field_flag
    } catch (MalformedException damaged) {
      return ScanType.UNKNOWN;
    }
  }

  private ScanType timing(Bytes sei) {
    @Nullable
    BitReader in = timing.hasStructure() ? SeiMessages.find(sei, 1, PICTURE_TIMING) : null;
    if (in == null) {
      return ScanType.UNKNOWN;
    }
    try {
      in.skip(timing.delayBits()); // cpb_removal_delay, dpb_output_delay
      int structure = in.readBits(4); // pic_struct
      boolean clock = in.readFlag(); // clock_timestamp_flag
      if (clock && in.readBits(2) == CT_PROGRESSIVE) { // ct_type
        return ScanType.PROGRESSIVE;
      }
      return switch (structure) {
        case 0, 5, 6, 7, 8 -> ScanType.PROGRESSIVE; // whole frames, film shown over three fields
        case 1, 3 -> ScanType.TOP_FIELD_FIRST;
        case 2, 4 -> ScanType.BOTTOM_FIELD_FIRST;
        default -> ScanType.UNKNOWN;
      };
    } catch (MalformedException cut) {
      return ScanType.UNKNOWN;
    }
  }
}
