package io.tidegate.gateway.tap;

import io.tidegate.gateway.route.FrameTapSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.transcode.picture.PictureFeed;

/// Begins pictures of each so many frames of a stream. Any thread.
interface Feeds {
  Feed begin(StreamHub hub, FrameTapSpec spec, PictureFeed.Taker taker);

  /// Pictures that come by themselves. Any thread.
  interface Feed {
    void stop();

    /// Frames and pictures that were lost on the way.
    long dropped();

    /// Why none come, null for no reason.
    @Nullable
    String problem();
  }
}
