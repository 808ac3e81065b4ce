package io.tidegate.transcode.picture;

import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.Track;
import io.tidegate.media.fmp4.OnePicture;
import io.tidegate.media.fmp4.SampleEntries;
import io.tidegate.transcode.worker.Job;
import io.tidegate.transcode.worker.Program;
import java.time.Duration;
import java.util.List;

/// One key frame made a JPEG picture by a child. Stateless.
public final class StillJob {
  /// FFmpeg's scale for JPEG: 2 is the best, 31 the smallest.
  public static final int BEST_QUALITY = 2;

  public static final int WORST_QUALITY = 31;

  /// A key frame takes milliseconds, of 4K tens of them, on a machine that does nothing else.
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /// More than any JPEG of the widest picture has.
  private static final DataSize MOST_OUTPUT = DataSize.ofMegabytes(32);

  /// 8192x8192: parameter sets of a few bytes can ask for more memory than there is.
  static final String MOST_PIXELS = "67108864";

  private StillJob() {}

  /// What a damaged frame gives is no picture but a failure: `-xerror` makes it one.
  ///
  /// @param name what the table of children calls it
  /// @param track of video, of any coding
  /// @param frame one of its key frames
  /// @param quality from [#BEST_QUALITY] to [#WORST_QUALITY]
  public static Job of(String name, Track track, Frame frame, PictureSize size, int quality) {
    Bytes input = OnePicture.write(track, frame, SampleEntries.FFMPEG);
    List<String> arguments =
        List.of(
            "-nostdin",
            "-hide_banner",
            "-loglevel",
            "warning",
            "-xerror",
            "-threads",
            "1",
            "-max_pixels",
            MOST_PIXELS,
            "-f",
            "mp4",
            "-i",
            "pipe:0",
            "-map",
            "0:v:0",
            "-frames:v",
            "1",
            "-vf",
            "scale=" + size.width() + ":" + size.height() + ",setsar=1",
            "-c:v",
            "mjpeg",
            "-threads",
            "1",
            "-q:v",
            Integer.toString(quality),
            "-f",
            "mjpeg",
            "pipe:1");
    return new Job(name, Program.FFMPEG, arguments, input, MOST_OUTPUT, LIMIT);
  }
}
