package io.tidegate.media.hub;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.TrackList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// One publisher of a stream that has several sources: its tracks and, while another plays, its
/// frames since the last key frame, so that it can go on at once. Confined to the hub's loop.
///
/// Little is kept: a GOP that outgrows its limits is let go, and the source can be joined at its
/// next key frame. The sound right before a key frame is kept, too: where the other one's sound was
/// behind its pictures, this one's fills the hole. Of sound alone the last frame is kept.
final class Standby {
  /// 4 s of 8 Mbit/s; ten thousand standbys of cameras at 1 Mbit/s take far less each.
  private static final long MAX_BYTES = 4L << 20;

  /// More would put its viewers that far behind, and in a burst.
  private static final MediaTime MAX_DURATION = MediaTime.ofSeconds(10);

  /// What sound is behind its pictures at most, in any usual container.
  private static final MediaTime LEAD = MediaTime.ofSeconds(1);

  /// A second of the shortest frames that there are, in two tracks.
  private static final int MAX_LEAD_FRAMES = 800;

  final Publication publication;
  private final GopCache gop = new GopCache(MAX_BYTES, MAX_DURATION);
  private final Deque<Frame> recentSound = new ArrayDeque<>();
  private TrackList tracks = TrackList.EMPTY;

  /// The sound before the key frame of the GOP.
  private List<Frame> lead = List.of();

  /// The last frame of a stream without pictures.
  private List<Frame> soundAlone = List.of();

  Standby(Publication publication) {
    this.publication = publication;
  }

  TrackList tracks() {
    return tracks;
  }

  void tracks(TrackList announced) {
    tracks = announced;
    forget();
    gop.tracks(announced);
  }

  /// False for a frame of no track.
  boolean add(Frame frame) {
    if (tracks.find(frame.trackId()) == null) {
      return false;
    }
    if (!tracks.hasVideo()) {
      soundAlone = List.of(frame);
      return true;
    }
    if (isJoint(frame)) {
      lead = List.copyOf(recentSound);
    } else if (!isPicture(frame)) {
      recentSound.addLast(frame);
      while (recentSound.size() > MAX_LEAD_FRAMES
          || recentSound.getFirst().dts().isBefore(frame.dts().minus(LEAD))) {
        recentSound.removeFirst();
      }
    }
    gop.add(frame);
    return true;
  }

  /// Whether decoding can start at `frame`.
  boolean isJoint(Frame frame) {
    return frame.keyFrame() && (isPicture(frame) || !tracks.hasVideo());
  }

  private boolean isPicture(Frame frame) {
    return tracks.video().map(video -> video.id() == frame.trackId()).orElse(false);
  }

  /// Whether [#take] has something.
  boolean isReady() {
    return gop.bytes() > 0 || !soundAlone.isEmpty();
  }

  /// What was kept, the key frame first; then nothing is.
  ///
  /// @param withLead with the sound before it
  List<Frame> take(boolean withLead) {
    List<Frame> kept = new ArrayList<>(soundAlone);
    gop.replay(kept::add);
    if (withLead && !kept.isEmpty()) {
      kept.addAll(1, lead);
    }
    forget();
    return kept;
  }

  void forget() {
    gop.clear();
    recentSound.clear();
    lead = List.of();
    soundAlone = List.of();
  }
}
