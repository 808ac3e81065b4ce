package io.tidegate.hls;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.StreamHub;

/// Tells of each segment of a packager when it is complete. On the stream's loop.
final class MarkTeller implements CutListener {
  private final StreamHub hub;
  private final Continuity continuity;
  private Cut.@Nullable Opened open;

  MarkTeller(StreamHub hub, Continuity continuity) {
    this.hub = hub;
    this.continuity = continuity;
  }

  @Override
  public void cut(Cut cut) {
    if (cut instanceof Cut.Opened opened) {
      open = opened;
    }
    Cut.Opened opened = open;
    if (cut instanceof Cut.Closed && opened != null) {
      open = null;
      continuity
          .marked()
          .closed(hub, opened.number(), opened.discontinuitySequence(), opened.programTime());
    }
  }

  @Override
  public void part(PartDraft draft, Part part, long sequence) {}
}
