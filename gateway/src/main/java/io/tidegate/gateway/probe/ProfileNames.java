package io.tidegate.gateway.probe;

import io.tidegate.media.CodecParams;
import java.util.Locale;

/// Profiles and levels as encoders' menus call them. Stateless.
public final class ProfileNames {
  private ProfileNames() {}

  /// Empty where a coding has none.
  public static String of(CodecParams params) {
    return switch (params) {
      case CodecParams.Avc avc -> avc(avc.profileIdc(), avc.constraintFlags()) + level(avc);
      case CodecParams.Hevc hevc ->
          hevc(hevc.profile().idc())
              + (hevc.profile().tier() == 0 ? "" : " high tier")
              + " level "
              + number(hevc.profile().levelIdc() / 30.0);
      case CodecParams.Av1 av1 ->
          switch (av1.profile()) {
            case 0 -> "Main";
            case 1 -> "High";
            default -> "Professional";
          };
      case CodecParams.Vp9 vp9 -> "Profile " + vp9.profile();
      case CodecParams.Aac aac ->
          switch (aac.objectType()) {
            case 1 -> "Main";
            case 2 -> "LC";
            case 5 -> "HE";
            case 29 -> "HE v2";
            default -> "object type " + aac.objectType();
          };
      case CodecParams.MpegVideo mpeg -> mpeg(mpeg);
      case CodecParams.Mjpeg _,
          CodecParams.MpegAudio _,
          CodecParams.Opus _,
          CodecParams.G711 _,
          CodecParams.G722 _,
          CodecParams.Pcm _,
          CodecParams.Flac _,
          CodecParams.Ac3 _ ->
          "";
    };
  }

  /// ISO/IEC 13818-2 §8.
  private static String mpeg(CodecParams.MpegVideo mpeg) {
    if (mpeg.version() == 1) {
      return "";
    }
    return switch (mpeg.objectType()) {
      case 0x60 -> "Simple";
      case 0x62 -> "SNR Scalable";
      case 0x63 -> "Spatially Scalable";
      case 0x64 -> "High";
      case 0x65 -> "4:2:2";
      default -> "Main";
    };
  }

  /// ISO/IEC 14496-10 annex A.2.
  private static String avc(int idc, int constraints) {
    boolean constrained = (constraints & 0x40) != 0;
    return switch (idc) {
      case 66 -> constrained ? "Constrained Baseline" : "Baseline";
      case 77 -> "Main";
      case 88 -> "Extended";
      case 100 -> "High";
      case 110 -> "High 10";
      case 122 -> "High 4:2:2";
      case 244 -> "High 4:4:4";
      default -> "profile " + idc;
    };
  }

  private static String level(CodecParams.Avc avc) {
    return " level " + number(avc.levelIdc() / 10.0);
  }

  /// ISO/IEC 23008-2 annex A.3.
  private static String hevc(int idc) {
    return switch (idc) {
      case 1 -> "Main";
      case 2 -> "Main 10";
      case 3 -> "Main Still Picture";
      case 4 -> "Range Extensions";
      default -> "profile " + idc;
    };
  }

  private static String number(double level) {
    return String.format(Locale.ROOT, "%.1f", level);
  }
}
