package io.tidegate.flvhttp;

import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Parcel;
import java.util.ArrayList;
import java.util.List;

/// The viewers of one feed on one event loop, reached with one task a flush.
///
/// The counting ([#joined], [#left]) belongs to the hub's loop, all else to [#loop()].
final class FeedGroup {
  /// How often sessions are described anew, and stuck viewers looked for.
  private static final long REVIEW_NANOS = 1_000_000_000L;

  private final Loop loop;
  private final List<FeedViewer> viewers = new ArrayList<>();
  private int members;
  private long lastReviewNanos = System.nanoTime();

  FeedGroup(Loop loop) {
    this.loop = loop;
  }

  Loop loop() {
    return loop;
  }

  /// One more is on its way. Hub's loop.
  void joined() {
    members++;
  }

  /// One has left; true when it was the last. Hub's loop.
  boolean left() {
    members--;
    return members == 0;
  }

  /// Gives `viewer` what it needs first, then lets it take part.
  void add(FeedViewer viewer, FeedCache.Start start) {
    long now = System.nanoTime();
    Parcel<FeedChunk> header = start.header();
    if (header != null) {
      viewer.offer(header, now);
    }
    start.parcels().forEach(parcel -> viewer.offer(parcel, now));
    if (!viewer.isClosed()) {
      viewer.joined(this);
      viewers.add(viewer);
    }
  }

  void remove(FeedViewer viewer) {
    viewers.remove(viewer);
  }

  /// Hands `parcel` to every viewer; takes over the caller's reference to its content.
  void deliver(Parcel<FeedChunk> parcel) {
    long now = System.nanoTime();
    // from the end: a viewer that closes while it is served takes itself out
    int count = viewers.size();
    if (count > 0) {
      parcel.content().retain(count);
      for (int i = count - 1; i >= 0; i--) {
        viewers.get(i).offer(parcel, now);
      }
    }
    parcel.content().release();
    if (now - lastReviewNanos >= REVIEW_NANOS) {
      lastReviewNanos = now;
      review(now);
    }
  }

  /// The stream is over.
  void finish() {
    List.copyOf(viewers).forEach(FeedViewer::finish);
  }

  private void review(long now) {
    for (int i = viewers.size() - 1; i >= 0; i--) {
      viewers.get(i).review(now);
    }
  }
}
