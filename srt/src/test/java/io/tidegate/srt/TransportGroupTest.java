package io.tidegate.srt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.LatencyHistogram;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Parcel;
import io.tidegate.media.testing.ManualLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TransportGroupTest {
  private static final int PIECE_BYTES = 900_000;

  private final ManualLoops loops = new ManualLoops();
  private final ManualLoops.ManualLoop late = loops.newLoop();
  private final LatencyHistogram latency = new LatencyHistogram(5_000, 10_000);
  private final TransportGroup group = new TransportGroup(late, loops::nanoTime, latency);

  private static final class Viewer implements TransportViewer {
    private final Loop loop;
    private final List<Parcel.Kind> got = new ArrayList<>();
    private int skipped;

    Viewer(Loop loop) {
      this.loop = loop;
    }

    @Override
    public Loop loop() {
      return loop;
    }

    @Override
    public void offer(Parcel<Bytes> parcel, long nowNanos) {
      got.add(parcel.kind());
    }

    @Override
    public void skipped(int frames) {
      skipped += frames;
    }

    @Override
    public void review(long nowNanos) {}

    @Override
    public void finish() {}

    @Override
    public void notTransport() {}

    @Override
    public boolean isClosed() {
      return false;
    }
  }

  private void piece(Parcel.Kind kind, Parcel.@Nullable Kind tables) {
    group.deliver(parcel(kind), tables == null ? null : parcel(tables));
  }

  private static Parcel<Bytes> parcel(Parcel.Kind kind) {
    Bytes bytes = Bytes.wrap(new byte[PIECE_BYTES]);
    return new Parcel<>(bytes, bytes.length(), MediaTime.ZERO, 2, kind);
  }

  @Test
  void goesOnAtAPictureAfterALoopWasLate() {
    Viewer viewer = new Viewer(late);
    group.add(viewer);
    for (int i = 0; i < 10; i++) {
      piece(Parcel.Kind.DELTA, null);
    }
    assertEquals(4, late.queued());
    loops.runAll();
    piece(Parcel.Kind.DELTA, null);
    piece(Parcel.Kind.HEADER, null);
    piece(Parcel.Kind.DELTA, null);
    assertEquals(1, late.queued());
    piece(Parcel.Kind.SYNC, null);
    piece(Parcel.Kind.DELTA, null);
    loops.runAll();
    List<Parcel.Kind> end = viewer.got.subList(4, viewer.got.size());
    assertEquals(List.of(Parcel.Kind.HEADER, Parcel.Kind.SYNC, Parcel.Kind.DELTA), end);
    assertEquals((6 + 2) * 2, viewer.skipped);
  }

  @Test
  void givesTheTablesWithTheFirstPieceOnce() {
    Viewer first = new Viewer(late);
    Viewer second = new Viewer(late);
    group.add(first);
    piece(Parcel.Kind.DELTA, null); // tables are not known yet
    group.add(second);
    piece(Parcel.Kind.DELTA, Parcel.Kind.HEADER);
    loops.runAll();
    piece(Parcel.Kind.DELTA, Parcel.Kind.HEADER);
    loops.runAll();
    assertEquals(List.of(Parcel.Kind.HEADER, Parcel.Kind.DELTA, Parcel.Kind.DELTA), second.got);
    assertEquals(Parcel.Kind.HEADER, first.got.get(1));
    assertEquals(4, first.got.size());
    assertTrue(group.remove(first) || group.remove(second));
  }

  @Test
  void countsHowLongEachPieceWasUnderWayOnceForAllViewers() {
    group.add(new Viewer(late));
    group.add(new Viewer(late));
    piece(Parcel.Kind.DELTA, null); // received at zero
    loops.advance(Duration.ofMillis(7));
    assertEquals(0, latency.view().sumNanos());
    piece(Parcel.Kind.DELTA, null);
    loops.runAll();
    assertEquals(2, latency.view().count());
    assertEquals(7_000_000, latency.view().sumNanos());
  }
}
