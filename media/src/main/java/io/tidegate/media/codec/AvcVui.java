package io.tidegate.media.codec;

import io.tidegate.media.FrameRate;
import io.tidegate.media.MalformedException;

/// Video usability information of H.264: shape of samples, timing, reordering. ISO/IEC 14496-10
/// §E.1.
///
/// @param reorderFrames max_num_reorder_frames, -1 when not told
record AvcVui(int sarWidth, int sarHeight, FrameRate frameRate, int reorderFrames) {
  static final AvcVui NONE = new AvcVui(1, 1, FrameRate.UNKNOWN, -1);

  static AvcVui parse(BitReader in) throws MalformedException {
    AvcVui found = NONE;
    try {
      int[] sar = SampleAspectRatio.parse(in);
      found = new AvcVui(sar[0], sar[1], FrameRate.UNKNOWN, -1);
      skipSignal(in);
      FrameRate rate = timing(in);
      found = new AvcVui(sar[0], sar[1], rate, -1);
      return new AvcVui(sar[0], sar[1], rate, reorder(in));
    } catch (MalformedException truncated) {
      // Several camera makers cut the SPS off inside the VUI: what came before it is good.
      return found;
    }
  }

  private static void skipSignal(BitReader in) throws MalformedException {
    if (in.readFlag()) { // overscan_info_present_flag
      in.skip(1); // overscan_appropriate_flag
    }
    if (in.readFlag()) { // video_signal_type_present_flag
      in.skip(4); // video_format, video_full_range_flag
      if (in.readFlag()) {
        in.skip(24); // colour_primaries, transfer_characteristics, matrix_coefficients
      }
    }
    if (in.readFlag()) { // chroma_loc_info_present_flag
      in.readUe();
      in.readUe();
    }
  }

  /// A tick is a field, so a frame takes two. §E.2.1, table E-6.
  private static FrameRate timing(BitReader in) throws MalformedException {
    if (!in.readFlag()) {
      return FrameRate.UNKNOWN;
    }
    long unitsInTick = in.readLong(32);
    long timeScale = in.readLong(32);
    in.skip(1); // fixed_frame_rate_flag
    return SampleAspectRatio.plausibleRate(timeScale, unitsInTick * 2);
  }

  private static int reorder(BitReader in) throws MalformedException {
    boolean nal = in.readFlag();
    if (nal) {
      skipHrd(in);
    }
    boolean vcl = in.readFlag();
    if (vcl) {
      skipHrd(in);
    }
    if (nal || vcl) {
      in.skip(1); // low_delay_hrd_flag
    }
    in.skip(1); // pic_struct_present_flag
    if (!in.readFlag()) { // bitstream_restriction_flag
      return -1;
    }
    in.skip(1); // motion_vectors_over_pic_boundaries_flag
    in.readUe(); // max_bytes_per_pic_denom
    in.readUe(); // max_bits_per_mb_denom
    in.readUe(); // log2_max_mv_length_horizontal
    in.readUe(); // log2_max_mv_length_vertical
    return in.readUe(16, "max_num_reorder_frames");
  }

  /// §E.1.2
  private static void skipHrd(BitReader in) throws MalformedException {
    int count = in.readUe(31, "cpb_cnt_minus1") + 1;
    in.skip(8); // bit_rate_scale, cpb_size_scale
    for (int i = 0; i < count; i++) {
      in.readUe(); // bit_rate_value_minus1
      in.readUe(); // cpb_size_value_minus1
      in.skip(1); // cbr_flag
    }
    in.skip(20); // four lengths of 5 bits
  }
}
