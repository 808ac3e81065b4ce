package io.tidegate.gateway.probe;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamSink;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamObserver;
import java.util.Map;
import java.util.TreeMap;

/// Measures the first stream that opens. Confined to its loop; [#seen]: any thread.
final class StreamGauge implements StreamSink, StreamObserver {
  /// As of now.
  ///
  /// @param keyNanos `System.nanoTime()` at the first key frame, null before it
  record Seen(TrackList tracks, @Nullable Long keyNanos, ProbeReport.@Nullable Measured measured) {}

  private static final class Count {
    private long frames;
    private long bytes;
    private MediaTime first = MediaTime.ZERO;
    private MediaTime last = MediaTime.ZERO;
  }

  private final Map<Integer, Count> counts = new TreeMap<>();
  private volatile Seen seen = new Seen(TrackList.EMPTY, null, null);
  private TrackList tracks = TrackList.EMPTY;
  private @Nullable Long keyNanos;
  private MediaTime start = MediaTime.ZERO;
  private MediaTime end = MediaTime.ZERO;
  private long bytes;
  private long gops;
  private long picturesInGops;
  private long pictures;
  private MediaTime lastKey = MediaTime.ZERO;
  private MediaTime firstKey = MediaTime.ZERO;
  private long longestGopMs;

  @Override
  public void opened(StreamHub hub) {
    hub.attach(this);
  }

  Seen seen() {
    return seen;
  }

  @Override
  public void accept(StreamEvent event) {
    switch (event) {
      case StreamEvent.TracksChanged changed -> {
        tracks = changed.tracks();
        show();
      }
      case Frame frame -> frame(frame);
      case StreamEvent.Discontinuity _, StreamEvent.EndOfStream _ -> {}
    }
  }

  private void frame(Frame frame) {
    boolean isPicture =
        tracks.video().map(track -> track.id() == frame.trackId()).orElse(!tracks.hasVideo());
    boolean isKey = frame.keyFrame() && isPicture;
    if (keyNanos == null) {
      if (!isKey) {
        return;
      }
      keyNanos = System.nanoTime();
      start = frame.dts();
      end = frame.dts();
      firstKey = frame.dts();
      lastKey = frame.dts();
    } else if (isKey) {
      gops++;
      picturesInGops = pictures;
      longestGopMs = Math.max(longestGopMs, frame.dts().minus(lastKey).toMillis());
      lastKey = frame.dts();
    }
    pictures += isPicture ? 1 : 0;
    bytes += frame.payload().length();
    end = frame.dts().isAfter(end) ? frame.dts() : end;
    count(frame);
    show();
  }

  private void count(Frame frame) {
    Count count = counts.computeIfAbsent(frame.trackId(), _ -> new Count());
    count.first = count.frames == 0 ? frame.dts() : count.first;
    count.last = frame.dts();
    count.frames++;
    count.bytes += frame.payload().length();
  }

  private void show() {
    seen = new Seen(tracks, keyNanos, keyNanos == null ? null : measured());
  }

  private ProbeReport.Measured measured() {
    double seconds = end.minus(start).nanos() / 1e9;
    Map<Integer, ProbeReport.Rate> rates = new TreeMap<>();
    counts.forEach((id, count) -> {
      double span = count.last.minus(count.first).nanos() / 1e9;
      double perSecond = span > 0 ? (count.frames - 1) / span : 0;
      rates.put(id, new ProbeReport.Rate(count.frames, perSecond, perSecond(count.bytes, seconds)));
    });
    long inGops = lastKey.minus(firstKey).toMillis();
    return new ProbeReport.Measured(
        seconds,
        perSecond(bytes, seconds),
        gops == 0 ? 0 : (double) picturesInGops / gops,
        gops == 0 ? 0 : inGops / gops,
        longestGopMs,
        rates);
  }

  private static long perSecond(long byteCount, double seconds) {
    return seconds > 0 ? Math.round(byteCount * 8 / seconds) : 0;
  }
}
