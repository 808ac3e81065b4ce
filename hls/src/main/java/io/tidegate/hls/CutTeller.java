package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.fmp4.Sample;
import java.util.ArrayList;
import java.util.List;

/// Tells one other node what a packager makes: first what is in its playlist, then what it does. On
/// the stream's loop.
///
/// A part of frames that the other node has is told as their times; of others it gets the bytes.
final class CutTeller implements CutListener {
  private final HlsPackager packager;
  private final HlsCuts.Peer peer;

  CutTeller(HlsPackager packager, HlsCuts.Peer peer) {
    this.packager = packager;
    this.peer = peer;
  }

  /// @param from number of the first segment that is wanted
  void start(long from) {
    SegmentWindow window = packager.window();
    List<Segment> segments = window.listedSegments();
    long number = window.openNumber() - segments.size();
    long discontinuities = window.discontinuitySequence();
    int first = 0;
    while (first < segments.size() && number < from) {
      discontinuities += segments.get(first).discontinuity() ? 1 : 0;
      first++;
      number++;
    }
    cut(new Cut.Base(window.names().token(), number, discontinuities));
    Cut.Tracks tracks = null;
    int targetSeconds = targetSeconds();
    for (Segment segment : segments.subList(first, segments.size())) {
      discontinuities += segment.discontinuity() ? 1 : 0;
      tracks = tracks(segment.init(), tracks);
      segment(segment, discontinuities, targetSeconds);
    }
    Cut.Tracks present = packager.tracks();
    if (!present.equals(tracks)) {
      cut(present);
    }
    Cut.Opened open = packager.log().open();
    if (open != null) {
      cut(open);
      window.openParts().forEach(this::whole);
    }
    cut(packager.log().state());
    packager.log().add(this);
  }

  void stop() {
    packager.log().remove(this);
  }

  private int targetSeconds() {
    PlaylistSnapshot snapshot = packager.snapshot();
    return snapshot == null ? 0 : snapshot.state().targetSeconds();
  }

  private Cut.@Nullable Tracks tracks(@Nullable InitSection init, Cut.@Nullable Tracks before) {
    if (init == null) {
      return before;
    }
    Cut.Tracks tracks = new Cut.Tracks(init.tracks(), init.name());
    if (!tracks.equals(before)) {
      cut(tracks);
    }
    return tracks;
  }

  private void segment(Segment segment, long discontinuities, int targetSeconds) {
    PlaylistSnapshot snapshot = packager.snapshot();
    cut(
        new Cut.Opened(
            segment.number(),
            segment.independent(),
            segment.listsParts(),
            segment.discontinuity(),
            discontinuities,
            segment.programTime(),
            snapshot == null ? null : snapshot.state().partTarget()));
    cut(new Cut.Closing());
    segment.parts().forEach(this::whole);
    cut(
        new Cut.Closed(
            segment.duration(), segment.gap(), targetSeconds, Cut.Period.of(segment.period())));
  }

  @Override
  public void cut(Cut cut) {
    peer.tell(List.of(CutWriter.write(cut)), () -> {});
  }

  @Override
  public void reopened(Cut.Opened cut, List<Part> parts) {
    cut(cut);
    parts.forEach(this::whole);
  }

  @Override
  public void part(PartDraft draft, Part part, long sequence) {
    if (draft.closesSegment()) {
      cut(new Cut.Closing());
    }
    if (sequence >= 0 && has(draft.video()) && has(draft.audio())) {
      cut(Cut.Framed.of(draft, sequence));
    } else {
      whole(part);
    }
  }

  private boolean has(List<Sample> samples) {
    for (Sample sample : samples) {
      Frame frame = sample.frame();
      if (!peer.has(frame)) {
        return false;
      }
    }
    return true;
  }

  /// A playlist of them is more than may be held for a node that has not taken it yet; what has
  /// left memory by then has left the playlist.
  private void whole(Part part) {
    peer.tellLater(() -> message(part));
  }

  private static HlsCuts.Message message(Part part) {
    Content content = part.content();
    if (part.isGap() || !content.hold()) {
      Bytes missing = CutWriter.write(new Cut.Missing(part.duration()));
      return new HlsCuts.Message(List.of(missing), () -> {});
    }
    Cut.Whole whole =
        new Cut.Whole(part.duration(), part.independent(), part.video(), part.audio(), Bytes.EMPTY);
    List<Bytes> pieces = new ArrayList<>(content.pieces().size() + 1);
    pieces.add(CutWriter.head(whole));
    pieces.addAll(content.pieces());
    return new HlsCuts.Message(pieces, content::release);
  }
}
