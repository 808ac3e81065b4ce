package io.tidegate.gateway.onvif;

import io.tidegate.media.Nullable;

/// A profile as the camera describes it: nothing of it was measured. Immutable.
///
/// @param url of RTSP, at the camera's own address, without user and password; empty where it did
///   not tell
/// @param video null of one with sound alone
/// @param audio null of one without sound
public record MediaProfile(
    String token, String name, String url, @Nullable Video video, @Nullable Audio audio) {
  MediaProfile at(String played) {
    return new MediaProfile(token, name, played, video, audio);
  }

  /// @param codec as we write them: `H.264`, or the camera's word
  /// @param width null, as all that follows, where it does not say
  /// @param bitrateBps at most
  /// @param gopFrames from one key frame to the next
  public record Video(
      String codec,
      @Nullable Integer width,
      @Nullable Integer height,
      @Nullable Integer fps,
      @Nullable Long bitrateBps,
      @Nullable Integer gopFrames) {}

  public record Audio(String codec, @Nullable Integer sampleRateHz, @Nullable Long bitrateBps) {}
}
