package io.tidegate.transcode.ladder;

import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.util.Locale;

/// How pictures are coded anew, as H.264. Immutable.
///
/// @param mode whether they are at all
/// @param width in pixels, 0 for what the height makes of the source's shape
/// @param height in pixels, 0 for what the width makes of it; both 0: as they are
/// @param fps at most, 0 for as many as the source has
/// @param kbps 0 for what size and rate usually take
/// @param encoder who codes
/// @param preset what is worth more
/// @param deinterlace whether fields become frames
/// @param crop what is cut out of the source before everything else, null for all of it
/// @param rotate clockwise, degrees: 0, 90, 180 or 270
/// @param overlay what is written over them
public record VideoProfile(
    Mode mode,
    int width,
    int height,
    int fps,
    int kbps,
    Encoder encoder,
    Preset preset,
    Deinterlace deinterlace,
    @Nullable Crop crop,
    int rotate,
    Overlay overlay) {
  /// What a source of any size becomes where nothing else is said.
  public static final VideoProfile H264 =
      new VideoProfile(
          Mode.H264,
          0,
          0,
          0,
          0,
          Encoder.SOFTWARE,
          Preset.LOW_DELAY,
          Deinterlace.AUTO,
          null,
          0,
          Overlay.NONE);

  /// Whether pictures are coded.
  public enum Mode {
    H264,
    /// They go on as they are.
    COPY,
    /// They are left out.
    NONE;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Who codes.
  public enum Encoder {
    /// libopenh264; libx264 where the distribution is the GPL one.
    SOFTWARE,
    /// The first hardware that works here, else software.
    AUTO,
    VAAPI,
    NVENC,
    QSV,
    V4L2;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What is worth more.
  public enum Preset {
    LOW_DELAY,
    BALANCED,
    QUALITY;

    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// Whether fields become frames.
  public enum Deinterlace {
    /// Those that the bitstream marks as interlaced.
    AUTO,
    ON,
    OFF;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A part of the picture, in pixels of the source.
  public record Crop(int width, int height, int left, int top) {
    /// As it is cut: most codings know the colour of two by two pixels only.
    Crop even() {
      return new Crop(
          Math.max(2, Promise.within(width)),
          Math.max(2, Promise.within(height)),
          Promise.within(left),
          Promise.within(top));
    }
  }

  /// With its logo at another place of the disk.
  public VideoProfile withLogo(Path logo) {
    return new VideoProfile(
        mode,
        width,
        height,
        fps,
        kbps,
        encoder,
        preset,
        deinterlace,
        crop,
        rotate,
        new Overlay(overlay.text(), overlay.textAt(), logo, overlay.logoAt()));
  }

  /// Whether there is anything for a decoder to do.
  public boolean isCoded() {
    return mode == Mode.H264;
  }
}
