package io.tidegate.transcode.ladder;

import io.tidegate.media.CodecParams;
import io.tidegate.media.MediaTime;
import io.tidegate.media.TrackList;
import io.tidegate.media.VideoFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What one child makes of a stream: those of its renditions that can be made. One that cannot is
/// left out with its reason, for FFmpeg would make none of them else. Immutable.
///
/// @param source what goes in
/// @param encoders those that the child codes with
/// @param problems why a rendition is left out, in their order; empty for one that is not
record Recipe(
    TrackList source, Encoders encoders, List<Rendition> renditions, List<String> problems) {
  /// Encoders take no smaller pictures, in pixels of either side.
  private static final int LEAST_SIDE = 16;

  Recipe {
    renditions = List.copyOf(renditions);
    problems = List.copyOf(problems);
  }

  /// Looks for logos on the disk: not on an event loop.
  static Recipe of(TrackList source, Encoders encoders, List<Rendition> renditions) {
    LadderArguments arguments = new LadderArguments(source, encoders);
    List<String> problems =
        renditions.stream().map(one -> problem(one, source, arguments)).toList();
    return new Recipe(source, encoders, renditions, problems);
  }

  private static String problem(Rendition rendition, TrackList source, LadderArguments arguments) {
    if (!arguments.hasAnything(rendition)) {
      return "the source has nothing that it could be made of";
    }
    VideoProfile video = rendition.video();
    if (!arguments.isCoded(video)) {
      return "";
    }
    VideoFormat format = ((CodecParams.Video) source.video().orElseThrow().params()).format();
    VideoProfile.Crop crop = video.crop();
    if (crop != null && exceeds(crop, format)) {
      return "what it cuts out is beyond the source's picture of "
          + (format.width() + "x" + format.height());
    }
    Promise promise = Promise.of(video, source);
    if (Math.min(promise.width(), promise.height()) < LEAST_SIDE) {
      return "a picture of %dx%d is too small to be coded"
          .formatted(promise.width(), promise.height());
    }
    Path logo = video.overlay().logo();
    return logo == null ? "" : LogoFile.problem(logo, Instant.now());
  }

  private static boolean exceeds(VideoProfile.Crop crop, VideoFormat format) {
    return (long) crop.left() + crop.width() > format.width()
        || (long) crop.top() + crop.height() > format.height();
  }

  boolean makes(int rendition) {
    return problems.get(rendition).isEmpty();
  }

  /// Whether another one for the same renditions makes some that this one leaves out.
  boolean isSurpassedBy(Recipe other) {
    for (int i = 0; i < renditions.size(); i++) {
      if (other.makes(i) && !makes(i)) {
        return true;
      }
    }
    return false;
  }

  /// The encoder of a rendition's pictures, as FFmpeg calls it; empty where none is needed.
  String encoder(int rendition) {
    VideoProfile video = renditions.get(rendition).video();
    boolean isCoded = makes(rendition) && new LadderArguments(source, encoders).isCoded(video);
    return isCoded ? encoders.chosen(video).codec() : "";
  }

  /// The command line; empty where nothing can be made.
  ///
  /// @param from by rendition, as [LadderArguments#of]
  List<String> arguments(List<MediaTime> from) {
    List<Rendition> made = new ArrayList<>();
    List<MediaTime> madeFrom = new ArrayList<>();
    for (int i = 0; i < renditions.size(); i++) {
      if (makes(i)) {
        made.add(renditions.get(i));
        madeFrom.add(from.get(i));
      }
    }
    return made.isEmpty() ? List.of() : new LadderArguments(source, encoders).of(made, madeFrom);
  }
}
