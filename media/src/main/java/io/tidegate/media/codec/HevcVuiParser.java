package io.tidegate.media.codec;

import io.tidegate.media.FrameRate;
import io.tidegate.media.MalformedException;
import io.tidegate.media.codec.HevcSps.HevcVui;

/// The tail of an H.265 SPS up to the timing of its VUI. ISO/IEC 23008-2 §7.3.2.2, §7.3.4, §7.3.7,
/// §E.2.1.
final class HevcVuiParser {
  private HevcVuiParser() {}

  static HevcVui parse(BitReader in, int subLayers, int pocBits) throws MalformedException {
    in.readUe(); // log2_min_luma_coding_block_size_minus3
    in.readUe(); // log2_diff_max_min_luma_coding_block_size
    in.readUe(); // log2_min_luma_transform_block_size_minus2
    in.readUe(); // log2_diff_max_min_luma_transform_block_size
    in.readUe(); // max_transform_hierarchy_depth_inter
    in.readUe(); // max_transform_hierarchy_depth_intra
    boolean scalingLists = in.readFlag(); // scaling_list_enabled_flag
    if (scalingLists && in.readFlag()) { // sps_scaling_list_data_present_flag
      skipScalingLists(in);
    }
    in.skip(2); // amp_enabled_flag, sample_adaptive_offset_enabled_flag
    if (in.readFlag()) { // pcm_enabled_flag
      in.skip(8); // pcm sample bit depths
      in.readUe();
      in.readUe();
      in.skip(1); // pcm_loop_filter_disabled_flag
    }
    skipShortTermSets(in);
    if (in.readFlag()) { // long_term_ref_pics_present_flag
      int count = in.readUe(32, "num_long_term_ref_pics_sps");
      in.skip(count * (pocBits + 1));
    }
    in.skip(2); // sps_temporal_mvp_enabled_flag, strong_intra_smoothing_enabled_flag
    return in.readFlag() ? vui(in) : HevcVui.NONE;
  }

  private static HevcVui vui(BitReader in) throws MalformedException {
    int[] sar = SampleAspectRatio.parse(in);
    if (in.readFlag()) { // overscan_info_present_flag
      in.skip(1);
    }
    if (in.readFlag()) { // video_signal_type_present_flag
      in.skip(4);
      if (in.readFlag()) {
        in.skip(24); // colour description
      }
    }
    if (in.readFlag()) { // chroma_loc_info_present_flag
      in.readUe();
      in.readUe();
    }
    in.skip(1); // neutral_chroma_indication_flag
    boolean fields = in.readFlag(); // field_seq_flag
    boolean fieldInfo = in.readFlag(); // frame_field_info_present_flag
    if (in.readFlag()) { // default_display_window_flag
      for (int i = 0; i < 4; i++) {
        in.readUe();
      }
    }
    if (!in.readFlag()) { // vui_timing_info_present_flag
      return new HevcVui(sar[0], sar[1], FrameRate.UNKNOWN, fields, fieldInfo);
    }
    long unitsInTick = in.readLong(32);
    long timeScale = in.readLong(32);
    FrameRate rate = SampleAspectRatio.plausibleRate(timeScale, unitsInTick);
    return new HevcVui(sar[0], sar[1], rate, fields, fieldInfo);
  }

  /// §7.3.4
  private static void skipScalingLists(BitReader in) throws MalformedException {
    for (int size = 0; size < 4; size++) {
      for (int matrix = 0; matrix < 6; matrix += size == 3 ? 3 : 1) {
        if (!in.readFlag()) { // scaling_list_pred_mode_flag
          in.readUe(); // scaling_list_pred_matrix_id_delta
          continue;
        }
        if (size > 1) {
          in.readSe(); // scaling_list_dc_coef_minus8
        }
        int coefficients = Math.min(64, 1 << (4 + (size << 1)));
        for (int i = 0; i < coefficients; i++) {
          in.readSe();
        }
      }
    }
  }

  /// §7.3.7
  private static void skipShortTermSets(BitReader in) throws MalformedException {
    int count = in.readUe(64, "num_short_term_ref_pic_sets");
    int pictures = 0; // of the set before
    for (int i = 0; i < count; i++) {
      boolean predicted = i > 0 && in.readFlag(); // inter_ref_pic_set_prediction_flag
      pictures = predicted ? predictedSet(in, pictures) : explicitSet(in);
    }
  }

  private static int predictedSet(BitReader in, int before) throws MalformedException {
    in.skip(1); // delta_rps_sign
    in.readUe(); // abs_delta_rps_minus1
    int kept = 0;
    for (int j = 0; j <= before; j++) {
      boolean usedByCurrent = in.readFlag();
      boolean useDelta = usedByCurrent || in.readFlag();
      kept += useDelta ? 1 : 0;
    }
    return kept;
  }

  private static int explicitSet(BitReader in) throws MalformedException {
    int pictures = in.readUe(16, "num_negative_pics") + in.readUe(16, "num_positive_pics");
    for (int j = 0; j < pictures; j++) {
      in.readUe(); // delta_poc_minus1
      in.skip(1); // used_by_curr_pic_flag
    }
    return pictures;
  }
}
