package io.tidegate.rtsp.rtp;

import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.UnsupportedException;
import io.tidegate.rtsp.sdp.FormatParameters;
import io.tidegate.rtsp.sdp.MediaDescription;
import io.tidegate.rtsp.sdp.RtpMap;

/// Finds the payload format of a media description. No state, any thread.
final class PayloadFormat {
  private PayloadFormat() {}

  /// The coding that the description names.
  ///
  /// @throws UnsupportedException when it is not RTP, or names none that is known
  static RtpMap mapOf(MediaDescription media) throws UnsupportedException {
    boolean sound = media.kind().equals("audio");
    if (!sound && !media.kind().equals("video")) {
      RtpMap map = media.rtpMap();
      String coding = map == null ? "" : " (" + map.encoding() + ")";
      throw new UnsupportedException(media.kind() + coding + " is not carried");
    }
    if (!media.protocol().startsWith("RTP/")) {
      throw new UnsupportedException("transport " + media.protocol() + " is not carried");
    }
    RtpMap map = media.rtpMap();
    if (map == null) {
      throw new UnsupportedException(media.kind() + " of an unnamed coding is not carried");
    }
    return map;
  }

  /// The depacketizer of the description's coding.
  ///
  /// @throws UnsupportedException for a coding that is not carried; the message names it
  /// @throws MalformedException when the description of a coding that is carried makes no sense
  static Depacketizer depacketizer(MediaDescription media, Depacketizer.Output out)
      throws UnsupportedException, MalformedException {
    RtpMap map = mapOf(media);
    FormatParameters parameters = media.formatParameters(map.payloadType());
    return switch (map.encoding()) {
      case "H264" -> {
        refuseInterleaved(parameters);
        yield new H264Depacketizer(parameters, out);
      }
      case "H265", "HEVC" -> {
        if (parameters.number("sprop-max-don-diff", 0, 32_767) > 0) {
          throw new UnsupportedException("H.265 in interleaved order is not carried");
        }
        yield new H265Depacketizer(parameters, out);
      }
      case "JPEG" -> new MjpegDepacketizer(out);
      case "AV1" -> new Av1Depacketizer(out);
      case "MPEG4-GENERIC" -> new AacDepacketizer(map, parameters, out);
      case "MP4A-LATM" -> new LatmDepacketizer(map.clockRate(), parameters, out);
      case "OPUS" -> new OpusDepacketizer(out);
      case "PCMA", "PCMU" ->
          new SampleDepacketizer(
              new CodecParams.G711(map.encoding().equals("PCMA"), map.clockRate(), map.channels()),
              map.channels(),
              out);
      case "G722" ->
          new SampleDepacketizer(new CodecParams.G722(map.channels()), map.channels(), out);
      case "L16" ->
          new SampleDepacketizer(
              new CodecParams.Pcm(map.clockRate(), map.channels()), 2 * map.channels(), out);
      case "MPA" -> new MpegAudioDepacketizer(map.clockRate(), out);
      case "MPV" -> new MpegVideoDepacketizer(out);
      case "AC3" -> new Ac3Depacketizer(map.clockRate(), out);
      default -> throw new UnsupportedException(map.encoding() + " is not carried");
    };
  }

  private static void refuseInterleaved(FormatParameters parameters)
      throws UnsupportedException, MalformedException {
    if (parameters.number("packetization-mode", 0, 255) == 2) {
      throw new UnsupportedException("H.264 in interleaved mode is not carried");
    }
  }
}
