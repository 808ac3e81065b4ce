package io.tidegate.srt;

import io.tidegate.media.Bytes;
import io.tidegate.media.feed.FeedViewer;

/// One receiver of an untouched transport stream. Confined to its loop.
interface TransportViewer extends FeedViewer<Bytes> {
  /// About so many frames never came here, because this loop was late.
  void skipped(int frames);

  /// The stream goes on and does not come over SRT: nothing comes any more from this feed.
  void notTransport();
}
