package io.tidegate.media.wire;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.HevcProfile;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.VideoFormat;
import java.util.ArrayList;
import java.util.List;

/// Reads what [ParamsWriter] wrote. What the values themselves refuse is
/// [IllegalArgumentException].
final class ParamsReader {
  private static final int MAX_RATE_HZ = 1_000_000_000;

  private final WireReader in;

  private ParamsReader(WireReader in) {
    this.in = in;
  }

  static CodecParams read(WireReader in) throws MalformedException {
    return new ParamsReader(in).params();
  }

  private CodecParams params() throws MalformedException {
    int number = in.u8();
    Coding coding = Coding.of(number);
    if (coding == null) {
      throw in.malformed(Reason.UNSUPPORTED, "coding " + number + " is not known here");
    }
    return switch (coding) {
      case AVC -> avc();
      case HEVC -> hevc();
      case AV1 -> av1();
      case VP9 -> vp9();
      case MJPEG -> new CodecParams.Mjpeg(format());
      case MPEG_VIDEO -> mpegVideo();
      case AAC -> aac();
      case MPEG_AUDIO -> new CodecParams.MpegAudio(in.u8(), rate(), in.u8());
      case OPUS -> new CodecParams.Opus(in.u8(), positive(), copy());
      case G711 -> new CodecParams.G711(in.flag(), rate(), in.u8());
      case G722 -> new CodecParams.G722(in.u8());
      case PCM -> new CodecParams.Pcm(rate(), in.u8());
      case FLAC -> flac();
      case AC3 -> ac3();
    };
  }

  private CodecParams avc() throws MalformedException {
    VideoFormat format = format();
    int chroma = in.u8();
    int luma = in.u8();
    int chromaDepth = in.u8();
    List<Bytes> sps = sets();
    return new CodecParams.Avc(sps, sets(), format, chroma, luma, chromaDepth);
  }

  private CodecParams hevc() throws MalformedException {
    VideoFormat format = format();
    int chroma = in.u8();
    int luma = in.u8();
    int chromaDepth = in.u8();
    HevcProfile profile = new HevcProfile(in.u8(), in.u8(), in.u8(), in.s32(), in.s64(), in.u8());
    List<Bytes> vps = sets();
    List<Bytes> sps = sets();
    return new CodecParams.Hevc(vps, sps, sets(), format, profile, chroma, luma, chromaDepth);
  }

  private CodecParams av1() throws MalformedException {
    VideoFormat format = format();
    int profile = in.u8();
    int level = in.u8();
    int tier = in.u8();
    int depth = in.u8();
    boolean monochrome = in.flag();
    int subsamplingX = in.u8();
    int subsamplingY = in.u8();
    int position = in.u8();
    return new CodecParams.Av1(
        copy(),
        format,
        profile,
        level,
        tier,
        depth,
        monochrome,
        subsamplingX,
        subsamplingY,
        position);
  }

  private CodecParams vp9() throws MalformedException {
    return new CodecParams.Vp9(format(), in.u8(), in.u8(), in.u8(), in.u8(), copy());
  }

  private CodecParams mpegVideo() throws MalformedException {
    VideoFormat format = format();
    int version = in.u8();
    int profile = in.u8();
    boolean progressive = in.flag();
    int chroma = in.u8();
    return new CodecParams.MpegVideo(version, copy(), format, profile, progressive, chroma);
  }

  private CodecParams aac() throws MalformedException {
    int objectType = in.u8();
    int rate = rate();
    int core = rate();
    int channels = in.u8();
    int samples = positive();
    return new CodecParams.Aac(copy(), objectType, rate, core, channels, samples);
  }

  private CodecParams flac() throws MalformedException {
    int rate = rate();
    int channels = in.u8();
    int bits = in.u8();
    int block = positive();
    return new CodecParams.Flac(copy(), rate, channels, bits, block);
  }

  private CodecParams ac3() throws MalformedException {
    boolean enhanced = in.flag();
    int rate = rate();
    int channels = in.u8();
    int samples = positive();
    return new CodecParams.Ac3(enhanced, rate, channels, samples, copy());
  }

  private VideoFormat format() throws MalformedException {
    int width = positive();
    int height = positive();
    int sarWidth = positive();
    int sarHeight = positive();
    FrameRate rate = new FrameRate(in.s64(), in.s64());
    return new VideoFormat(width, height, sarWidth, sarHeight, rate, positive());
  }

  private int positive() throws MalformedException {
    long value = in.u32();
    if (value > Integer.MAX_VALUE) {
      throw in.malformed(Reason.BAD_VALUE, value + " is too much");
    }
    return (int) value;
  }

  /// Samples a second: outputs divide by it.
  private int rate() throws MalformedException {
    int rate = positive();
    if (rate < 1 || rate > MAX_RATE_HZ) {
      throw in.malformed(Reason.BAD_VALUE, rate + " samples a second");
    }
    return rate;
  }

  private List<Bytes> sets() throws MalformedException {
    int count = in.u16();
    List<Bytes> sets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sets.add(copy());
    }
    return sets;
  }

  /// Not sharing the memory of the message: parameters live long.
  private Bytes copy() throws MalformedException {
    return Bytes.concat(in.bytes());
  }
}
