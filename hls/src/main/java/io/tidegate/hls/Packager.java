package io.tidegate.hls;

import io.tidegate.media.Codec;
import io.tidegate.media.Nullable;

/// Who makes the segments of one stream in one container: of its frames, or as the packager of
/// another node says. Confined to the hub's loop; viewers see [#snapshot()].
sealed interface Packager permits HlsPackager, CutReplay {
  /// Whether the container holds it in a form that players know.
  boolean carries(Codec codec);

  /// Null before the first segment is complete. Any thread.
  @Nullable
  PlaylistSnapshot snapshot();

  /// The tracks in the segments. Any thread.
  CarriedTracks carried();

  WaitingRoom waiting();

  SegmentWindow window();

  /// The publisher has left: nobody should wait for more.
  void pause();

  /// What this one follows may have gone on.
  void look();

  /// How its files are called. Any thread.
  default SegmentNames names() {
    return window().names();
  }
}
