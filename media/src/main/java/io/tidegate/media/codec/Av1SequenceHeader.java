package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.VideoFormat;

/// The sequence header OBU of AV1. AV1 §5.5.
public final class Av1SequenceHeader {
  private static final int SELECT = 2;

  /// Level 6.3 allows 16384 in one direction (§A.3); fragmented MP4 ends at 65535.
  private static final int MAX_SIDE = 16_384;

  /// num_ticks_per_picture past which the product with 32 bits leaves 63, and the rate any
  /// picture's.
  private static final long MAX_TICKS = Integer.MAX_VALUE;

  /// 32 operating points with everything that can be told of them have some 360 bytes.
  private static final int MAX_LENGTH = 1024;

  private Av1SequenceHeader() {}

  /// @param obu with its header; comes back in the parameters with a size field and without an
  ///   extension, so that the same contents are equal however they were wrapped
  public static CodecParams.Av1 parse(Bytes obu) throws MalformedException, UnsupportedException {
    if (obu.isEmpty() || Obus.type(obu) != Obus.SEQUENCE_HEADER) {
      throw new MalformedException(Reason.BAD_VALUE, 0, "not an AV1 sequence header");
    }
    Bytes payload = Obus.payload(obu);
    if (payload.length() > MAX_LENGTH) {
      throw new MalformedException(
          Reason.LIMIT, 0, "an AV1 sequence header of " + payload.length() + " bytes");
    }
    BitReader in = new BitReader(payload);
    int profile = in.readBits(3);
    if (profile > 2) {
      throw new UnsupportedException("AV1 profile " + profile + " is not carried");
    }
    in.skip(1); // still_picture
    boolean reduced = in.readFlag();
    Levels levels = reduced ? new Levels(in.readBits(5), 0, FrameRate.UNKNOWN) : levels(in);
    int widthBits = in.readBits(4) + 1;
    int heightBits = in.readBits(4) + 1;
    int width = side(in, widthBits);
    int height = side(in, heightBits);
    skipTools(in, reduced);
    Color color = Color.parse(in, profile);
    return new CodecParams.Av1(
        Obus.join(Obus.SEQUENCE_HEADER, payload),
        VideoFormat.of(width, height, levels.rate(), 0),
        profile,
        levels.level(),
        levels.tier(),
        color.bitDepth(),
        color.monochrome(),
        color.subsamplingX(),
        color.subsamplingY(),
        color.samplePosition());
  }

  private static int side(BitReader in, int bits) throws MalformedException {
    int side = in.readBits(bits) + 1;
    if (side > MAX_SIDE) {
      throw new MalformedException(Reason.LIMIT, in.position() >> 3, "a picture side of " + side);
    }
    return side;
  }

  private record Levels(int level, int tier, FrameRate rate) {}

  /// Timing and the first operating point. §5.5.1
  private static Levels levels(BitReader in) throws MalformedException {
    FrameRate rate = FrameRate.UNKNOWN;
    boolean decoderModel = false;
    int delayLength = 0;
    if (in.readFlag()) { // timing_info_present_flag
      long unitsInTick = in.readLong(32);
      long timeScale = in.readLong(32);
      boolean equalInterval = in.readFlag();
      long ticks = equalInterval ? uvlc(in) + 1 : 1;
      if (ticks <= MAX_TICKS) {
        rate = SampleAspectRatio.plausibleRate(timeScale, unitsInTick * ticks);
      }
      decoderModel = in.readFlag();
      if (decoderModel) {
        delayLength = in.readBits(5) + 1;
        in.skip(32 + 5 + 5); // num_units_in_decoding_tick and two lengths
      }
    }
    boolean initialDelay = in.readFlag();
    int points = in.readBits(5) + 1;
    int firstLevel = 0;
    int firstTier = 0;
    for (int i = 0; i < points; i++) {
      in.skip(12); // operating_point_idc
      int level = in.readBits(5);
      int tier = level > 7 ? in.readBits(1) : 0;
      if (decoderModel && in.readFlag()) {
        in.skip(2 * delayLength + 1);
      }
      if (initialDelay && in.readFlag()) {
        in.skip(4);
      }
      firstLevel = i == 0 ? level : firstLevel;
      firstTier = i == 0 ? tier : firstTier;
    }
    return new Levels(firstLevel, firstTier, rate);
  }

  /// Everything between the frame size and color_config. §5.5.1
  private static void skipTools(BitReader in, boolean reduced) throws MalformedException {
    if (!reduced && in.readFlag()) { // frame_id_numbers_present_flag
      in.skip(7);
    }
    in.skip(3); // use_128x128_superblock, enable_filter_intra, enable_intra_edge_filter
    if (!reduced) {
      in.skip(4); // interintra, masked compound, warped motion, dual filter
      boolean orderHint = in.readFlag();
      in.skip(orderHint ? 2 : 0); // jnt_comp, ref_frame_mvs
      int screenContent = in.readFlag() ? SELECT : in.readBits(1);
      if (screenContent > 0 && !in.readFlag()) { // seq_choose_integer_mv
        in.skip(1);
      }
      in.skip(orderHint ? 3 : 0); // order_hint_bits_minus_1
    }
    in.skip(3); // superres, cdef, restoration
  }

  /// §4.10.3
  private static long uvlc(BitReader in) throws MalformedException {
    int zeros = 0;
    while (!in.readFlag()) {
      if (++zeros > 32) {
        throw new MalformedException(Reason.BAD_VALUE, "uvlc() too long");
      }
    }
    return zeros >= 32 ? 0xFFFF_FFFFL : (1L << zeros) - 1 + in.readLong(zeros);
  }

  /// color_config(), §5.5.2
  private record Color(
      int bitDepth, boolean monochrome, int subsamplingX, int subsamplingY, int samplePosition) {
    private static final int BT709 = 1;
    private static final int SRGB = 13;
    private static final int IDENTITY = 0;
    private static final int UNSPECIFIED = 2;

    static Color parse(BitReader in, int profile) throws MalformedException {
      boolean high = in.readFlag();
      int depth = high ? (profile == 2 && in.readFlag() ? 12 : 10) : 8;
      boolean mono = profile != 1 && in.readFlag();
      int primaries = UNSPECIFIED;
      int transfer = UNSPECIFIED;
      int matrix = UNSPECIFIED;
      if (in.readFlag()) {
        primaries = in.readBits(8);
        transfer = in.readBits(8);
        matrix = in.readBits(8);
      }
      if (mono) {
        return new Color(depth, true, 1, 1, 0);
      }
      if (primaries == BT709 && transfer == SRGB && matrix == IDENTITY) {
        return new Color(depth, false, 0, 0, 0);
      }
      in.skip(1); // color_range
      int x = profile == 0 ? 1 : 0;
      int y = x;
      if (profile == 2) {
        x = depth == 12 ? in.readBits(1) : 1;
        y = depth == 12 && x == 1 ? in.readBits(1) : 0;
      }
      return new Color(depth, false, x, y, x == 1 && y == 1 ? in.readBits(2) : 0);
    }
  }
}
