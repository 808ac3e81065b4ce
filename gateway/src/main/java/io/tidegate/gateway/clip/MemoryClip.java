package io.tidegate.gateway.clip;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.flv.FlvDemuxer;
import io.tidegate.media.flv.FlvReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// A clip that is small enough to be kept in memory: our own slate. Immutable.
///
/// @param frames as they were sent
record MemoryClip(TrackList tracks, List<Frame> frames, ClipTiming timing) implements ClipContent {
  /// Our own, made once with FFmpeg: `slate/README.md` says how.
  private static final String OWN = "/slate/slate.flv";

  MemoryClip {
    frames = List.copyOf(frames);
  }

  /// The one that is part of the distribution.
  static MemoryClip own() {
    try (InputStream in = MemoryClip.class.getResourceAsStream(OWN)) {
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

  private static MemoryClip of(Bytes flv) throws MalformedException {
    List<TrackList> tracks = new ArrayList<>();
    List<Frame> frames = new ArrayList<>();
    ClipTiming.Meter meter = new ClipTiming.Meter();
    FlvDemuxer demuxer =
        new FlvDemuxer(event -> {
          if (event instanceof TracksChanged changed) {
            tracks.add(changed.tracks());
          } else if (event instanceof Frame frame) {
            frames.add(frame);
            meter.add(frame);
          }
        });
    new FlvReader(tag -> demuxer.accept(tag, 0)).accept(flv);
    demuxer.end();
    Track picture = tracks.getLast().video().orElseThrow();
    return new MemoryClip(tracks.getLast(), frames, meter.timing(picture.id()));
  }

  @Override
  public Passage open() {
    return new Passage() {
      @Override
      public boolean read(StreamSink out) {
        out.accept(new TracksChanged(tracks));
        frames.forEach(out::accept);
        return false;
      }

      @Override
      public void close() {}
    };
  }
}
