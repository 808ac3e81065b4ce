package io.tidegate.srt;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamSink;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Parcel;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.StageLatency.Stage;
import io.tidegate.media.hub.StreamHub;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// The transport stream of one publisher as it came, but in pieces of whole packets, handed once to
/// each loop that has viewers. Confined to the hub's loop, but for [#take] and [#broken], which the
/// publisher's loop calls.
///
/// Who joins gets the tables before the first piece; a stream that sends none for half a second
/// gets them repeated. It listens to the hub for two things alone: the end, and frames that came
/// without a transport stream, which send its viewers to the remuxed feed.
final class TransportFeed implements StreamSink {
  /// Frames that still come so long after their publisher left are another's, who brought no
  /// transport stream: one who takes over over SRT has sent something by then.
  private static final long SILENCE_NANOS = Duration.ofSeconds(1).toNanos();

  /// An encoder that marks no key frame for so long marks none: viewers that skip go on at a PAT.
  private static final long NO_MARKS_NANOS = Duration.ofSeconds(10).toNanos();

  private final StreamHub hub;
  private final LongSupplier nanoTime;
  private final Runnable onEnd;
  private final HandOver handOver = new HandOver();
  private final TransportTables tables = new TransportTables();
  private final Map<Loop, TransportGroup> groups = new LinkedHashMap<>();
  private boolean listens;
  private boolean everCame;
  private boolean gone;
  private boolean ended;
  private long goneNanos;
  private long lastNanos;
  private long lastMarkNanos;

  /// @param onEnd told once on the hub's loop
  TransportFeed(StreamHub hub, LongSupplier nanoTime, Runnable onEnd) {
    this.hub = hub;
    this.nanoTime = nanoTime;
    this.onEnd = onEnd;
    this.lastMarkNanos = nanoTime.getAsLong();
  }

  /// What a publisher sent. What a hub's loop that is too late does not take over is lost, as on a
  /// bad network; the frames in it are then lost too and counted by the [Publication].
  void take(Bytes joined, long receivedNanos) {
    if (handOver.goes(joined.length())) {
      hub.loop()
          .run(() -> {
            handOver.arrived(joined.length());
            transport(joined, receivedNanos);
          });
    }
  }

  /// The publisher is gone; another may come.
  void broken() {
    hub.loop()
        .run(() -> {
          gone = true;
          goneNanos = nanoTime.getAsLong();
          tables.broken();
        });
  }

  private void transport(Bytes joined, long receivedNanos) {
    listen();
    if (ended) {
      return;
    }
    everCame = true;
    gone = false;
    lastNanos = receivedNanos;
    Bytes packets = tables.accept(joined);
    if (packets.isEmpty()) {
      return;
    }
    boolean mark = tables.pictureStarts();
    if (mark) {
      lastMarkNanos = receivedNanos;
    } else if (receivedNanos - lastMarkNanos > NO_MARKS_NANOS) {
      mark = tables.tableStarts();
    }
    Parcel.Kind kind = mark ? Parcel.Kind.SYNC : Parcel.Kind.DELTA;
    deliver(parcel(packets, tables.unitStarts(), kind));
    if (tables.repeatIsDue()) {
      Bytes again = tables.repeated();
      if (!again.isEmpty()) {
        deliver(parcel(again, 0, Parcel.Kind.HEADER));
      }
    }
  }

  private Parcel<Bytes> parcel(Bytes bytes, int frames, Parcel.Kind kind) {
    return new Parcel<>(bytes, bytes.length(), new MediaTime(lastNanos), frames, kind);
  }

  private void deliver(Parcel<Bytes> parcel) {
    if (groups.isEmpty()) {
      return;
    }
    Bytes head = tables.packets();
    Parcel<Bytes> first = head.isEmpty() ? null : parcel(head, 0, Parcel.Kind.HEADER);
    groups.values().forEach(group -> group.deliver(parcel, first));
  }

  /// From the next piece on, after the tables.
  void join(TransportViewer viewer) {
    listen();
    if (ended) {
      viewer.loop().run(viewer::finish);
    } else {
      groups.computeIfAbsent(viewer.loop(), this::newGroup).add(viewer);
    }
  }

  private TransportGroup newGroup(Loop loop) {
    return new TransportGroup(loop, nanoTime, hub.latency().of(Stage.OUTPUT));
  }

  void leave(TransportViewer viewer) {
    groups.computeIfPresent(viewer.loop(), (_, group) -> group.remove(viewer) ? null : group);
  }

  /// At the first thing that happens, as it must be on the hub's loop.
  private void listen() {
    if (!listens) {
      listens = true;
      hub.attach(this);
    }
  }

  @Override
  public void accept(StreamEvent event) {
    switch (event) {
      case Frame _ -> {
        if (!groups.isEmpty() && isAnothers()) {
          takeAll().forEach(viewer -> viewer.loop().run(viewer::notTransport));
        }
      }
      case StreamEvent.EndOfStream _ -> end();
      case StreamEvent.TracksChanged _, StreamEvent.Discontinuity _ -> {}
    }
  }

  private boolean isAnothers() {
    return !everCame || (gone && nanoTime.getAsLong() - goneNanos > SILENCE_NANOS);
  }

  private void end() {
    ended = true;
    onEnd.run();
    takeAll().forEach(viewer -> viewer.loop().run(viewer::finish));
  }

  private List<TransportViewer> takeAll() {
    List<TransportViewer> all =
        groups.values().stream().flatMap(group -> group.viewers().stream()).toList();
    groups.clear();
    return all;
  }
}
