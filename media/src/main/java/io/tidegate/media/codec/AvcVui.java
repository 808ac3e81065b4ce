package io.tidegate.media.codec;

import io.tidegate.media.FrameRate;
import io.tidegate.media.MalformedException;

/// Video usability information of H.264: shape of samples, timing, reordering. ISO/IEC 14496-10
/// §E.1.
///
/// @param reorderFrames max_num_reorder_frames, -1 when not told
record AvcVui(
    int sarWidth, int sarHeight, FrameRate frameRate, int reorderFrames, PictureTiming timing) {
  static final AvcVui NONE = new AvcVui(1, 1, FrameRate.UNKNOWN, -1, PictureTiming.NONE);

  /// How the picture timing SEI is written. §D.1.3
  ///
  /// @param hasStructure pic_struct_present_flag
  /// @param delayBits cpb_removal_delay and dpb_output_delay together, 0 where they are left out
  record PictureTiming(boolean hasStructure, int delayBits) {
    static final PictureTiming NONE = new PictureTiming(false, 0);
  }

  static AvcVui parse(BitReader in) throws MalformedException {
    AvcVui found = NONE;
    try {
      int[] sar = SampleAspectRatio.parse(in);
      found = new AvcVui(sar[0], sar[1], FrameRate.UNKNOWN, -1, PictureTiming.NONE);
      skipSignal(in);
      FrameRate rate = timing(in);
      found = new AvcVui(sar[0], sar[1], rate, -1, PictureTiming.NONE);
      PictureTiming timing = pictureTiming(in);
      found = new AvcVui(sar[0], sar[1], rate, -1, timing);
      return new AvcVui(sar[0], sar[1], rate, reorder(in), timing);
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

  private static PictureTiming pictureTiming(BitReader in) throws MalformedException {
    boolean nal = in.readFlag();
    int delayBits = nal ? hrd(in) : 0;
    boolean vcl = in.readFlag();
    if (vcl) {
      delayBits = hrd(in); // the same as before it, §E.2.2
    }
    if (nal || vcl) {
      in.skip(1); // low_delay_hrd_flag
    }
    return new PictureTiming(in.readFlag(), delayBits); // pic_struct_present_flag
  }

  private static int reorder(BitReader in) throws MalformedException {
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
  ///
  /// @return bits of cpb_removal_delay and dpb_output_delay
  private static int hrd(BitReader in) throws MalformedException {
    int count = in.readUe(31, "cpb_cnt_minus1") + 1;
    in.skip(8); // bit_rate_scale, cpb_size_scale
    for (int i = 0; i < count; i++) {
      in.readUe(); // bit_rate_value_minus1
      in.readUe(); // cpb_size_value_minus1
      in.skip(1); // cbr_flag
    }
    in.skip(5); // initial_cpb_removal_delay_length_minus1
    int removal = in.readBits(5) + 1; // cpb_removal_delay_length_minus1
    int output = in.readBits(5) + 1; // dpb_output_delay_length_minus1
    in.skip(5); // time_offset_length
    return removal + output;
  }
}
