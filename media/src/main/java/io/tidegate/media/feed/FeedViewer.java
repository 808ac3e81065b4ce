package io.tidegate.media.feed;

import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Parcel;

/// One receiver of a feed. Confined to its [#loop()], from which a feed calls everything here.
///
/// @param <T> what parcels hold
public interface FeedViewer<T> {
  /// The loop it lives on. Any thread.
  Loop loop();

  /// Takes what the feed sends, and the feed's hold on its content; one that is closed lets go of
  /// it at once.
  void offer(Parcel<T> parcel, long nowNanos);

  /// Once a second, whether or not anything is sent: the moment to look for a peer that is stuck.
  void review(long nowNanos);

  /// The stream is over: nothing comes any more.
  void finish();

  /// True when it takes nothing any more.
  boolean isClosed();
}
