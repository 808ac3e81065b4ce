package io.tidegate.media.fmp4;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.FrameRate;
import io.tidegate.media.HevcProfile;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.codec.AnnexB;
import io.tidegate.media.codec.AudioSpecificConfig;
import io.tidegate.media.codec.Av1SequenceHeader;
import io.tidegate.media.codec.AvcParameterSets;
import io.tidegate.media.codec.MpegVideoSequence;
import io.tidegate.media.codec.NalUnits;
import java.util.ArrayList;
import java.util.List;

/// Tracks of every coding that MP4 carries, and ten pictures with B-frames.
final class Fmp4Samples {
  static final int VIDEO = 1;
  static final int AUDIO = 2;

  /// 64×48 grey at 25 Hz, 0.4 s, two B-frames in a pyramid, encoded for this project.
  private static final Bytes H264 =
      Bytes.ofHex(
          """
          00000001674d400aeca23d80880000030008000003019078912cb00000000168ebe3cb200000016588840037
          fffef6f0fe0342509711cde87cfd0005576bdae1e49900000001419a236c437ffea7ee4000000001419e4178
          857f14b100000001019e626a42bf14b000000001419a6649a84168994c0867fffe9efc8100000001419e8445
          112c2bff14b100000001019ea56a42bf14b100000001419aa949a8416c994c0857fffe3a5300000001419ec7
          45152c2bff14b000000001019ee86a42bf14b0
          """);

  /// Frame periods from decoding to presentation, in decoding order.
  private static final int[] DELAYS = {2, 4, 1, 1, 4, 1, 1, 4, 1, 1};

  private Fmp4Samples() {}

  static CodecParams params(Codec codec) throws MalformedException, UnsupportedException {
    return switch (codec) {
      case H264 -> {
        List<Bytes> nals = AnnexB.split(H264);
        yield AvcParameterSets.parse(nals.subList(0, 1), nals.subList(1, 2));
      }
      case H265 ->
          new CodecParams.Hevc(
              List.of(Bytes.ofHex("40010c01ffff")),
              List.of(Bytes.ofHex("420101016000")),
              List.of(Bytes.ofHex("4401c172b422")),
              new VideoFormat(720, 576, 16, 11, new FrameRate(25, 1), 0),
              new HevcProfile(0, 0, 1, 0x6000_0000, 0x9000_0000_0000L, 30),
              1,
              8,
              8);
      case AV1 -> Av1SequenceHeader.parse(Bytes.ofHex("0a0a00000002aff79b5f2008"));
      case VP9 ->
          new CodecParams.Vp9(
              VideoFormat.of(1920, 1080, FrameRate.UNKNOWN, 0),
              0,
              40,
              8,
              1,
              Bytes.ofHex("010000000028820101010000"));
      case AAC ->
          new CodecParams.Aac(AudioSpecificConfig.write(2, 44_100, 2), 2, 44_100, 44_100, 2, 1024);
      case MP3 -> new CodecParams.MpegAudio(3, 48_000, 2);
      case MP2 -> new CodecParams.MpegAudio(2, 48_000, 2);
      case OPUS ->
          new CodecParams.Opus(2, 312, Bytes.ofHex("4f707573486561640102380180bb0000000000"));
      case FLAC ->
          new CodecParams.Flac(
              Bytes.ofHex("1000100000000e0000100bb802f00000000000000000000000000000000000000000"),
              96_000,
              2,
              24,
              4096);
      case AC3 -> new CodecParams.Ac3(false, 48_000, 2, 1536, Bytes.ofHex("100800"));
      case EAC3 -> new CodecParams.Ac3(true, 48_000, 2, 1536, Bytes.ofHex("010020040000"));
      case G711A -> new CodecParams.G711(true, 8_000, 1);
      case G711U -> new CodecParams.G711(false, 8_000, 1);
      case G722 -> new CodecParams.G722(1);
      case L16 -> new CodecParams.Pcm(48_000, 2);
      case MPEG1 -> MpegVideoSequence.parse(Bytes.ofHex("000001b304003043ffffe018"));
      case MPEG2 ->
          MpegVideoSequence.parse(Bytes.ofHex("000001b304003033ffffe018000001b5148200010000"));
      case MJPEG -> new CodecParams.Mjpeg(VideoFormat.of(1280, 720, FrameRate.UNKNOWN, 0));
    };
  }

  static Track track(Codec codec) throws MalformedException, UnsupportedException {
    CodecParams params = params(codec);
    return new Track(params instanceof CodecParams.Video ? VIDEO : AUDIO, params);
  }

  /// Ten pictures 40 ms apart, the first decoded at `from`.
  static List<Sample> pictures(MediaTime from) {
    List<Bytes> nals = AnnexB.split(H264);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < DELAYS.length; i++) {
      MediaTime dts = from.plus(MediaTime.ofMillis(40L * i));
      Frame frame =
          new Frame(
              VIDEO,
              dts,
              dts.plus(MediaTime.ofMillis(40L * DELAYS[i])),
              i == 0,
              NalUnits.joinLengthPrefixed(List.of(nals.get(2 + i))),
              0);
      samples.add(new Sample(frame, dts.plus(MediaTime.ofMillis(40))));
    }
    return samples;
  }

  /// `count` frames of 1024 samples at 44.1 kHz, the first at sample `first` of the timeline.
  static List<Sample> sounds(long first, int count) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      MediaTime dts = MediaTime.ofTicks(first + 1024L * i, 44_100);
      MediaTime next = MediaTime.ofTicks(first + 1024L * (i + 1), 44_100);
      // ID_SCE with silence
      samples.add(
          new Sample(new Frame(AUDIO, dts, dts, true, Bytes.ofHex("211004608c1c"), 0), next));
    }
    return samples;
  }
}
