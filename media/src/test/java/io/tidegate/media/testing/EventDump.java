package io.tidegate.media.testing;

import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.Track;
import java.util.zip.CRC32;

/// Stream events as plain text, a line each, for golden files.
public final class EventDump implements StreamSink {
  private final StringBuilder text = new StringBuilder();

  @Override
  public void accept(StreamEvent event) {
    switch (event) {
      case Frame frame -> frame(frame);
      case TracksChanged changed -> {
        line("tracks " + changed.tracks().size());
        changed.tracks().forEach(this::track);
      }
      case Discontinuity discontinuity -> line("discontinuity " + discontinuity.reason());
      case EndOfStream _ -> line("end");
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void frame(Frame frame) {
    CRC32 crc = new CRC32();
    crc.update(frame.payload().asByteBuffer());
    line(
        "frame %d dts=%s pts=%s %s bytes=%d crc=%08x"
            .formatted(
                frame.trackId(),
                frame.dts(),
                frame.pts(),
                frame.keyFrame() ? "key" : "-",
                frame.payload().length(),
                crc.getValue()));
  }

  private void track(Track track) {
    String detail =
        switch (track.params()) {
          case CodecParams.Video video ->
              "%dx%d sar=%d:%d rate=%s reorder=%d"
                  .formatted(
                      video.format().width(),
                      video.format().height(),
                      video.format().sarWidth(),
                      video.format().sarHeight(),
                      video.format().frameRate(),
                      video.format().reorderDepth());
          case CodecParams.Audio audio ->
              "%dHz %dch frame=%d"
                  .formatted(audio.sampleRate(), audio.channels(), audio.samplesPerFrame());
        };
    line("  track %d %s %s".formatted(track.id(), track.params().rfc6381(), detail));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
