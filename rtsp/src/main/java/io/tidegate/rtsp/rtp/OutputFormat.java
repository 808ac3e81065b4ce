package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.rtsp.sdp.Attribute;
import io.tidegate.rtsp.sdp.MediaDescription;
import io.tidegate.rtsp.sdp.RtpMap;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// How Tidegate sends each coding. No state, any thread.
final class OutputFormat {
  /// First of the payload types that mean what the description says. RFC 3551 §6
  private static final int FIRST_DYNAMIC = 96;

  private static final int VIDEO_HERTZ = 90_000;

  private OutputFormat() {}

  /// Whether a coding has a payload format here.
  static boolean carries(CodecParams params) {
    if (params instanceof CodecParams.Audio audio && audio.channels() > RtpMap.MAX_CHANNELS) {
      return false;
    }
    return switch (params) {
      case CodecParams.Avc avc -> true;
      case CodecParams.Hevc hevc -> true;
      case CodecParams.Av1 av1 -> true;
      case CodecParams.Aac aac -> true;
      case CodecParams.MpegAudio mpeg -> true;
      case CodecParams.Opus opus -> true;
      case CodecParams.G711 g711 -> true;
      case CodecParams.G722 g722 -> true;
      case CodecParams.Pcm pcm -> true;
      case CodecParams.Ac3 ac3 -> !ac3.enhanced();
      case CodecParams.Mjpeg mjpeg -> true;
      case CodecParams.MpegVideo mpeg -> true;
      case CodecParams.Vp9 vp9 -> false;
      case CodecParams.Flac flac -> false;
    };
  }

  /// @param params of a coding that is carried
  /// @param index makes the dynamic payload type
  static RtpMap mapOf(CodecParams params, int index) {
    int dynamic = FIRST_DYNAMIC + index;
    return switch (params) {
      case CodecParams.Avc avc -> new RtpMap(dynamic, "H264", VIDEO_HERTZ, 1);
      case CodecParams.Hevc hevc -> new RtpMap(dynamic, "H265", VIDEO_HERTZ, 1);
      case CodecParams.Av1 av1 -> new RtpMap(dynamic, "AV1", VIDEO_HERTZ, 1);
      case CodecParams.Aac aac ->
          new RtpMap(dynamic, "mpeg4-generic", aac.sampleRate(), aac.channels());
      case CodecParams.MpegAudio mpeg -> new RtpMap(14, "MPA", VIDEO_HERTZ, 1);
      case CodecParams.Opus opus -> new RtpMap(dynamic, "opus", 48_000, 2); // RFC 7587 §7
      case CodecParams.G711 g711 -> {
        boolean usual = g711.sampleRate() == 8_000 && g711.channels() == 1;
        int type = usual ? (g711.aLaw() ? 8 : 0) : dynamic;
        String name = g711.aLaw() ? "PCMA" : "PCMU";
        yield new RtpMap(type, name, g711.sampleRate(), g711.channels());
      }
      case CodecParams.G722 g722 ->
          new RtpMap(g722.channels() == 1 ? 9 : dynamic, "G722", 8_000, g722.channels());
      case CodecParams.Pcm pcm -> new RtpMap(dynamic, "L16", pcm.sampleRate(), pcm.channels());
      case CodecParams.Ac3 ac3 -> new RtpMap(dynamic, "ac3", ac3.sampleRate(), ac3.channels());
      case CodecParams.Mjpeg mjpeg -> new RtpMap(26, "JPEG", VIDEO_HERTZ, 1);
      case CodecParams.MpegVideo mpeg -> new RtpMap(32, "MPV", VIDEO_HERTZ, 1);
      case CodecParams.Vp9 vp9 -> throw notCarried(params);
      case CodecParams.Flac flac -> throw notCarried(params);
    };
  }

