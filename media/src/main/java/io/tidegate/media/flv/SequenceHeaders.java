package io.tidegate.media.flv;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.codec.Av1Configuration;
import io.tidegate.media.codec.AvcDecoderConfiguration;
import io.tidegate.media.codec.HevcDecoderConfiguration;
import io.tidegate.media.codec.Vp9Configuration;

/// Bodies of the tags that set decoders up.
final class SequenceHeaders {
  /// SoundFormat AAC, 44 kHz, 16 bits, stereo: fixed by §E.4.2.1, the truth is in the config.
  static final int AAC_TAG_HEADER = FlvIds.AUDIO_AAC << 4 | 0xF;

  private static final Bytes FLAC_MAGIC = Bytes.of('f', 'L', 'a', 'C', 0x80, 0, 0, 34);

  private SequenceHeaders() {}

  static Bytes video(CodecParams.Video params, FlvDialect dialect) {
    return switch (params) {
      case CodecParams.Avc avc ->
          classicVideo(FlvIds.VIDEO_AVC, AvcDecoderConfiguration.write(avc));
      case CodecParams.Hevc hevc ->
          dialect == FlvDialect.HEVC_12
              ? classicVideo(FlvIds.VIDEO_HEVC, HevcDecoderConfiguration.write(hevc))
              : exVideo(FlvIds.HVC1, HevcDecoderConfiguration.write(hevc));
      case CodecParams.Av1 av1 -> exVideo(FlvIds.AV01, Av1Configuration.write(av1));
      case CodecParams.Vp9 vp9 -> exVideo(FlvIds.VP09, Vp9Configuration.write(vp9));
      case CodecParams.Mjpeg _, CodecParams.MpegVideo _ -> throw notCarried(params.codec());
    };
  }

  /// Empty where the coding has none.
  static Bytes audio(CodecParams.Audio params) {
    return switch (params) {
      case CodecParams.Aac aac ->
          Bytes.concat(Bytes.of(AAC_TAG_HEADER, FlvIds.AAC_SEQUENCE_HEADER), aac.config());
      case CodecParams.Opus opus -> exAudio(FlvIds.OPUS, opus.head());
      case CodecParams.Flac flac ->
          exAudio(FlvIds.FLAC, Bytes.concat(FLAC_MAGIC, flac.streamInfo()));
      case CodecParams.MpegAudio _, CodecParams.G711 _, CodecParams.Ac3 _ -> Bytes.EMPTY;
      case CodecParams.G722 _, CodecParams.Pcm _ -> throw notCarried(params.codec());
    };
  }

  static int audioFourCc(Codec codec) {
    return switch (codec) {
      case OPUS -> FlvIds.OPUS;
      case FLAC -> FlvIds.FLAC;
      case AC3 -> FlvIds.AC3;
      case EAC3 -> FlvIds.EAC3;
      case MP3 -> FlvIds.MP3;
      case AAC -> FlvIds.MP4A;
      case MP2, G711A, G711U, G722, L16, H264, H265, AV1, VP9, MJPEG, MPEG1, MPEG2 ->
          throw new IllegalStateException("no FourCC in FLV for " + codec);
    };
  }

  /// The first byte of MP3 and G.711 tags: format, nearest rate, 16 bits, stereo. §E.4.2.1
  static int classicAudioHeader(CodecParams.Audio params) {
    int format =
        switch (params.codec()) {
          case MP3 -> params.sampleRate() == 8_000 ? FlvIds.AUDIO_MP3_8K : FlvIds.AUDIO_MP3;
          case G711A -> FlvIds.AUDIO_G711A;
          default -> FlvIds.AUDIO_G711U;
        };
    return format << 4 | rate(params.sampleRate()) << 2 | 2 | (params.channels() > 1 ? 1 : 0);
  }

  /// SoundRate: 5.5, 11, 22 or 44 kHz, whichever is nearest.
  private static int rate(int sampleRate) {
    if (sampleRate < 8_269) {
      return 0;
    }
    if (sampleRate < 16_538) {
      return 1;
    }
    return sampleRate < 33_075 ? 2 : 3;
  }

  static IllegalStateException notCarried(Codec codec) {
    return new IllegalStateException("FLV does not carry " + codec.title());
  }

  private static Bytes classicVideo(int codecId, Bytes configuration) {
    ByteWriter out = new ByteWriter(5 + configuration.length());
    out.u8(FlvIds.FRAME_KEY << 4 | codecId).u8(FlvIds.AVC_SEQUENCE_HEADER).u24(0);
    return out.write(configuration).toBytes();
  }

  private static Bytes exVideo(int fourCc, Bytes configuration) {
    int head = FlvIds.EX_VIDEO | FlvIds.FRAME_KEY << 4 | FlvIds.EX_SEQUENCE_START;
    return new ByteWriter(5 + configuration.length())
        .u8(head)
        .u32(fourCc)
        .write(configuration)
        .toBytes();
  }

  private static Bytes exAudio(int fourCc, Bytes configuration) {
    return new ByteWriter(5 + configuration.length())
        .u8(FlvIds.AUDIO_EX << 4 | FlvIds.EX_SEQUENCE_START)
        .u32(fourCc)
        .write(configuration)
        .toBytes();
  }
}
