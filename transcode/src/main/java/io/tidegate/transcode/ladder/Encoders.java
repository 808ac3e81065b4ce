package io.tidegate.transcode.ladder;

import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which encoders work on this machine. Immutable.
///
/// @param working those that coded a picture here
/// @param font for texts, null where there is none
public record Encoders(Set<EncoderChoice> working, @Nullable Path font) {
  /// In the order in which `auto` takes them.
  private static final List<EncoderChoice> HARDWARE =
      List.of(EncoderChoice.NVENC, EncoderChoice.QSV, EncoderChoice.VAAPI, EncoderChoice.V4L2);

  public Encoders {
    working = Set.copyOf(working);
  }

  /// libopenh264 alone.
  public static Encoders software(@Nullable Path font) {
    return new Encoders(EnumSet.of(EncoderChoice.OPENH264), font);
  }

  /// Who codes this profile's pictures: who was asked for, where he works, else software.
  EncoderChoice chosen(VideoProfile profile) {
    EncoderChoice wanted =
        switch (profile.encoder()) {
          case SOFTWARE -> null;
          case AUTO -> HARDWARE.stream().filter(working::contains).findFirst().orElse(null);
          case VAAPI -> EncoderChoice.VAAPI;
          case NVENC -> EncoderChoice.NVENC;
          case QSV -> EncoderChoice.QSV;
          case V4L2 -> EncoderChoice.V4L2;
        };
    return wanted != null && working.contains(wanted) ? wanted : software();
  }

  private EncoderChoice software() {
    return working.contains(EncoderChoice.X264) ? EncoderChoice.X264 : EncoderChoice.OPENH264;
  }

  /// What a command line says of devices, once for each.
  List<String> devices(List<Rendition> renditions) {
    List<String> devices = new ArrayList<>();
    renditions.stream()
        .map(Rendition::video)
        .filter(VideoProfile::isCoded)
        .map(this::chosen)
        .distinct()
        .forEach(choice -> devices.addAll(choice.device()));
    return devices;
  }
}
