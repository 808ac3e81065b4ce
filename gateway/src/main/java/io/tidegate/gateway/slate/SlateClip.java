package io.tidegate.gateway.slate;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.TrackList;
import io.tidegate.media.flv.FlvDemuxer;
import io.tidegate.media.flv.FlvReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A short recording that is played over and over. Immutable.
///
/// @param frames in the order of their DTS, from zero on, a key frame first
/// @param duration after which it begins anew
record SlateClip(TrackList tracks, List<Frame> frames, MediaTime duration) {
  /// Our own, made once with FFmpeg: `slate/README.md` says how.
  private static final String OWN = "/slate/slate.flv";

  SlateClip {
    frames = List.copyOf(frames);
  }

  /// The one that is part of the distribution.
  static SlateClip own() {
    try (InputStream in = SlateClip.class.getResourceAsStream(OWN)) {
      if (in == null) {
        throw new IllegalStateException("not in the distribution: " + OWN);
      }
      return of(Bytes.wrap(in.readAllBytes()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (MalformedException broken) {
      throw new IllegalStateException(OWN + " is broken", broken);
    }
  }

  private static SlateClip of(Bytes flv) throws MalformedException {
    List<TrackList> tracks = new ArrayList<>();
    List<Frame> frames = new ArrayList<>();
    FlvDemuxer demuxer =
        new FlvDemuxer(event -> {
          if (event instanceof TracksChanged changed) {
            tracks.add(changed.tracks());
          } else if (event instanceof Frame frame) {
            frames.add(frame);
          }
        });
    new FlvReader(tag -> demuxer.accept(tag, 0)).accept(flv);
    demuxer.end();
    frames.sort(Comparator.comparing(Frame::dts));
    MediaTime first = frames.getFirst().dts();
    frames.replaceAll(frame -> frame.shifted(MediaTime.ZERO.minus(first)));
    return new SlateClip(tracks.getLast(), frames, duration(frames));
  }

  /// Until the last frame of each track is over.
  private static MediaTime duration(List<Frame> frames) {
    Map<Integer, MediaTime> last = new HashMap<>();
    MediaTime end = MediaTime.ZERO;
    for (Frame frame : frames) {
      MediaTime before = last.put(frame.trackId(), frame.dts());
      if (before != null) {
        end = MediaTime.max(end, frame.dts().plus(frame.dts().minus(before)));
      }
    }
    return end;
  }
}
