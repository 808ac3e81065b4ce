package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.codec.H264NalType;
import io.tidegate.media.codec.H265NalType;

/// What reception must know of a NAL unit to find where access units begin.
enum NalSyntax {
  H264 {
    @Override
    boolean isSlice(Bytes nal) {
      return H264NalType.isVcl(H264NalType.of(nal));
    }

    // first_mb_in_slice is 0 when its Exp-Golomb code is a single 1. ISO/IEC 14496-10 §7.3.3
    @Override
    boolean isFirstSlice(Bytes nal) {
      return nal.length() > 1 && nal.u8(1) >= 0x80;
    }

    // ISO/IEC 14496-10 §7.4.1.2.3
    @Override
    boolean opensUnit(Bytes nal) {
      int type = H264NalType.of(nal);
      return type == H264NalType.ACCESS_UNIT_DELIMITER
          || type == H264NalType.SPS
          || type == H264NalType.SEI;
    }
  },
  H265 {
    @Override
    boolean isSlice(Bytes nal) {
      return H265NalType.isVcl(H265NalType.of(nal));
    }

    // first_slice_segment_in_pic_flag. ISO/IEC 23008-2 §7.3.6.1
    @Override
    boolean isFirstSlice(Bytes nal) {
      return nal.length() > 2 && nal.u8(2) >= 0x80;
    }

    // ISO/IEC 23008-2 §7.4.2.4.4
    @Override
    boolean opensUnit(Bytes nal) {
      int type = H265NalType.of(nal);
      return type == H265NalType.ACCESS_UNIT_DELIMITER
          || type == H265NalType.VPS
          || type == H265NalType.SPS
          || type == H265NalType.PREFIX_SEI;
    }
  };

  /// A part of a coded picture.
  abstract boolean isSlice(Bytes nal);

  /// For a slice: the first one of its picture.
  abstract boolean isFirstSlice(Bytes nal);

  /// For anything but a slice: it stands at the start of an access unit.
  abstract boolean opensUnit(Bytes nal);

  /// Whether nothing of the access unit can be missing before this NAL unit.
  boolean canBeFirst(Bytes nal) {
    return isSlice(nal) ? isFirstSlice(nal) : opensUnit(nal);
  }
}
