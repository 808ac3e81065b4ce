package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.FrameRate;
import io.tidegate.media.HevcProfile;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.VideoFormat;

/// A sequence parameter set of H.265, as far as a gateway needs it. ISO/IEC 23008-2 §7.3.2.2.
///
/// @param id sps_seq_parameter_set_id, 0 to 15
/// @param temporalLayers sps_max_sub_layers_minus1 + 1
/// @param scan finds out whether its pictures are interlaced
record HevcSps(
    int id,
    VideoFormat format,
    HevcProfile profile,
    int chromaFormatIdc,
    int bitDepthLuma,
    int bitDepthChroma,
    int temporalLayers,
    HevcScan scan) {
  /// Level 6.2 allows 16888 luma samples in one direction.
  private static final int MAX_SIDE = 16_888;

  static HevcSps parse(Bytes nal) throws MalformedException {
    if (nal.length() < 4 || H265NalType.of(nal) != H265NalType.SPS) {
      throw new MalformedException(Reason.BAD_VALUE, 0, "not an H.265 SPS");
    }
    BitReader in = BitReader.ofRbsp(nal);
    in.skip(16); // NAL unit header
    in.skip(4); // sps_video_parameter_set_id
    int subLayers = in.readBits(3); // sps_max_sub_layers_minus1
    in.skip(1); // sps_temporal_id_nesting_flag
    HevcProfile profile = HevcProfileParser.parse(in, subLayers);
    int id = in.readUe(15, "sps_seq_parameter_set_id");
    int chroma = in.readUe(3, "chroma_format_idc");
    if (chroma == 3) {
      in.skip(1); // separate_colour_plane_flag
    }
    int width = in.readUe(MAX_SIDE, "pic_width_in_luma_samples");
    int height = in.readUe(MAX_SIDE, "pic_height_in_luma_samples");
    if (in.readFlag()) { // conformance_window_flag
      int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
      int unitY = chroma == 1 ? 2 : 1;
      width -= unitX * (in.readUe(MAX_SIDE, "window") + in.readUe(MAX_SIDE, "window"));
      height -= unitY * (in.readUe(MAX_SIDE, "window") + in.readUe(MAX_SIDE, "window"));
    }
    if (width < 1 || height < 1) {
      throw new MalformedException(Reason.BAD_VALUE, "an H.265 picture without samples");
    }
    int luma = in.readUe(8, "bit_depth_luma_minus8") + 8;
    int chromaDepth = in.readUe(8, "bit_depth_chroma_minus8") + 8;
    int pocBits = in.readUe(12, "log2_max_pic_order_cnt_lsb_minus4") + 4;
    int reorder = reorder(in, subLayers);
    HevcVui vui = HevcVui.find(in, subLayers, pocBits);
    VideoFormat format =
        new VideoFormat(width, height, vui.sarWidth(), vui.sarHeight(), vui.frameRate(), reorder);
    HevcScan scan = new HevcScan(profile, vui.fieldSequence(), vui.hasFieldInfo());
    return new HevcSps(id, format, profile, chroma, luma, chromaDepth, subLayers + 1, scan);
  }

  /// sps_max_num_reorder_pics of the highest sub-layer.
  private static int reorder(BitReader in, int subLayers) throws MalformedException {
    boolean all = in.readFlag(); // sps_sub_layer_ordering_info_present_flag
    int reorder = 0;
    for (int i = all ? 0 : subLayers; i <= subLayers; i++) {
      in.readUe(15, "sps_max_dec_pic_buffering_minus1");
      reorder = in.readUe(15, "sps_max_num_reorder_pics");
      in.readUe(); // sps_max_latency_increase_plus1
    }
    return reorder;
  }

  /// What the video usability information adds.
  ///
  /// @param fieldSequence field_seq_flag
  /// @param hasFieldInfo frame_field_info_present_flag
  record HevcVui(
      int sarWidth,
      int sarHeight,
      FrameRate frameRate,
      boolean fieldSequence,
      boolean hasFieldInfo) {
    static final HevcVui NONE = new HevcVui(1, 1, FrameRate.UNKNOWN, false, false);

    /// Reads on behind the ordering information; what cannot be read is left at its default, since
    /// geometry and profile are known already.
    static HevcVui find(BitReader in, int subLayers, int pocBits) {
      try {
        return HevcVuiParser.parse(in, subLayers, pocBits);
      } catch (MalformedException damaged) {
        return NONE;
      }
    }
  }
}
