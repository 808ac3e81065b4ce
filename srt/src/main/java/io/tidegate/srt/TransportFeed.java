package io.tidegate.srt;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamSink;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Parcel;
import io.tidegate.media.hub.StreamHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// The transport stream of one publisher as it came, handed once to each loop that has viewers.
/// Confined to the hub's loop.
///
/// It listens to the hub for two things alone: the end, and frames that came without a transport
/// stream, which send its viewers to the remuxed feed.
final class TransportFeed implements StreamSink {
  /// Frames may come out of a demuxer this long after their bytes; then another protocol brings
  /// them.
  private static final long SILENCE_NANOS = Duration.ofSeconds(3).toNanos();

  /// An encoder that marks no key frame for so long marks none: viewers that skip go on at a PAT.
  private static final long NO_MARKS_NANOS = Duration.ofSeconds(10).toNanos();

  private final StreamHub hub;
  private final LongSupplier nanoTime;
  private final Runnable onEnd;
  private final TransportTables tables = new TransportTables();

  /// Lists are replaced, never changed: they are read on other loops.
  private final Map<Loop, List<TransportViewer>> viewers = new LinkedHashMap<>();

  private boolean everCame;
  private boolean ended;
  private long lastNanos;
  private long lastMarkNanos;

  /// @param onEnd told once on the hub's loop
  TransportFeed(StreamHub hub, LongSupplier nanoTime, Runnable onEnd) {
    this.hub = hub;
    this.nanoTime = nanoTime;
    this.onEnd = onEnd;
    this.lastMarkNanos = nanoTime.getAsLong();
  }

  void open() {
    hub.attach(this);
  }

  /// What a publisher sent.
  void transport(Bytes joined, long receivedNanos) {
    everCame = true;
    lastNanos = receivedNanos;
    tables.accept(joined);
    boolean mark = tables.pictureStarts();
    if (mark) {
      lastMarkNanos = receivedNanos;
    } else if (receivedNanos - lastMarkNanos > NO_MARKS_NANOS) {
      mark = tables.tableStarts();
    }
    Parcel.Kind kind = mark ? Parcel.Kind.SYNC : Parcel.Kind.DELTA;
    deliver(new Parcel<>(joined, joined.length(), new MediaTime(receivedNanos), 0, kind));
  }

  /// From here on, after the tables.
  void join(TransportViewer viewer) {
    if (ended) {
      viewer.loop().run(viewer::finish);
      return;
    }
    if (!hub.tracks().isEmpty() && isSilent()) {
      viewer.loop().run(viewer::notTransport);
      return;
    }
    Bytes head = tables.packets();
    if (!head.isEmpty()) {
      Parcel<Bytes> parcel =
          new Parcel<>(head, head.length(), new MediaTime(lastNanos), 0, Parcel.Kind.HEADER);
      viewer.loop().run(() -> viewer.offer(parcel, nanoTime.getAsLong()));
    }
    List<TransportViewer> more = new ArrayList<>(viewers.getOrDefault(viewer.loop(), List.of()));
    more.add(viewer);
    viewers.put(viewer.loop(), List.copyOf(more));
  }

  void leave(TransportViewer viewer) {
    viewers.computeIfPresent(
        viewer.loop(),
        (_, before) -> {
          List<TransportViewer> left = before.stream().filter(v -> !v.equals(viewer)).toList();
          return left.isEmpty() ? null : left;
        });
  }

  @Override
  public void accept(StreamEvent event) {
    switch (event) {
      case Frame _ -> {
        if (!viewers.isEmpty() && isSilent()) {
          sendAway();
        }
      }
      case StreamEvent.EndOfStream _ -> end();
      case StreamEvent.TracksChanged _, StreamEvent.Discontinuity _ -> {}
    }
  }

  private boolean isSilent() {
    return !everCame || nanoTime.getAsLong() - lastNanos > SILENCE_NANOS;
  }

  private void deliver(Parcel<Bytes> parcel) {
    viewers.forEach((loop, list) -> loop.run(() -> offer(list, parcel)));
  }

  private void offer(List<TransportViewer> list, Parcel<Bytes> parcel) {
    long now = nanoTime.getAsLong();
    list.forEach(viewer -> viewer.offer(parcel, now));
  }

  private void sendAway() {
    List<TransportViewer> all = takeAll();
    all.forEach(viewer -> viewer.loop().run(viewer::notTransport));
  }

  private void end() {
    ended = true;
    onEnd.run();
    takeAll().forEach(viewer -> viewer.loop().run(viewer::finish));
  }

  private List<TransportViewer> takeAll() {
    List<TransportViewer> all = viewers.values().stream().flatMap(List::stream).toList();
    viewers.clear();
    return all;
  }
}
