package io.tidegate.transcode.picture;

import io.tidegate.media.VideoFormat;

/// Width and height of a picture with square samples. Immutable.
public record PictureSize(int width, int height) {
  /// JPEG has 16 bits for each side. ISO/IEC 10918-1 §B.2.2.
  static final int MAX_SIDE = 0xFFFF;

  public PictureSize {
    if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
      throw new IllegalArgumentException("not a picture: " + width + "x" + height);
    }
  }

  /// How pictures of this format are seen, no wider than `most`: samples that are not square are
  /// stretched in width, nothing is made larger.
  ///
  /// @param most at least 1
  public static PictureSize of(VideoFormat format, int most) {
    double seen = (double) format.width() * format.sarWidth() / format.sarHeight();
    double width = Math.clamp(seen, 1, MAX_SIDE);
    double height = format.height() * (width / seen);
    if (width > most) {
      height = height * most / width;
      width = most;
    }
    if (height > MAX_SIDE) {
      width = width * MAX_SIDE / height;
      height = MAX_SIDE;
    }
    return new PictureSize(whole(width), whole(height));
  }

  private static int whole(double side) {
    return Math.clamp(Math.round(side), 1, MAX_SIDE);
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
