package io.tidegate.gateway.clip;

import java.util.List;

/// What a file holds, as FFmpeg's child says. Immutable.
///
/// @param container FFmpeg's names of it
/// @param durationMs 0 where nothing says so
/// @param tracks pictures and sound alone, in their order
public record ClipFacts(String container, long durationMs, List<Track> tracks) {
  public ClipFacts {
    tracks = List.copyOf(tracks);
  }

  /// Pictures, or sound.
  public sealed interface Track {
    /// In the file.
    int index();

    /// FFmpeg's name of it.
    String codec();

    /// 0 where nothing says so.
    long durationMs();
  }

  /// @param width and `height` as coded, before it is turned
  /// @param frameRate a second, 0 where nothing says so
  /// @param rotation in degrees, 0 to 359
  /// @param plain H.264 as every player takes it: 8 bits, 4:2:0, progressive, square pixels
  /// @param interlaced it consists of fields
  public record Video(
      int index,
      String codec,
      long durationMs,
      int width,
      int height,
      double frameRate,
      int rotation,
      boolean plain,
      boolean interlaced)
      implements Track {}

  /// @param plain AAC-LC of 48 kHz in stereo
  public record Audio(
      int index, String codec, long durationMs, int sampleRate, int channels, boolean plain)
      implements Track {}
}
