package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.fmp4.InitSegment;

/// The Media Initialization Section of fMP4 segments. Immutable.
///
/// @param name last part of its URI; another one for every change
/// @param content for all tracks together
record InitSection(String name, Bytes content, TrackList tracks) {
  /// The track of a kind, null when there is none.
  @Nullable
  Track track(TrackKind kind) {
    return switch (kind) {
      case VIDEO -> tracks.video().orElse(null);
      case AUDIO -> tracks.audio().orElse(null);
    };
  }

  /// Last part of the URI of the section for one track alone.
  String name(TrackKind kind) {
    return name.substring(0, name.lastIndexOf('.') + 1) + kind.extension();
  }

  /// The section for one track alone, null when there is no such track.
  @Nullable
  Bytes content(TrackKind kind) {
    Track track = track(kind);
    return track == null ? null : InitSegment.write(TrackList.of(track));
  }
}
