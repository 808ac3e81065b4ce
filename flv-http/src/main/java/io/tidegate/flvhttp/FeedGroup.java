package io.tidegate.flvhttp;

import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Parcel;
import java.util.Arrays;

/// The viewers of one feed on one event loop, reached with one task a flush.
///
/// The counting ([#joined], [#left]) belongs to the hub's loop, all else to [#loop()].
final class FeedGroup {
  /// How often sessions are described anew, and stuck viewers looked for.
  private static final long REVIEW_NANOS = 1_000_000_000L;

  private static final FeedViewer[] NOBODY = {};

  private final Loop loop;

  /// Replaced at every join and leave, never changed: a viewer may leave while all are served.
  private FeedViewer[] viewers = NOBODY;

  private int firstServed;
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
      viewers = Arrays.copyOf(viewers, viewers.length + 1);
      viewers[viewers.length - 1] = viewer;
    }
  }

  void remove(FeedViewer viewer) {
    viewers = Arrays.stream(viewers).filter(other -> other != viewer).toArray(FeedViewer[]::new);
  }

  /// Hands `parcel` to every viewer; takes over the caller's reference to its content.
  void deliver(Parcel<FeedChunk> parcel) {
    long now = System.nanoTime();
    FeedViewer[] served = viewers;
    if (served.length > 0) {
      parcel.content().retain(served.length);
      // thousands of writes take milliseconds: the same viewers should not always be the last
      firstServed = (firstServed + served.length / 3 + 1) % served.length;
      for (int i = firstServed; i < served.length; i++) {
        served[i].offer(parcel, now);
      }
      for (int i = 0; i < firstServed; i++) {
        served[i].offer(parcel, now);
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
    for (FeedViewer viewer : viewers) {
      viewer.finish();
    }
  }

  private void review(long now) {
    for (FeedViewer viewer : viewers) {
      viewer.review(now);
    }
  }
}
