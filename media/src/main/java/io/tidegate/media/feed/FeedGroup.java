package io.tidegate.media.feed;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.LatencyHistogram;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.Parcel;
import java.util.ArrayList;
import java.util.List;

/// The viewers of one feed on one event loop, reached with one task a flush, and reviewed by one
/// timer, also while nothing is sent.
///
/// The counting ([#joined], [#left]) belongs to the feed's loop, all else to [#loop()].
final class FeedGroup<T> {
  /// How often sessions are described anew, and stuck viewers looked for.
  private static final long REVIEW_MS = 1_000;

  private final Loops loops;
  private final Loop loop;
  private final FeedContent<T> content;
  private final LatencyHistogram latency;

  /// Replaced at every join and leave, never changed: a viewer may leave while all are served.
  private List<FeedViewer<T>> viewers = List.of();

  private Loops.@Nullable Timer review;
  private int firstServed;
  private int members;

  /// @param latency counts how long frames were under way
  FeedGroup(Loops loops, Loop loop, FeedContent<T> content, LatencyHistogram latency) {
    this.loops = loops;
    this.loop = loop;
    this.content = content;
    this.latency = latency;
  }

  Loop loop() {
    return loop;
  }

  /// One more is on its way. Feed's loop.
  void joined() {
    members++;
  }

  /// One has left; true when it was the last. Feed's loop.
  boolean left() {
    members--;
    return members == 0;
  }

  /// Gives `viewer` what it needs first, then lets it take part.
  void add(FeedViewer<T> viewer, List<Parcel<T>> start) {
    long now = loops.nanoTime();
    start.forEach(parcel -> viewer.offer(parcel, now));
    if (!viewer.isClosed()) {
      List<FeedViewer<T>> more = new ArrayList<>(viewers);
      more.add(viewer);
      viewers = List.copyOf(more);
      if (review == null) {
        review = loops.schedule(loop, REVIEW_MS, this::review);
      }
    }
  }

  void remove(FeedViewer<T> viewer) {
    viewers = viewers.stream().filter(other -> !other.equals(viewer)).toList();
    if (viewers.isEmpty() && review != null) {
      review.cancel();
      review = null;
    }
  }

  /// Hands `parcel` to every viewer; takes over the caller's hold on its content.
  ///
  /// @param receivedNanos when its first frame came
  void deliver(Parcel<T> parcel, long receivedNanos) {
    long now = loops.nanoTime();
    List<FeedViewer<T>> served = viewers;
    int count = served.size();
    if (count > 0) {
      content.retain(parcel.content(), count);
      // thousands of writes take milliseconds: the same viewers should not always be the last
      firstServed = (firstServed + count / 3 + 1) % count;
      for (int i = firstServed; i < count; i++) {
        served.get(i).offer(parcel, now);
      }
      for (int i = 0; i < firstServed; i++) {
        served.get(i).offer(parcel, now);
      }
      if (parcel.frames() > 0) {
        latency.add(loops.nanoTime() - receivedNanos);
      }
    }
    content.release(parcel.content());
  }

  /// The stream is over.
  void finish() {
    viewers.forEach(FeedViewer::finish);
  }

  private void review() {
    review = loops.schedule(loop, REVIEW_MS, this::review);
    long now = loops.nanoTime();
    viewers.forEach(viewer -> viewer.review(now));
  }
}
