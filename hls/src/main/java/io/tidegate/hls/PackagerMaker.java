package io.tidegate.hls;

import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.Codec;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the packagers of one stream, and what they stand on. Immutable.
final class PackagerMaker {
  private static final Logger LOG = LoggerFactory.getLogger(PackagerMaker.class);

  private final StreamKey key;
  private final HlsContext context;

  PackagerMaker(StreamKey key, HlsContext context) {
    this.key = key;
    this.context = context;
  }

  SegmentWindow window(HlsOptions wanted, String token, SegmentWindow.Continuation start) {
    String extension = wanted.container() == Container.TS ? "ts" : "m4s";
    return new SegmentWindow(
        wanted,
        new SegmentNames(token, extension),
        start,
        context.budget(),
        context.chunks(),
        from -> context.ranges().of(key, from, Instant.MAX));
  }

  static MediaWriter writer(Container container) {
    return switch (container) {
      case FMP4 -> new Fmp4Writer();
      case TS -> new TsWriter();
    };
  }

  HlsPackager packager(
      HlsOptions wanted, SegmentWindow window, HlsPackager.Marks cut, WaitingRoom waiting) {
    return new HlsPackager(
        wanted,
        window,
        cut,
        writer(wanted.container()),
        new ProgramClock(context.nanoTime(), context.now()),
        track -> leftOut(track, wanted.container()),
        waiting);
  }

  private void leftOut(Track track, Container container) {
    context.tracksLeftOut().increment();
    Codec codec = track.codec();
    String app = key.app();
    LOG.warn("HLS ({}) leaves out {} of a stream in {}", container.label(), codec.title(), app);
  }
}
