package io.tidegate.gateway.feature;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What can be switched while everything runs. Whoever is served goes on; what comes after it is
/// asked for.
public enum Feature {
  NEW_VIEWERS("Players that come", Staging.ADDRESS),
  HLS("Playlists of HLS for players that come", Staging.ADDRESS),
  DASH("Manifests of DASH for players that come", Staging.ADDRESS),
  HTTP_FLV("HTTP-FLV for players that come", Staging.ADDRESS),
  WS_FLV("WebSocket-FLV for players that come", Staging.ADDRESS),
  LL_HLS_PARTS("Parts of Low-Latency HLS, of streams that begin", Staging.STREAM),
  AUDIO("AAC made of sound that browsers do not know", Staging.NONE),
  SNAPSHOTS("Pictures of a stream by URL", Staging.ADDRESS),
  PREVIEWS("Small moving pictures in lists", Staging.ADDRESS),
  TRANSCODES("Anything that is coded anew, sound included", Staging.NONE);

  /// What a share of a feature is a share of.
  public enum Staging {
    /// It is on or off.
    NONE,
    /// Addresses of peers.
    ADDRESS,
    /// Streams, by their keys.
    STREAM
  }

  private final String about;
  private final Staging staging;

  Feature(String about, Staging staging) {
    this.about = about;
    this.staging = staging;
  }

  public String about() {
    return about;
  }

  public Staging staging() {
    return staging;
  }

  /// As the API writes it.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Empty when there is none of this label.
  public static Optional<Feature> of(String label) {
    return Arrays.stream(values()).filter(feature -> feature.label().equals(label)).findFirst();
  }
}
