package io.tidegate.media.ts;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.FrameRate;
import io.tidegate.media.HevcProfile;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.codec.AnnexB;
import io.tidegate.media.codec.AudioSpecificConfig;
import io.tidegate.media.codec.NalUnits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Tracks and frames for the tests of this package: one second of 64×64 grey at 25 Hz, encoded for
/// this project, and audio frames that only a header parser has to believe.
final class TsSamples {
  static final int VIDEO = 1;
  static final int AUDIO = 2;

  private static final Bytes H264 =
      Bytes.ofHex(
          """
          000000016742c00aa611109b011000000300100000030320f12261180000000168c8420f2c8000000165
          88820679314000ddf7df5d75d75d75d75d75d78000000001419a1c0cf08c00000001419a2a033c230000
          0001419a3b033c2300000001419a4900cf08c000000001419a5940cf08c000000001419a6980cf08c000
          000001419a79c0cf08c000000001419a888033c23000000001419a989033c23000000001419aa8a033c2
          3000000001419ab8b033c23000000001419ac8c033c23000000001419ad8d033c23000000001419ae8e0
          33c23000000001419af8f033c23000000001419b0019e11800000001419b1019e11800000001419b2019
          e11800000001419b3019e11800000001419b4019e11800000001419b5019e11800000001419b6017e118
          00000001419b7017e11800000001419b8015e118
          """);

  private static final Bytes H265 =
      Bytes.ofHex(
          """
          0000000140010c01ffff01600000030090000003000003001e9280900000000142010101600000030090
          000003000003001ea0208105964a924caf016808000003000800000300c840000000014401c172b42240
          0000012801af1d80f701b2f5afb33c000000010201d0097e10c63bfd8430000000010201d011ffd44306
          39fd8430000000010201d0189ffdc43018e4fd8430000000010201d0209ffdc43018ecfd843000000001
          0201d0289ffdc43018e4fd8430000000010201d0309ffdc43018ecfd8430000000010201d0389ffdc430
          18e4fd8430000000010201d0409ffdc43018e4fd8430000000010201d0489ffdc43018ecfd8430000000
          010201d0509ffdc43018e4fd8430000000010201d0589ffdc43018ecfd8430000000010201d0609ffdc4
          3018e4fd8430000000010201d0689ffdc43018e4fd8430000000010201d0709ffdc43018ecfd84300000
          00010201d0789ffdc43018e4fd8430000000010201d0809ffdc43018e4fd8430000000010201d0889ffd
          c43018ecfd8430000000010201d0909ffdc43018ecfd8430000000010201d0989ffdc43018ecfd843000
          0000010201d0a09ffdc43018e4fd8430000000010201d0a89ffdc43018e4fd8430000000010201d0b09f
          fdc43018ecfd8430000000010201d0b89ffdc43018e4fd8430000000010201d0c09ffdc43018ecfd8430
          """);

  /// 32 ms of silence.
  private static final Bytes AC3_FRAME =
      Bytes.ofHex(
          """
          0b773f11004043e106f00108080821010104571f3e7cf9f3e7cf9f3e7cfbfe757cf9f3e7cf9f3e7cf8ff
          9d5f3e7cf9f3e7cf9f3e32fede4c99200000f1e35ad680035ac3000000078f1ad6b4001ad6180000003c
          78d6b5a000d6b0c0000001e3c6b5ad0006b5860000000f1e35ad680035ac3000000078f1ad6b4001ad60
          e48e
          """);

  /// 32 ms of silence.
  private static final Bytes EAC3_FRAME =
      Bytes.ofHex(
          """
          0b77003f3487c00020000000388000040404010101018f9f3e7cf9f3e7cf9f3e7dff3abe7cf9f3e7cf9f
          3e7c7fceaf9f3e7cf9f3e7cf9f000001de35ad6b4001dad6b000003bc6b5ad68003b5ad600000778d6b5
          ad00076b5ac00000ef1ad6b5a000ed6b5800001de35ad6b4001dad6b000003bc6b5ad68003b5ad600000
          d5c4
          """);

  private TsSamples() {}

  static CodecParams.Avc avc() {
    List<Bytes> nals = AnnexB.split(H264);
    return new CodecParams.Avc(List.of(nals.get(0)), List.of(nals.get(1)), grey(), 1, 8, 8);
  }