  static Packetizer packetizer(CodecParams params, SamplePacketizer.TimestampOf timestamps) {
    return switch (params) {
      case CodecParams.Avc avc -> new NalPacketizer();
      case CodecParams.Hevc hevc -> new NalPacketizer();
      case CodecParams.Av1 av1 -> new Av1Packetizer();
      case CodecParams.Aac aac -> new AudioPacketizer();
      case CodecParams.MpegAudio mpeg -> new AudioPacketizer();
      case CodecParams.Opus opus -> new AudioPacketizer();
      case CodecParams.Ac3 ac3 -> new AudioPacketizer();
      case CodecParams.G711 g711 -> new SamplePacketizer(g711.channels(), timestamps);
      case CodecParams.G722 g722 -> new SamplePacketizer(g722.channels(), timestamps);
      case CodecParams.Pcm pcm -> new SamplePacketizer(2 * pcm.channels(), timestamps);
      case CodecParams.Mjpeg mjpeg -> new MjpegPacketizer();
      case CodecParams.MpegVideo mpeg -> new MpegVideoPacketizer();
      case CodecParams.Vp9 vp9 -> throw notCarried(params);
      case CodecParams.Flac flac -> throw notCarried(params);
    };
  }

  /// @param control number in `a=control:trackID=`
  static MediaDescription describe(CodecParams params, RtpMap map, int control) {
    boolean video = params instanceof CodecParams.Video;
    int type = map.payloadType();
    String channels = map.channels() == 1 || video ? "" : "/" + map.channels();
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(
        new Attribute("rtpmap", type + " " + map.encoding() + "/" + map.clockRate() + channels));
    String parameters = parameters(params);
    if (!parameters.isEmpty()) {
      attributes.add(new Attribute("fmtp", type + " " + parameters));
    }
    attributes.add(new Attribute("rtcp-fb", type + " nack"));
    if (video) {
      attributes.add(new Attribute("rtcp-fb", type + " nack pli"));
      attributes.add(new Attribute("rtcp-fb", type + " ccm fir"));
    }
    attributes.add(new Attribute("control", "trackID=" + control));
    return new MediaDescription(
        video ? "video" : "audio", 0, "RTP/AVP", List.of(type), "", attributes);
  }

  private static String parameters(CodecParams params) {
    return switch (params) {
      case CodecParams.Avc avc ->
          "packetization-mode=1;profile-level-id=%02X%02X%02X;sprop-parameter-sets=%s,%s"
              .formatted(
                  avc.profileIdc(),
                  avc.constraintFlags(),
                  avc.levelIdc(),
                  base64(avc.sps()),
                  base64(avc.pps()));
      case CodecParams.Hevc hevc ->
          (hevc.vps().isEmpty() ? "" : "sprop-vps=" + base64(hevc.vps()) + ";")
              + "sprop-sps="
              + base64(hevc.sps())
              + ";sprop-pps="
              + base64(hevc.pps());
      case CodecParams.Av1 av1 ->
          "profile=%d;level-idx=%d;tier=%d".formatted(av1.profile(), av1.levelIdx(), av1.tier());
      case CodecParams.Aac aac ->
          "streamtype=5;profile-level-id=1;mode=AAC-hbr;config="
              + aac.config().toHex()
              + ";sizelength=13;indexlength=3;indexdeltalength=3";
      case CodecParams.Opus opus -> "sprop-stereo=" + (opus.channels() == 1 ? 0 : 1);
      case CodecParams.MpegAudio mpeg -> "";
      case CodecParams.G711 g711 -> "";
      case CodecParams.G722 g722 -> "";
      case CodecParams.Pcm pcm -> "";
      case CodecParams.Ac3 ac3 -> "";
      case CodecParams.Mjpeg mjpeg -> "";
      case CodecParams.MpegVideo mpeg -> "";
      case CodecParams.Vp9 vp9 -> throw notCarried(params);
      case CodecParams.Flac flac -> throw notCarried(params);
    };
  }

  private static String base64(List<Bytes> sets) {
    return sets.stream()
        .map(set -> Base64.getEncoder().encodeToString(set.toByteArray()))
        .collect(Collectors.joining(","));
  }

  private static IllegalArgumentException notCarried(CodecParams params) {
    return new IllegalArgumentException("no payload format for " + params.codec().title());
  }
}
