package io.tidegate.transcode.ladder;

import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What happens to the pictures of one rendition between decoder and encoder, in FFmpeg's filter
/// language. Pure.
final class FilterChain {
  /// Of 90 kHz, seconds.
  private static final double HALF_TICK = 0.5 / 90_000;

  private final VideoProfile profile;
  private final EncoderChoice encoder;
  private final @Nullable Promise promised;
  private final @Nullable Path font;

  /// @param promised what comes of the source, null where that is not known
  /// @param font null where there is none: then nothing is written
  FilterChain(
      VideoProfile profile,
      EncoderChoice encoder,
      @Nullable Promise promised,
      @Nullable Path font) {
    this.promised = promised;
    this.profile = profile;
    this.encoder = encoder;
    this.font = font;
  }

  /// @param fields whether the source may have some; the filter that makes frames of them holds
  ///   each picture until the next one is there
  /// @param from pictures up to there are left out; negative for none
  String beforeLogo(boolean fields, MediaTime from) {
    List<String> filters = new ArrayList<>();
    boolean always = profile.deinterlace() == VideoProfile.Deinterlace.ON;
    if (always || (fields && profile.deinterlace() == VideoProfile.Deinterlace.AUTO)) {
      filters.add("bwdif=mode=send_frame:deint=" + (always ? "all" : "interlaced"));
    }
    if (!from.isNegative()) {
      // half a tick more: times are written in whole microseconds
      filters.add(select("gt(t," + seconds(from.toSeconds() + HALF_TICK) + ")"));
    }
    if (profile.fps() > 0) {
      // the first picture in each slot of a grid; key frames stay, segments begin there
      String slot = "floor(%s*" + profile.fps() + "+0.001)";
      String next = slot.formatted("t") + "," + slot.formatted("prev_selected_t");
      filters.add(select("isnan(prev_selected_t)+key+gt(" + next + ")"));
    }
    if (profile.crop() != null) {
      VideoProfile.Crop crop = profile.crop().even();
      filters.add(
          "crop=" + crop.width() + ":" + crop.height() + ":" + crop.left() + ":" + crop.top());
    }
    switch (profile.rotate()) {
      case 90 -> filters.add("transpose=clock");
      case 180 -> filters.add("transpose=clock,transpose=clock");
      case 270 -> filters.add("transpose=cclock");
      default -> {}
    }
    filters.add(scale());
    filters.add("setsar=1");
    text(filters);
    return String.join(",", filters);
  }

  /// The logo over it, a tenth of the height from the edges at most.
  String logo() {
    return "overlay=" + place(profile.overlay().logoAt(), "W", "H", "w", "h");
  }

  /// With a comma before it, if it is anything.
  String afterLogo() {
    return "," + encoder.upload();
  }

  private String scale() {
    if (promised != null) {
      return "scale=w=" + promised.width() + ":h=" + promised.height();
    }
    String width = Integer.toString(Promise.within(profile.width()));
    String height = Integer.toString(Promise.within(profile.height()));
    if (profile.width() == 0 && profile.height() == 0) {
      return "scale=w='trunc(iw*sar/2)*2':h='trunc(ih/2)*2'"; // square pixels
    }
    return profile.width() == 0
        ? "scale=w='2*round(iw*sar*" + height + "/ih/2)':h=" + height
        : profile.height() == 0
            ? "scale=w=" + width + ":h='2*round(ih*" + width + "/(iw*sar)/2)'"
            : "scale=w=" + width + ":h=" + height;
  }

  private void text(List<String> filters) {
    Overlay overlay = profile.overlay();
    if (overlay.text().isEmpty() || font == null) {
      return;
    }
    filters.add(
        "drawtext=fontfile="
            + quoted(option(font.toString()))
            + ":expansion=normal:text="
            + quoted(option(expanded(overlay.text())))
            + ":fontsize=h/18:fontcolor=white:box=1:boxcolor=black@0.5:boxborderw=8:"
            + textPlace(overlay.textAt()));
  }

  private static String textPlace(Overlay.Place place) {
    String[] at = place(place, "w", "h", "text_w", "text_h").split(":", 2);
    return "x=" + at[0] + ":y=" + at[1];
  }

  private static String place(
      Overlay.Place place, String across, String down, String width, String height) {
    String right = across + "-" + width + "-" + down + "/30";
    String bottom = down + "-" + height + "-" + down + "/30";
    String edge = down + "/30";
    return switch (place) {
      case TOP_LEFT -> edge + ":" + edge;
      case TOP_RIGHT -> right + ":" + edge;
      case BOTTOM_LEFT -> edge + ":" + bottom;
      case BOTTOM_RIGHT -> right + ":" + bottom;
    };
  }

  /// Everything that drawtext would expand stands for itself, but the time of day.
  private static String expanded(String text) {
    String literal = text.replace("\\", "\\\\").replace("%", "\\%");
    return literal.replace(Overlay.TIME, "%{gmtime:%H\\:%M\\:%S}");
  }

  /// For the parser of a filter's options, which reads what the graph's has left.
  private static String option(String value) {
    return value.replace("\\", "\\\\").replace("'", "\\'").replace(":", "\\:");
  }

  /// For the graph's own parser: within single quotes nothing but them means anything.
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static String select(String condition) {
    return "select='" + condition + "'";
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.6f", seconds);
  }
}
