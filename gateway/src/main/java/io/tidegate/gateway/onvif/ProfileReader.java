package io.tidegate.gateway.onvif;

import io.tidegate.media.Nullable;
import java.util.List;
import java.util.Locale;

/// Profiles of GetProfiles: ONVIF Media §5.2 and Media2 §5.2, which name the same differently.
/// Stateless.
final class ProfileReader {
  /// Recorders of 32 channels have two each; more is shown by none of their own pages.
  static final int MAX_PROFILES = 64;

  private static final int MAX_SHOWN = 64;
  private static final int MAX_SIDE = 32_768;
  private static final int MAX_FPS = 1_000;
  private static final int MAX_KBPS = 4_000_000;
  private static final int MAX_GOP = 100_000;
  private static final int MAX_HERTZ = 1_000_000;

  private ProfileReader() {}

  /// @param response GetProfilesResponse of either service
  static List<MediaProfile> read(XmlElement response) {
    return response.all("Profiles").stream()
        .filter(profile -> !profile.attributes().getOrDefault("token", "").isEmpty())
        .limit(MAX_PROFILES)
        .map(ProfileReader::profile)
        .toList();
  }

  private static MediaProfile profile(XmlElement profile) {
    XmlElement second = profile.at("Configurations");
    XmlElement video =
        second == null ? profile.at("VideoEncoderConfiguration") : second.at("VideoEncoder");
    XmlElement audio =
        second == null ? profile.at("AudioEncoderConfiguration") : second.at("AudioEncoder");
    return new MediaProfile(
        profile.attributes().getOrDefault("token", ""),
        XmlText.shown(profile.text("Name"), MAX_SHOWN),
        "",
        video == null ? null : video(video),
        audio == null ? null : audio(audio));
  }

  private static MediaProfile.Video video(XmlElement video) {
    String coding = video.text("Encoding");
    Integer first = video.number(MAX_GOP, coding, "GovLength");
    Integer second = attribute(video, "GovLength");
    return new MediaProfile.Video(
        codec(coding),
        video.number(MAX_SIDE, "Resolution", "Width"),
        video.number(MAX_SIDE, "Resolution", "Height"),
        video.number(MAX_FPS, "RateControl", "FrameRateLimit"),
        bitsPerSecond(video.number(MAX_KBPS, "RateControl", "BitrateLimit")),
        first == null ? second : first);
  }

  private static MediaProfile.Audio audio(XmlElement audio) {
    Integer rate = audio.number(MAX_HERTZ, "SampleRate");
    return new MediaProfile.Audio(
        codec(audio.text("Encoding")),
        // kilohertz, by the standard; some say hertz
        rate == null ? null : rate < 1_000 ? rate * 1_000 : rate,
        bitsPerSecond(audio.number(MAX_KBPS, "Bitrate")));
  }

  private static @Nullable Long bitsPerSecond(@Nullable Integer kilobits) {
    return kilobits == null || kilobits == 0 ? null : kilobits * 1_000L;
  }

  private static @Nullable Integer attribute(XmlElement of, String name) {
    String text = of.attributes().getOrDefault(name, "");
    return text.matches("\\d{1,5}") ? Integer.valueOf(text) : null;
  }

  private static String codec(String coding) {
    return switch (coding.toUpperCase(Locale.ROOT)) {
      case "H264" -> "H.264";
      case "H265" -> "H.265";
      case "MPEG4", "MPV4-ES" -> "MPEG-4";
      case "JPEG" -> "MJPEG";
      case "AAC", "MP4A-LATM", "MPEG4-GENERIC" -> "AAC";
      case "G711", "PCMU", "PCMA" -> "G.711";
      case "G726" -> "G.726";
      default -> XmlText.shown(coding, MAX_SHOWN);
    };
  }
}
