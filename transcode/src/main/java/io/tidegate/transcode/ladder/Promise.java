package io.tidegate.transcode.ladder;

import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.TrackList;
import io.tidegate.media.VideoFormat;

/// What the pictures of a rendition will be, as far as profile and source tell. Immutable.
///
/// @param width in square pixels, 0 where the source is not known yet
/// @param height 0 likewise
/// @param fps 0 likewise
/// @param kbps of the pictures
public record Promise(int width, int height, double fps, int kbps) {
  private static final double BITS_PER_PIXEL = 0.09;

  /// Of a source that says nothing of its rate.
  private static final double USUAL_FPS = 25;

  private static final int LEAST_KBPS = 150;

  /// @param source its tracks, empty where they are not known yet
  public static Promise of(VideoProfile profile, TrackList source) {
    VideoFormat format =
        source
            .video()
            .map(track -> ((CodecParams.Video) track.params()).format())
            .orElse(VideoFormat.of(1280, 720, FrameRate.UNKNOWN, 0));
    boolean turned = profile.rotate() % 180 != 0;
    VideoProfile.Crop crop = profile.crop();
    double across = crop == null ? format.width() : crop.even().width();
    across = across * format.sarWidth() / format.sarHeight();
    double down = crop == null ? format.height() : crop.even().height();
    double shape = turned ? down / across : across / down;
    int height = within(profile.height());
    int width = within(profile.width());
    if (height == 0 && width == 0) {
      height = Math.max(2, within(turned ? across : down));
      width = Math.max(2, within(turned ? down : across));
    } else if (width == 0) {
      width = near(height * shape);
    } else if (height == 0) {
      height = near(width / shape);
    }
    double rate = format.frameRate().isKnown() ? format.frameRate().perSecond() : USUAL_FPS;
    double fps = profile.fps() == 0 ? rate : Math.min(rate, profile.fps());
    double usual = width * (double) height * fps * BITS_PER_PIXEL / 1_000;
    int kbps = profile.kbps() == 0 ? Math.max(LEAST_KBPS, (int) Math.round(usual)) : profile.kbps();
    return new Promise(width, height, fps, kbps);
  }

  private static int near(double pixels) {
    return Math.max(2, 2 * (int) Math.round(pixels / 2));
  }

  /// The largest even number that is no larger; encoders take no odd ones.
  static int within(double pixels) {
    return 2 * (int) (pixels / 2);
  }
}
