package io.tidegate.media;

import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Announces the tracks before their frames, all at once where possible. Loop-confined.
///
/// The map of a transport stream or a session description names the streams, but often only their
/// first frames say what a decoder must know. Frames are held back until every expected track is
/// known, within limits: a stream may be declared and never come.
///
/// 1. [#expect] the tracks that were promised;
/// 2. [#params], [#frame] and the others as they come;
/// 3. [#end].
public final class TrackAnnouncer {
  /// Limits of what is held back: the time between two key frames of most encoders, and what such a
  /// stretch has at 16 Mbit/s.
  private static final MediaTime MAX_HELD_TIME = MediaTime.ofSeconds(2);

  private static final int MAX_HELD_BYTES = 4_000_000;
  private static final int MAX_HELD_EVENTS = 1_000;

  private final StreamSink out;
  private final SortedMap<Integer, CodecParams> known = new TreeMap<>();
  private final Deque<StreamEvent> held = new ArrayDeque<>();
  private Set<Integer> expected = Set.of();
  private TrackList announced = TrackList.EMPTY;
  private boolean changed;
  private boolean holding;
  private long heldBytes;
  private MediaTime earliest = MediaTime.ZERO;
  private MediaTime latest = MediaTime.ZERO;

  public TrackAnnouncer(StreamSink out) {
    this.out = out;
  }

  /// The tracks that are promised from here on.
  public void expect(Set<Integer> trackIds) {
    release();
    expected = Set.copyOf(trackIds);
    changed |= known.keySet().retainAll(expected);
    holding = !known.keySet().containsAll(expected);
  }

  /// A track is another from its next frame on: what is known of it is void.
  public void forget(int trackId) {
    release();
    changed |= known.remove(trackId) != null;
  }

  /// The parameters of a track from its next frame on.
  public void params(int trackId, CodecParams params) {
    CodecParams before = known.get(trackId);
    if (params.equals(before)) {
      return;
    }
    if (before != null) {
      release();
    }
    known.put(trackId, params);
    changed = true;
  }

  /// Passed on after its tracks were announced.
  public void frame(Frame frame) {
    if (!holding) {
      announce();
      out.accept(frame);
      return;
    }
    boolean first = held.isEmpty();
    earliest = first ? frame.dts() : MediaTime.min(earliest, frame.dts());
    latest = first ? frame.dts() : MediaTime.max(latest, frame.dts());
    heldBytes += frame.payload().length();
    held.add(frame);
    if (known.keySet().containsAll(expected) || isOverLimit()) {
      release();
    }
  }

  /// Passed on in its place; before the first frame there is nothing to break off.
  public void discontinuity(Discontinuity event) {
    if (!held.isEmpty()) {
      held.add(event);
    } else if (!announced.isEmpty()) {
      out.accept(event);
    }
  }

  /// Nothing follows. A stream that never had a track never began.
  public void end() {
    release();
    if (!announced.isEmpty()) {
      out.accept(EndOfStream.INSTANCE);
    }
  }

  private boolean isOverLimit() {
    return latest.minus(earliest).isAfter(MAX_HELD_TIME)
        || heldBytes > MAX_HELD_BYTES
        || held.size() >= MAX_HELD_EVENTS;
  }

  private void release() {
    holding = false;
    if (held.isEmpty()) {
      return;
    }
    announce();
    while (!held.isEmpty()) {
      out.accept(held.remove());
    }
    heldBytes = 0;
  }

  private void announce() {
    if (!changed) {
      return;
    }
    changed = false;
    List<Track> tracks = new ArrayList<>();
    for (Map.Entry<Integer, CodecParams> entry : known.entrySet()) {
      tracks.add(new Track(entry.getKey(), entry.getValue()));
    }
    TrackList list = TrackList.of(tracks);
    if (!list.isEmpty() && !list.equals(announced)) {
      announced = list;
      out.accept(new TracksChanged(list));
    }
  }
}
