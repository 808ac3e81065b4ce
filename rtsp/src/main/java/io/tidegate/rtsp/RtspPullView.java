package io.tidegate.rtsp;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionState;
import java.util.List;
import java.util.Locale;

/// A pull as others see it. Immutable snapshot.
///
/// @param url without name and password
/// @param transport of the present or next attempt; never [RtspTransport#AUTO]
/// @param state `STREAMING` from the first frame on
/// @param attempts so far, the present one included
/// @param lastFailure what went wrong last, in words, kept when it works again; empty when nothing
///   did
/// @param device what the camera says of itself, empty before it did
/// @param quirks what it needs that the standard does not say
public record RtspPullView(
    StreamKey key,
    String url,
    RtspTransport transport,
    SessionState state,
    long attempts,
    String lastFailure,
    String device,
    List<Quirk> quirks) {
  public RtspPullView {
    quirks = List.copyOf(quirks);
  }

  /// @param word as [RtspQuirks#parse] reads it
  public record Quirk(String word, Origin origin) {}

  /// Where a quirk is known from.
  public enum Origin {
    ROUTE,
    LEARNED,
    TABLE;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
