package io.tidegate.gateway.clip;

import io.tidegate.media.Nullable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What is to become of a file: H.264 with a key frame every two seconds, no larger than 1920 by
/// 1080 and no faster than 60 pictures a second, with AAC of 48 kHz in stereo, silent where there
/// is no sound; what is so already is copied. Pure, immutable.
///
/// @param picture null for sound alone
/// @param sound null for silence
/// @param copied whether pictures stay as they are
/// @param width of the result, even; 0 without a picture
/// @param rate pictures a second of the result, as FFmpeg writes it
/// @param extra so long the last picture stands, until the sound is over
record ClipPlan(
    ClipFacts.@Nullable Video picture,
    ClipFacts.@Nullable Audio sound,
    boolean copied,
    int width,
    int height,
    Rate rate,
    Duration length,
    Duration extra) {
  static final int AUDIO_RATE = 48_000;

  /// Larger pictures take more memory to decode than a child may have.
  static final int MOST_PIXELS = 40_000_000;

  /// Nobody films narrower strips than this.
  private static final int LEAST_SIDE = 16;

  private static final int MOST_SIDE = 16_384;
  private static final int MOST_TRACKS = 64;
  private static final int LONG_SIDE = 1_920;
  private static final int SHORT_SIDE = 1_080;

  /// Of one that is copied: coders add lines to make it a multiple of 16.
  private static final int SHORT_SIDE_COPIED = 1_088;

  private static final double MOST_RATE = 60;
  private static final double LEAST_RATE = 5;
  private static final Duration STILL = Duration.ofSeconds(10);

  /// What a child may take in the place of a second.
  private static final int SLOWNESS = 10;

  private static final Duration LEAST_LIMIT = Duration.ofMinutes(10);

  /// Pictures a second as a fraction.
  record Rate(int above, int below) {
    private static final List<Rate> USUAL =
        List.of(
            new Rate(24_000, 1_001),
            new Rate(24, 1),
            new Rate(25, 1),
            new Rate(30_000, 1_001),
            new Rate(30, 1),
            new Rate(50, 1),
            new Rate(60_000, 1_001),
            new Rate(60, 1));

    /// The usual one that is next to it, where one is near; else to a thousandth.
    static Rate of(double wanted) {
      double bounded = Math.clamp(wanted, LEAST_RATE, MOST_RATE);
      return USUAL.stream()
          .filter(usual -> Math.abs(usual.value() - bounded) < 0.012)
          .findFirst()
          .orElseGet(() -> new Rate((int) Math.round(bounded * 1_000), 1_000));
    }

    double value() {
      return (double) above / below;
    }

    @Override
    public String toString() {
      return above + "/" + below;
    }
  }

  /// A file that is not taken.
  static final class UnfitException extends Exception {
    private static final long serialVersionUID = 1L;

    UnfitException(String message) {
      super(message);
    }
  }

  /// @throws UnfitException with the reason, when it is none that is taken
  static ClipPlan of(ClipFacts facts, ClipOptions options) throws UnfitException {
    if (facts.tracks().size() > MOST_TRACKS) {
      throw new UnfitException("more than " + MOST_TRACKS + " tracks");
    }
    ClipFacts.Video picture = null;
    ClipFacts.Audio sound = null;
    for (ClipFacts.Track track : facts.tracks()) {
      switch (track) {
        case ClipFacts.Video video -> picture = picture == null ? video : picture;
        case ClipFacts.Audio audio -> sound = sound == null && audio.channels() > 0 ? audio : sound;
      }
    }
    if (picture == null && sound == null) {
      throw new UnfitException("neither a picture nor sound is in it");
    }
    long lengthMs = length(facts);
    if (lengthMs > options.maxLength().toMillis()) {
      throw new UnfitException(
          "it lasts %d s, and at most %d s are taken"
              .formatted(lengthMs / 1_000, options.maxLength().toSeconds()));
    }
    Duration length = Duration.ofMillis(lengthMs);
    return picture == null
        ? new ClipPlan(null, sound, false, 0, 0, new Rate(25, 1), length, Duration.ZERO)
        : withPicture(facts, picture, sound, length);
  }

  private static long length(ClipFacts facts) {
    return Math.max(
        facts.durationMs(),
        facts.tracks().stream().mapToLong(ClipFacts.Track::durationMs).max().orElse(0));
  }

  private static ClipPlan withPicture(
      ClipFacts facts, ClipFacts.Video picture, ClipFacts.@Nullable Audio sound, Duration length)
      throws UnfitException {
    int least = Math.min(picture.width(), picture.height());
    int most = Math.max(picture.width(), picture.height());
    if (least < LEAST_SIDE
        || most > MOST_SIDE
        || (long) picture.width() * picture.height() > MOST_PIXELS) {
      throw new UnfitException(
          "pictures of %d by %d are not taken: 16 by 16 to %d million points are"
              .formatted(picture.width(), picture.height(), MOST_PIXELS / 1_000_000));
    }
    boolean isStill = facts.container().endsWith("_pipe") && sound == null;
    long missing = sound == null ? 0 : sound.durationMs() - picture.durationMs();
    boolean isShorter = picture.durationMs() > 0 && missing > 100;
    Duration extra = isStill ? STILL : Duration.ofMillis(isShorter ? missing : 0);
    boolean copied =
        picture.plain()
            && picture.rotation() == 0
            && most <= LONG_SIDE
            && least <= SHORT_SIDE_COPIED
            && picture.frameRate() <= MOST_RATE + 1
            && extra.isZero();
    boolean isTurned = picture.rotation() % 180 != 0;
    int width = isTurned ? picture.height() : picture.width();
    int height = isTurned ? picture.width() : picture.height();
    double scale =
        Math.min(
            1,
            Math.min(
                (double) LONG_SIDE / Math.max(width, height),
                (double) SHORT_SIDE / Math.min(width, height)));
    return new ClipPlan(
        picture,
        sound,
        copied,
        copied ? picture.width() : even(width * scale),
        copied ? picture.height() : even(height * scale),
        Rate.of(picture.frameRate() <= 0 ? 25 : picture.frameRate()),
        isStill ? STILL : length,
        extra);
  }

  private static int even(double side) {
    return Math.max(LEAST_SIDE, (int) Math.round(side / 2) * 2);
  }

  /// The same with pictures coded anew.
  ClipPlan anew() {
    ClipFacts.Video video = picture;
    if (!copied || video == null) {
      return this;
    }
    return new ClipPlan(
        video, sound, false, even(video.width()), even(video.height()), rate, length, extra);
  }

  /// A child that takes longer hangs.
  Duration limit() {
    Duration byLength = length.multipliedBy(SLOWNESS);
    return byLength.compareTo(LEAST_LIMIT) < 0 ? LEAST_LIMIT : byLength;
  }

  /// What FFmpeg is told, from the first output option to the last but the file.
  ///
  /// @param silence the number of the input that is silent
  List<String> arguments(int silence) {
    List<String> arguments = new ArrayList<>();
    ClipFacts.Video video = picture;
    ClipFacts.Audio audio = sound;
    if (video != null) {
      arguments.addAll(List.of("-map", "0:" + video.index()));
    }
    arguments.addAll(List.of("-map", audio == null ? silence + ":a:0" : "0:" + audio.index()));
    arguments.addAll(List.of("-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn"));
    if (video != null) {
      arguments.addAll(copied ? List.of("-c:v", "copy") : coded(video));
    }
    boolean keepsSound = audio != null && audio.plain() && (copied || video == null);
    arguments.addAll(keepsSound ? List.of("-c:a", "copy") : sounding(video != null));
    if (video != null) {
      arguments.add("-shortest");
    }
    return arguments;
  }

  private List<String> coded(ClipFacts.Video video) {
    List<String> filters = new ArrayList<>();
    if (video.interlaced()) {
      filters.add("bwdif=mode=send_frame:deint=interlaced");
    }
    filters.add("scale=%d:%d".formatted(width, height));
    filters.add("setsar=1");
    filters.add("format=yuv420p");
    if (!extra.isZero()) {
      filters.add("tpad=stop_mode=clone:stop_duration=" + seconds(extra));
    }
    filters.add("fps=fps=" + rate + ":start_time=0");
    long kbps = kbps();
    int group = (int) Math.round(rate.value() * 2);
    return List.of(
        "-vf",
        String.join(",", filters),
        "-c:v",
        "libopenh264",
        "-profile:v",
        "high",
        "-rc_mode",
        "bitrate",
        "-allow_skip_frames",
        "0",
        "-b:v",
        kbps + "k",
        "-maxrate",
        kbps * 3 / 2 + "k",
        "-g",
        Integer.toString(group));
  }

  /// A tenth of a bit for a point, which looks good in what cameras and editors give.
  private long kbps() {
    return Math.clamp(Math.round(width * height * rate.value() / 10 / 1_000), 300, 8_000);
  }

  private static List<String> sounding(boolean besidePictures) {
    String filter = "aresample=" + AUDIO_RATE + ":async=1:first_pts=0";
    return List.of(
        "-af",
        besidePictures ? filter + ",apad" : filter,
        "-c:a",
        "aac",
        "-ar",
        "" + AUDIO_RATE,
        "-ac",
        "2",
        "-b:a",
        "160k");
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f", time.toMillis() / 1e3);
  }
}
