package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.VideoFormat;

/// A sequence parameter set of H.264, as far as a gateway needs it. ISO/IEC 14496-10 §7.3.2.1.1.
///
/// @param id seq_parameter_set_id, 0 to 31
/// @param scan finds out whether its pictures are interlaced
record AvcSps(
    int id,
    VideoFormat format,
    int chromaFormatIdc,
    int bitDepthLuma,
    int bitDepthChroma,
    AvcScan scan) {
  /// 16384 samples a side: level 6.2 allows 16880 in one direction, no camera comes near.
  private static final int MAX_MACROBLOCKS_A_SIDE = 1024;

  static AvcSps parse(Bytes nal) throws MalformedException {
    if (nal.length() < 4 || H264NalType.of(nal) != H264NalType.SPS) {
      throw new MalformedException(Reason.BAD_VALUE, 0, "not an H.264 SPS");
    }
    BitReader in = BitReader.ofRbsp(nal);
    in.skip(8); // NAL unit header
    int profileIdc = in.readBits(8);
    int constraints = in.readBits(8);
    int levelIdc = in.readBits(8);
    int id = in.readUe(31, "seq_parameter_set_id");
    Chroma chroma = hasChromaFields(profileIdc) ? Chroma.parse(in) : Chroma.DEFAULT;
    int frameNumBits = in.readUe(12, "log2_max_frame_num_minus4") + 4;
    int pocType = in.readUe(2, "pic_order_cnt_type");
    skipPictureOrderCount(in, pocType);
    int maxRefFrames = in.readUe(16, "max_num_ref_frames");
    in.skip(1); // gaps_in_frame_num_value_allowed_flag
    int widthInMbs = in.readUe(MAX_MACROBLOCKS_A_SIDE - 1, "pic_width_in_mbs_minus1") + 1;
    int heightInMapUnits =
        in.readUe(MAX_MACROBLOCKS_A_SIDE - 1, "pic_height_in_map_units_minus1") + 1;
    boolean framesOnly = in.readFlag();
    boolean adaptive = !framesOnly && in.readFlag(); // mb_adaptive_frame_field_flag
    in.skip(1); // direct_8x8_inference_flag
    int heightInMbs = heightInMapUnits * (framesOnly ? 1 : 2);
    int[] crop = crop(in, chroma, framesOnly);
    int width = widthInMbs * 16 - crop[0];
    int height = heightInMbs * 16 - crop[1];
    if (width < 1 || height < 1) {
      throw new MalformedException(Reason.BAD_VALUE, "cropping leaves no picture");
    }
    AvcVui vui = in.readFlag() ? AvcVui.parse(in) : AvcVui.NONE;
    int reorder =
        vui.reorderFrames() >= 0
            ? vui.reorderFrames()
            : derivedReorder(
                profileIdc, constraints, levelIdc, pocType, maxRefFrames, widthInMbs * heightInMbs);
    VideoFormat format =
        new VideoFormat(width, height, vui.sarWidth(), vui.sarHeight(), vui.frameRate(), reorder);
    AvcScan.Coding coding = AvcScan.Coding.of(framesOnly, adaptive);
    AvcScan scan = new AvcScan(coding, chroma.separatePlanes(), frameNumBits, vui.timing());
    return new AvcSps(
        id, format, chroma.formatIdc(), chroma.bitDepthLuma(), chroma.bitDepthChroma(), scan);
  }

  private static boolean hasChromaFields(int profileIdc) {
    return switch (profileIdc) {
      case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
      default -> false;
    };
  }

  private static void skipPictureOrderCount(BitReader in, int pocType) throws MalformedException {
    if (pocType == 0) {
      in.readUe(12, "log2_max_pic_order_cnt_lsb_minus4");
    } else if (pocType == 1) {
      in.skip(1); // delta_pic_order_always_zero_flag
      in.readSe(); // offset_for_non_ref_pic
      in.readSe(); // offset_for_top_to_bottom_field
      int cycle = in.readUe(255, "num_ref_frames_in_pic_order_cnt_cycle");
      for (int i = 0; i < cycle; i++) {
        in.readSe(); // offset_for_ref_frame
      }
    }
  }

  /// How many samples cropping takes off, horizontally and vertically. §7.4.2.1.1.
  private static int[] crop(BitReader in, Chroma chroma, boolean framesOnly)
      throws MalformedException {
    if (!in.readFlag()) {
      return new int[] {0, 0};
    }
    int horizontal = in.readUe(0xFFFF, "frame_crop_left") + in.readUe(0xFFFF, "frame_crop_right");
    int vertical = in.readUe(0xFFFF, "frame_crop_top") + in.readUe(0xFFFF, "frame_crop_bottom");
    int unitX = chroma.formatIdc() == 1 || chroma.formatIdc() == 2 ? 2 : 1;
    int unitY = (chroma.formatIdc() == 1 ? 2 : 1) * (framesOnly ? 1 : 2);
    return new int[] {horizontal * unitX, vertical * unitY};
  }

  /// Without bitstream_restriction the depth is MaxDpbFrames (§E.2.1), except where the profile or
  /// the order count type rule reordering out. x264, NVENC and cameras without B-frames send
  /// Baseline or order count type 2, so the large value hits only streams that may really reorder.
  private static int derivedReorder(
      int profileIdc,
      int constraints,
      int levelIdc,
      int pocType,
      int maxRefFrames,
      int macroblocks) {
    boolean constraint3 = (constraints & 0x10) != 0;
    boolean intraOnly =
        constraint3
            && (profileIdc == 44
                || profileIdc == 86
                || profileIdc == 100
                || profileIdc == 110
                || profileIdc == 122
                || profileIdc == 244);
    boolean baseline = profileIdc == 66;
    if (intraOnly || baseline || pocType == 2 || maxRefFrames == 0) {
      return 0;
    }
    int maxDpbFrames = Math.min(16, maxDpbMacroblocks(levelIdc) / macroblocks);
    return Math.min(maxDpbFrames, maxRefFrames);
  }

  /// MaxDpbMbs of table A-1.
  private static int maxDpbMacroblocks(int levelIdc) {
    return switch (levelIdc) {
      case 9, 10 -> 396;
      case 11 -> 900;
      case 12, 13, 20 -> 2_376;
      case 21 -> 4_752;
      case 22, 30 -> 8_100;
      case 31 -> 18_000;
      case 32 -> 20_480;
      case 40, 41 -> 32_768;
      case 42 -> 34_816;
      case 50 -> 110_400;
      case 51, 52 -> 184_320;
      default -> 696_320;
    };
  }

  /// chroma_format_idc and what hangs on it.
  private record Chroma(
      int formatIdc, boolean separatePlanes, int bitDepthLuma, int bitDepthChroma) {
    static final Chroma DEFAULT = new Chroma(1, false, 8, 8);

    static Chroma parse(BitReader in) throws MalformedException {
      int formatIdc = in.readUe(3, "chroma_format_idc");
      boolean separate = formatIdc == 3 && in.readFlag(); // separate_colour_plane_flag
      int luma = in.readUe(6, "bit_depth_luma_minus8") + 8;
      int chroma = in.readUe(6, "bit_depth_chroma_minus8") + 8;
      in.skip(1); // qpprime_y_zero_transform_bypass_flag
      if (in.readFlag()) {
        int lists = formatIdc == 3 ? 12 : 8;
        for (int i = 0; i < lists; i++) {
          if (in.readFlag()) {
            skipScalingList(in, i < 6 ? 16 : 64);
          }
        }
      }
      return new Chroma(formatIdc, separate, luma, chroma);
    }

    /// §7.3.2.1.1.1
    private static void skipScalingList(BitReader in, int size) throws MalformedException {
      int last = 8;
      int next = 8;
      for (int i = 0; i < size; i++) {
        if (next != 0) {
          next = (last + in.readSe() + 256) % 256;
        }
        last = next == 0 ? last : next;
      }
    }
  }
}
