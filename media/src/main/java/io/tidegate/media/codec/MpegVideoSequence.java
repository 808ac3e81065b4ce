package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.VideoFormat;
import java.math.BigInteger;

/// Sequence header of MPEG-1 and MPEG-2 video with its extensions. ISO/IEC 13818-2 §6.2.2, ISO/IEC
/// 11172-2 §2.4.2.3.
public final class MpegVideoSequence {
  /// A header with both matrices has 140 bytes, its extensions some 40 together.
  static final int MAX_LENGTH = 1024;

  private static final int EXTENSION_SEQUENCE = 1;
  private static final int EXTENSION_DISPLAY = 2;

  /// frame_rate_value of table 6-4, by frame_rate_code.
  private static final FrameRate[] RATES = {
    FrameRate.UNKNOWN,
    new FrameRate(24_000, 1001),
    new FrameRate(24, 1),
    new FrameRate(25, 1),
    new FrameRate(30_000, 1001),
    new FrameRate(30, 1),
    new FrameRate(50, 1),
    new FrameRate(60_000, 1001),
    new FrameRate(60, 1)
  };

  /// Shape of the whole picture by aspect_ratio_information 2 to 4, table 6-3.
  private static final int[][] SHAPES = {{4, 3}, {16, 9}, {221, 100}};

  /// Width to height of a sample by pel_aspect_ratio 1 to 14 of MPEG-1, in ten thousandths of the
  /// height to the width. ISO/IEC 11172-2 §2.4.3.2.
  private static final int[] SAMPLE_HEIGHTS = {
    10_000, 6_735, 7_031, 7_615, 8_055, 8_437, 8_935, 9_157, 9_815, 10_255, 10_695, 10_950, 11_575,
    12_015
  };

  private MpegVideoSequence() {}

  /// @param headers from the start code of the sequence header on, its extensions behind it
  public static CodecParams.MpegVideo parse(Bytes headers) throws MalformedException {
    if (headers.length() > MAX_LENGTH) {
      throw new MalformedException(Reason.LIMIT, "a sequence header with too much behind it");
    }
    if (headers.length() < MpegStartCodes.LENGTH
        || headers.u32(0) != (0x100 | MpegStartCodes.SEQUENCE_HEADER)) {
      throw new MalformedException(Reason.BAD_VALUE, 0, "not a sequence header");
    }
    Fields fields = new Fields();
    header(new BitReader(headers.slice(MpegStartCodes.LENGTH)), fields);
    int at = MpegStartCodes.next(headers, MpegStartCodes.LENGTH);
    while (at >= 0) {
      if (MpegStartCodes.codeAt(headers, at) == MpegStartCodes.EXTENSION) {
        extension(new BitReader(headers.slice(at + MpegStartCodes.LENGTH)), fields);
      }
      at = MpegStartCodes.next(headers, at + MpegStartCodes.LENGTH);
    }
    return fields.params(headers.detached());
  }

  /// §6.2.2.1
  private static void header(BitReader in, Fields fields) throws MalformedException {
    fields.width = in.readBits(12); // horizontal_size_value
    fields.height = in.readBits(12); // vertical_size_value
    fields.aspect = in.readBits(4); // aspect_ratio_information
    int rate = in.readBits(4); // frame_rate_code
    fields.rate = rate < RATES.length ? RATES[rate] : FrameRate.UNKNOWN;
    in.skip(18 + 1 + 10 + 1); // bit_rate_value, marker_bit, vbv_buffer_size_value, constrained
    for (int matrix = 0; matrix < 2; matrix++) { // intra, non intra
      if (in.readFlag()) {
        in.skip(64 * 8);
      }
    }
  }

  private static void extension(BitReader in, Fields fields) throws MalformedException {
    int id = in.readBits(4); // extension_start_code_identifier
    if (id == EXTENSION_SEQUENCE) {
      sequenceExtension(in, fields);
    } else if (id == EXTENSION_DISPLAY) {
      displayExtension(in, fields);
    }
  }

  /// §6.2.2.3
  private static void sequenceExtension(BitReader in, Fields fields) throws MalformedException {
    fields.version = 2;
    fields.profileAndLevel = in.readBits(8);
    fields.progressive = in.readFlag(); // progressive_sequence
    fields.chroma = in.readBits(2); // chroma_format
    fields.width |= in.readBits(2) << 12;
    fields.height |= in.readBits(2) << 12;
    in.skip(12 + 1 + 8); // bit_rate_extension, marker_bit, vbv_buffer_size_extension
    fields.lowDelay = in.readFlag();
    int numerator = in.readBits(2) + 1; // frame_rate_extension_n
    int denominator = in.readBits(5) + 1; // frame_rate_extension_d
    FrameRate rate = fields.rate;
    fields.rate =
        SampleAspectRatio.plausibleRate(
            rate.numerator() * numerator, rate.denominator() * denominator);
  }

  /// §6.2.2.4
  private static void displayExtension(BitReader in, Fields fields) throws MalformedException {
    in.skip(3); // video_format
    if (in.readFlag()) { // colour_description
      in.skip(24);
    }
    fields.displayWidth = in.readBits(14);
    in.skip(1); // marker_bit
    fields.displayHeight = in.readBits(14);
  }

  /// What was read so far.
  private static final class Fields {
    int version = 1;
    int width;
    int height;
    int aspect;
    FrameRate rate = FrameRate.UNKNOWN;
    int profileAndLevel;
    boolean progressive = true;
    int chroma = 1;
    boolean lowDelay;
    int displayWidth;
    int displayHeight;

    CodecParams.MpegVideo params(Bytes headers) throws MalformedException {
      if (width == 0 || height == 0) {
        throw new MalformedException(Reason.BAD_VALUE, "a picture of " + width + "x" + height);
      }
      int[] sample = version == 1 ? mpeg1Sample() : mpeg2Sample();
      VideoFormat format =
          new VideoFormat(width, height, sample[0], sample[1], rate, lowDelay ? 0 : 1);
      return new CodecParams.MpegVideo(
          version, headers, format, profileAndLevel, progressive, chroma);
    }

    private int[] mpeg1Sample() {
      boolean told = aspect > 1 && aspect <= SAMPLE_HEIGHTS.length;
      return told ? reduced(10_000, SAMPLE_HEIGHTS[aspect - 1]) : new int[] {1, 1};
    }

    /// §6.3.3: the shape is that of the display rectangle, where one is told. Some encoders tell
    /// one that makes no usual shape of the whole picture: it does not count.
    private int[] mpeg2Sample() {
      if (aspect < 2 || aspect >= 2 + SHAPES.length) {
        return new int[] {1, 1};
      }
      int[] shape = SHAPES[aspect - 2];
      if (displayWidth > 0 && displayHeight > 0) {
        int[] sample = sample(shape, displayWidth, displayHeight);
        int[] whole = reduced((long) sample[0] * width, (long) sample[1] * height);
        if (isUsual(whole)) {
          return sample;
        }
      }
      return sample(shape, width, height);
    }

    private static boolean isUsual(int[] whole) {
      return (whole[0] == 4 && whole[1] == 3) || (whole[0] == 16 && whole[1] == 9);
    }

    private static int[] sample(int[] shape, int width, int height) {
      return reduced((long) shape[0] * height, (long) shape[1] * width);
    }

    private static int[] reduced(long numerator, long denominator) {
      long divisor =
          BigInteger.valueOf(numerator).gcd(BigInteger.valueOf(denominator)).longValueExact();
      return new int[] {(int) (numerator / divisor), (int) (denominator / divisor)};
    }
  }
}
