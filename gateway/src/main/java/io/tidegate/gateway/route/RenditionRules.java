package io.tidegate.gateway.route;

import io.tidegate.transcode.ladder.Overlay;
import io.tidegate.transcode.ladder.Rendition;
import io.tidegate.transcode.ladder.VideoProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Which renditions will do. Stateless.
final class RenditionRules {
  /// What a stream key may hold, and a hint of a name at most.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.~-]{1,24}");

  private static final int LEAST_SIDE = 64;
  private static final int MOST_SIDE = 7_680;
  private static final int MOST_FPS = 120;
  private static final int LEAST_KBPS = 50;
  private static final int MOST_KBPS = 200_000;
  private static final int MOST_AUDIO_KBPS = 510;
  private static final int MOST_TEXT = 120;

  private RenditionRules() {}

  static List<Fault> faults(Rendition rendition) {
    List<Fault> faults = new ArrayList<>();
    VideoProfile video = rendition.video();
    if (!NAME.matcher(rendition.name()).matches()) {
      faults.add(new Fault("name", "1 to 24 letters, digits, . ~ or -"));
    }
    range(faults, "width", video.width(), LEAST_SIDE, MOST_SIDE);
    range(faults, "height", video.height(), LEAST_SIDE, MOST_SIDE);
    range(faults, "fps", video.fps(), 1, MOST_FPS);
    range(faults, "kbps", video.kbps(), LEAST_KBPS, MOST_KBPS);
    range(faults, "audioKbps", rendition.audio().kbps(), 8, MOST_AUDIO_KBPS);
    if (video.rotate() % 90 != 0 || video.rotate() < 0 || video.rotate() > 270) {
      faults.add(new Fault("rotate", "0, 90, 180 or 270"));
    }
    Overlay overlay = video.overlay();
    if (overlay.text().length() > MOST_TEXT
        || overlay.text().chars().anyMatch(Character::isISOControl)) {
      faults.add(new Fault("text", "at most " + MOST_TEXT + " characters of one line"));
    }
    VideoProfile.Crop crop = video.crop();
    if (crop != null
        && (crop.width() < LEAST_SIDE
            || crop.height() < LEAST_SIDE
            || crop.left() < 0
            || crop.top() < 0)) {
      faults.add(new Fault("crop", "WIDTHxHEIGHT+LEFT+TOP with sides of 64 and more"));
    }
    return faults;
  }

  private static void range(List<Fault> faults, String field, int value, int least, int most) {
    if (value != 0 && (value < least || value > most)) {
      faults.add(new Fault(field, "a whole number, " + least + " to " + most));
    }
  }
}
