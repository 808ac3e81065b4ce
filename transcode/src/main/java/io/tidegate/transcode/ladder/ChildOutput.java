package io.tidegate.transcode.ladder;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.TrackAnnouncer;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.media.ts.TsDemuxerOptions;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// What a child writes for one stream: a transport stream, or one for each track, put back onto the
/// timeline that its input had. Loop-confined.
final class ChildOutput {
  /// The 33 bits of a transport stream come round after 26.5 hours.
  private static final long WRAP = 1L << 33;

  private static final int HERTZ = 90_000;

  /// The demuxer's id of pictures, and the place of a transport stream with everything in it.
  static final int VIDEO = 1;

  /// The demuxer's id of sound.
  static final int AUDIO = 2;

  private final Map<Integer, Part> parts = new TreeMap<>();
  private final TrackAnnouncer tracks;
  private final Supplier<MediaTime> near;
  private MediaTime lastPicture = MediaTime.ofSeconds(-1);

  /// @param places [#VIDEO] and [#AUDIO] as there is a transport stream for them
  /// @param near where the input stands, within some hours; asked for when the first frame comes
  ChildOutput(Collection<Integer> places, Supplier<MediaTime> near, StreamSink out) {
    this.near = near;
    this.tracks =
        new TrackAnnouncer(event -> {
          if (!(event instanceof EndOfStream)) {
            out.accept(event); // another child may follow
          }
        });
    places.forEach(place -> parts.put(place, new Part()));
    tracks.expect(new HashSet<>(places));
  }

  /// @param place which of the transport streams
  void accept(int place, Bytes piece, long receivedNanos) {
    Part part = parts.get(place);
    if (part != null) {
      part.demuxer.accept(piece, receivedNanos);
    }
  }

  /// What is complete comes out.
  void end() {
    parts.values().forEach(part -> part.demuxer.end());
    tracks.end();
  }

  /// The presentation time of the last picture; negative before the first.
  MediaTime lastPicture() {
    return lastPicture;
  }

  private final class Part {
    private final TsDemuxer demuxer = new TsDemuxer(this::event, TsDemuxerOptions.DEFAULT);
    private boolean placed;
    private MediaTime shift = MediaTime.ZERO;

    private void event(StreamEvent event) {
      switch (event) {
        case Frame frame -> {
          place(frame);
          Frame moved = frame.shifted(shift);
          if (frame.trackId() == VIDEO) {
            lastPicture = MediaTime.max(lastPicture, moved.pts());
          }
          tracks.frame(moved);
        }
        case TracksChanged changed ->
            changed.tracks().forEach(track -> tracks.params(track.id(), track.params()));
        case Discontinuity _, EndOfStream _ -> {}
      }
    }

    private void place(Frame first) {
      if (!placed) {
        placed = true;
        long ticks = near.get().toTicks(HERTZ) - first.dts().toTicks(HERTZ);
        shift = MediaTime.ofTicks(Math.round(ticks / (double) WRAP) * WRAP, HERTZ);
      }
    }
  }
}
