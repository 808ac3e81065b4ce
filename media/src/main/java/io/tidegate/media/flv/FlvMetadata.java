package io.tidegate.media.flv;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.amf.Amf0;
import io.tidegate.media.amf.Amf0Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The `onMetaData` script tag: written from the tracks, so that it always tells the truth. §E.5.
final class FlvMetadata {
  private FlvMetadata() {}

  static Bytes write(@Nullable Track video, @Nullable Track audio, FlvDialect dialect) {
    Map<String, Amf0Value> values = new LinkedHashMap<>();
    if (video != null) {
      CodecParams.Video params = (CodecParams.Video) video.params();
      VideoFormat format = params.format();
      values.put("width", number(format.width()));
      values.put("height", number(format.height()));
      if (format.frameRate().isKnown()) {
        values.put("framerate", number(format.frameRate().perSecond()));
      }
      values.put("videocodecid", number(videoId(params, dialect)));
    }
    if (audio != null) {
      CodecParams.Audio params = (CodecParams.Audio) audio.params();
      values.put("audiocodecid", number(audioId(params)));
      values.put("audiosamplerate", number(params.sampleRate()));
      values.put("audiosamplesize", number(16));
      values.put("audiochannels", number(params.channels()));
      values.put("stereo", new Amf0Value.Bool(params.channels() > 1));
    }
    values.put("encoder", new Amf0Value.Text("Tidegate"));
    return Amf0.write(List.of(new Amf0Value.Text("onMetaData"), new Amf0Value.EcmaArray(values)));
  }

  /// The codec id, or the FourCC as a number by Enhanced RTMP.
  private static double videoId(CodecParams.Video params, FlvDialect dialect) {
    return switch (params) {
      case CodecParams.Avc _ -> FlvIds.VIDEO_AVC;
      case CodecParams.Hevc _ -> dialect == FlvDialect.HEVC_12 ? FlvIds.VIDEO_HEVC : FlvIds.HVC1;
      case CodecParams.Av1 _ -> FlvIds.AV01;
      case CodecParams.Vp9 _ -> FlvIds.VP09;
      case CodecParams.Mjpeg _, CodecParams.MpegVideo _ ->
          throw SequenceHeaders.notCarried(params.codec());
    };
  }

  private static double audioId(CodecParams.Audio params) {
    return switch (params.codec()) {
      case AAC -> FlvIds.AUDIO_AAC;
      case MP3, G711A, G711U -> SequenceHeaders.classicAudioHeader(params) >> 4;
      default -> SequenceHeaders.audioFourCc(params.codec());
    };
  }

  private static Amf0Value number(double value) {
    return new Amf0Value.Number(value);
  }
}
