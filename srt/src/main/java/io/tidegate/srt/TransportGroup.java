package io.tidegate.srt;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.LatencyHistogram;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Parcel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// The viewers of one untouched stream on one loop, reached with one task for each piece. Confined
/// to the feed's loop, but for what its tasks do on [#loop].
///
/// A loop that takes nothing over for so long that [HandOver] is full goes on at the next place
/// where decoding can start.
final class TransportGroup {
  private final Loop loop;
  private final LongSupplier nanoTime;
  private final LatencyHistogram latency;
  private final HandOver handOver = new HandOver();

  /// Replaced, never changed: read on the other loop.
  private List<TransportViewer> viewers = List.of();

  /// Joined, and nothing came since.
  private List<TransportViewer> fresh = List.of();

  private boolean skips;
  private int skippedFrames;

  /// @param latency counts how long frames were under way
  TransportGroup(Loop loop, LongSupplier nanoTime, LatencyHistogram latency) {
    this.loop = loop;
    this.nanoTime = nanoTime;
    this.latency = latency;
  }

  List<TransportViewer> viewers() {
    return viewers;
  }

  void add(TransportViewer viewer) {
    viewers = with(viewers, viewer);
    fresh = with(fresh, viewer);
  }

  /// True when nobody is left.
  boolean remove(TransportViewer viewer) {
    viewers = without(viewers, viewer);
    fresh = without(fresh, viewer);
    return viewers.isEmpty();
  }

  private static List<TransportViewer> with(List<TransportViewer> before, TransportViewer viewer) {
    List<TransportViewer> more = new ArrayList<>(before);
    more.add(viewer);
    return List.copyOf(more);
  }

  private static List<TransportViewer> without(
      List<TransportViewer> before, TransportViewer viewer) {
    return before.stream().filter(other -> !other.equals(viewer)).toList();
  }

  /// @param parcel whose time is when it was received
  /// @param tables what those need first who joined since the last piece, null for nothing
  void deliver(Parcel<Bytes> parcel, @Nullable Parcel<Bytes> tables) {
    List<TransportViewer> first = tables == null ? List.of() : fresh;
    Parcel<Bytes> head = first.isEmpty() ? null : tables;
    int bytes = parcel.bytes() + (head == null ? 0 : head.bytes());
    boolean isRefused = skips && parcel.kind() == Parcel.Kind.DELTA;
    if (isRefused || !handOver.goes(bytes)) {
      skips = true;
      skippedFrames += parcel.frames();
      return;
    }
    skips = skips && parcel.kind() != Parcel.Kind.SYNC;
    if (head != null) {
      fresh = List.of();
    }
    List<TransportViewer> all = viewers;
    int skipped = skippedFrames;
    skippedFrames = 0;
    loop.run(() -> {
      handOver.arrived(bytes);
      long now = nanoTime.getAsLong();
      if (head != null) {
        first.forEach(viewer -> viewer.offer(head, now));
      }
      for (TransportViewer viewer : all) {
        if (skipped > 0) {
          viewer.skipped(skipped);
        }
        viewer.offer(parcel, now);
      }
      if (parcel.frames() > 0) {
        latency.add(nanoTime.getAsLong() - parcel.dts().nanos());
      }
    });
  }
}
