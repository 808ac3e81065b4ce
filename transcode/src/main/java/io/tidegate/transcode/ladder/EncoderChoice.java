package io.tidegate.transcode.ladder;

import java.util.ArrayList;
import java.util.List;

/// An encoder of FFmpeg for H.264, and how it is told what to do.
///
/// All of them: no frame is held back for B frames, so that decoding and presentation times are one
/// and a picture leaves as soon as it is coded.
public enum EncoderChoice {
  OPENH264("libopenh264"),
  X264("libx264"),
  VAAPI("h264_vaapi"),
  NVENC("h264_nvenc"),
  QSV("h264_qsv"),
  V4L2("h264_v4l2m2m");

  private final String codec;

  EncoderChoice(String codec) {
    this.codec = codec;
  }

  /// As FFmpeg calls it.
  String codec() {
    return codec;
  }

  /// The last filter: pictures in the form, and at the place, where it takes them.
  String upload() {
    return switch (this) {
      case OPENH264, X264, NVENC, V4L2 -> "format=yuv420p";
      case VAAPI -> "format=nv12,hwupload";
      case QSV -> "format=nv12,hwupload=extra_hw_frames=16";
    };
  }

  /// Before the inputs.
  List<String> device() {
    return switch (this) {
      case OPENH264, X264, NVENC, V4L2 -> List.of();
      case VAAPI -> List.of("-init_hw_device", "vaapi=hw", "-filter_hw_device", "hw");
      case QSV -> List.of("-init_hw_device", "qsv=hw", "-filter_hw_device", "hw");
    };
  }

  /// @param kbps wanted
  /// @param gop most frames between key frames
  List<String> arguments(VideoProfile profile, int kbps, int gop) {
    List<String> arguments = new ArrayList<>(List.of("-c:v", codec));
    arguments.addAll(List.of("-b:v", kbps + "k", "-g", Integer.toString(gop), "-bf", "0"));
    switch (this) {
      case OPENH264 ->
          arguments.addAll(
              List.of("-rc_mode", "bitrate", "-allow_skip_frames", "0", "-profile:v", "high"));
      case X264 -> {
        String preset =
            switch (profile.preset()) {
              case LOW_DELAY -> "superfast";
              case BALANCED -> "veryfast";
              case QUALITY -> "fast";
            };
        arguments.addAll(List.of("-preset", preset, "-tune", "zerolatency", "-forced-idr", "1"));
        arguments.addAll(
            List.of("-sc_threshold", "0", "-maxrate", kbps * 3 / 2 + "k", "-bufsize", kbps + "k"));
      }
      case VAAPI -> arguments.addAll(List.of("-idr_interval", "0"));
      case NVENC ->
          arguments.addAll(
              List.of("-preset", "p3", "-tune", "ll", "-forced-idr", "1", "-delay", "0"));
      case QSV -> arguments.addAll(List.of("-forced_idr", "1", "-async_depth", "1"));
      case V4L2 -> {}
    }
    return arguments;
  }
}