  static CodecParams.Hevc hevc() {
    List<Bytes> nals = AnnexB.split(H265);
    return new CodecParams.Hevc(
        List.of(nals.get(0)),
        List.of(nals.get(1)),
        List.of(nals.get(2)),
        grey(),
        new HevcProfile(0, 0, 1, 0x6000_0000, 0x9000_0000_0000L, 30),
        1,
        8,
        8);
  }

  static CodecParams.Aac aac() {
    return new CodecParams.Aac(AudioSpecificConfig.write(2, 48_000, 2), 2, 48_000, 48_000, 2, 1024);
  }

  static CodecParams.Audio audio(Codec codec) {
    return switch (codec) {
      case AAC -> aac();
      case MP3 -> new CodecParams.MpegAudio(3, 48_000, 2);
      case MP2 -> new CodecParams.MpegAudio(2, 48_000, 1);
      case AC3 -> new CodecParams.Ac3(false, 48_000, 2, 1536, Bytes.ofHex("100800"));
      case EAC3 -> new CodecParams.Ac3(true, 48_000, 2, 1536, Bytes.ofHex("010020040000"));
      case OPUS ->
          new CodecParams.Opus(2, 312, Bytes.ofHex("4f707573486561640102380180bb0000000000"));
      case H264, H265, AV1, VP9, MJPEG, MPEG1, MPEG2, G711A, G711U, G722, L16, FLAC ->
          throw new IllegalArgumentException();
    };
  }

  static Track video(CodecParams.Video params) {
    return new Track(VIDEO, params);
  }

  static Track sound(CodecParams.Audio params) {
    return new Track(AUDIO, params);
  }

  /// The pictures of one second, the first a key frame; 40 ms apart from `from`, PTS equal to DTS.
  static List<Frame> pictures(Codec codec, MediaTime from) {
    List<Bytes> nals = AnnexB.split(codec == Codec.H264 ? H264 : H265);
    int sets = codec == Codec.H264 ? 2 : 3;
    List<Frame> frames = new ArrayList<>();
    for (Bytes nal : nals.subList(sets, nals.size())) {
      MediaTime at = from.plus(MediaTime.ofMillis(40L * frames.size()));
      Bytes payload = NalUnits.joinLengthPrefixed(List.of(nal));
      frames.add(new Frame(VIDEO, at, at, frames.isEmpty(), payload, 0));
    }
    return frames;
  }

  /// `count` frames of sound, one after the other from `from`.
  static List<Frame> sounds(Codec codec, int count, MediaTime from) {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      MediaTime at = from.plus(MediaTime.ofTicks((long) i * samples(codec), 48_000));
      frames.add(new Frame(AUDIO, at, at, true, soundPayload(codec, i), 0));
    }
    return frames;
  }

  /// Both in the order of their DTS.
  static List<Frame> interleaved(List<Frame> first, List<Frame> second) {
    List<Frame> all = new ArrayList<>(first);
    all.addAll(second);
    all.sort(Comparator.comparing(Frame::dts));
    return all;
  }

  static int samples(Codec codec) {
    return codec == Codec.OPUS ? 960 : audio(codec).samplesPerFrame();
  }

  private static Bytes soundPayload(Codec codec, int index) {
    ByteWriter out = new ByteWriter();
    int length =
        switch (codec) {
          // ID_SCE with silence; the rest is never looked at
          case AAC -> out.write(Bytes.ofHex("211004608c1c")).size() + index % 40;
          case MP3 -> out.u32(0xFFFB_1400L).size() + 92;
          case MP2 -> out.u32(0xFFFD_14C0L).size() + 92;
          case AC3 -> out.write(AC3_FRAME).size();
          case EAC3 -> out.write(EAC3_FRAME).size();
          // configuration 31: 20 ms of CELT, stereo, one frame; long enough for two-byte sizes
          case OPUS -> out.u8(0xFC).size() + 250 + index % 10;
          case H264, H265, AV1, VP9, MJPEG, MPEG1, MPEG2, G711A, G711U, G722, L16, FLAC ->
              throw new IllegalArgumentException();
        };
    return out.fill(index & 0x7F, length - out.size()).toBytes();
  }

  private static VideoFormat grey() {
    return VideoFormat.of(64, 64, new FrameRate(25, 1), 0);
  }
}
