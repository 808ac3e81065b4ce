package io.tidegate.transcode.picture;

import io.tidegate.media.CodecParams;
import io.tidegate.media.Track;
import java.util.List;
import java.util.Locale;

/// Which pictures of a stream somebody wants. Immutable.
///
/// @param everyFrames 1 for each frame, 2 for each second one
/// @param maxFps no more in a second of the stream
/// @param width at most, at least 1
/// @param quality from [StillJob#BEST_QUALITY] to [StillJob#WORST_QUALITY]
public record PictureWish(int everyFrames, int maxFps, int width, int quality) {
  /// A little less than the time from one picture to the next, which is rounded.
  private static final double NEARLY = 0.999;

  public PictureWish {
    if (everyFrames < 1 || maxFps < 1 || width < 1) {
      throw new IllegalArgumentException("no pictures are wanted");
    }
  }

  /// The command line of a child that reads fragmented MP4 and writes what [SmjpegReader] reads to
  /// `output`: all frames are decoded, times stay those of the stream.
  List<String> arguments(Track video, String output) {
    PictureSize size = PictureSize.of(((CodecParams.Video) video.params()).format(), width);
    String select =
        String.format(
            Locale.ROOT,
            "select=not(mod(n\\,%d))*(isnan(prev_selected_t)+lt(t\\,prev_selected_t)"
                + "+gte(t-prev_selected_t\\,%.6f))",
            everyFrames,
            NEARLY / maxFps);
    String scale = "scale=" + size.width() + ":" + size.height() + ",setsar=1";
    return List.of(
        "-copyts",
        "-thread_type",
        "slice", // threads of frames hold frames back
        "-max_pixels",
        StillJob.MOST_PIXELS,
        "-fpsprobesize",
        "0",
        "-f",
        "mov",
        "-i",
        "pipe:0",
        "-map",
        "0:v:0",
        "-vf",
        select + "," + scale,
        "-fps_mode",
        "passthrough",
        "-c:v",
        "mjpeg",
        "-q:v",
        Integer.toString(quality),
        "-flush_packets",
        "1",
        "-f",
        "smjpeg",
        output);
  }
}
