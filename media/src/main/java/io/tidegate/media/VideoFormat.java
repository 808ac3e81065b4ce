package io.tidegate.media;

/// What a video parameter set says about the pictures. Immutable.
///
/// @param width luma samples after cropping
/// @param height luma samples after cropping
/// @param sarWidth sample aspect ratio, horizontal part (1 when square or unknown)
/// @param sarHeight sample aspect ratio, vertical part
/// @param frameRate from the timing information, [FrameRate#UNKNOWN] without
/// @param reorderDepth how many frames can precede a frame in decoding order and follow it in
///   output order: 0 means PTS equals DTS
public record VideoFormat(
    int width, int height, int sarWidth, int sarHeight, FrameRate frameRate, int reorderDepth) {
  public VideoFormat {
    if (width < 1 || height < 1 || sarWidth < 1 || sarHeight < 1 || reorderDepth < 0) {
      throw new IllegalArgumentException("not a picture format: " + width + "x" + height);
    }
  }

  /// Square samples.
  public static VideoFormat of(int width, int height, FrameRate frameRate, int reorderDepth) {
    return new VideoFormat(width, height, 1, 1, frameRate, reorderDepth);
  }
}
