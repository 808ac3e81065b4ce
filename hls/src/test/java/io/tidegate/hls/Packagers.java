package io.tidegate.hls;

import static io.tidegate.hls.TestFrames.AUDIO;
import static io.tidegate.hls.TestFrames.VIDEO;

import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.Track;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// A packager of fMP4 that is fed by hand, and the manifests that it makes.
final class Packagers {
  static final Instant MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z");

  private final HlsPackager packager;
  private long nowNanos;

  /// @param window segments listed
  Packagers(int window) {
    HlsOptions options =
        new HlsOptions(HlsOptions.Container.FMP4, 2_000, 480, window, DataSize.ofMegabytes(16));
    packager =
        new HlsPackager(
            options,
            new SegmentWindow(
                options,
                new SegmentNames("t", "m4s"),
                SegmentWindow.Continuation.START,
                new MemoryBudget(Long.MAX_VALUE),
                new ChunkPool()),
            new HlsPackager.Marks(new MarkBook(16), false),
            new Fmp4Writer(),
            new ProgramClock(() -> nowNanos, () -> MIDNIGHT.plusNanos(nowNanos)),
            _ -> {},
            new WaitingRoom());
  }

  /// The usual stream of pictures and sound for so many milliseconds.
  Packagers usual(long fromMs, long toMs) {
    return tracks(VIDEO, AUDIO).frames(TestFrames.usual(fromMs, toMs));
  }

  Packagers tracks(Track... tracks) {
    return event(TestFrames.tracks(tracks));
  }

  Packagers event(StreamEvent event) {
    packager.accept(event);
    return this;
  }

  Packagers frames(List<Frame> frames) {
    for (Frame frame : frames) {
      nowNanos = frame.receivedNanos();
      packager.accept(frame);
    }
    return this;
  }

  HlsPackager packager() {
    return packager;
  }

  PlaylistSnapshot snapshot() {
    return Objects.requireNonNull(packager.snapshot(), "no segment yet");
  }

  String playlist() {
    return snapshot().text().text(StandardCharsets.UTF_8);
  }

  String mpd() {
    return Objects.requireNonNull(snapshot().manifest(DashLadder.NONE), "no MPD")
        .text()
        .text(StandardCharsets.UTF_8);
  }
}
