package io.tidegate.media.flv;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamSink;
import io.tidegate.media.testing.Chunks;
import java.util.List;

/// Events to FLV files and back.
final class FlvFiles {
  private FlvFiles() {}

  static Bytes write(List<? extends StreamEvent> events, FlvDialect dialect) {
    FlvMuxer muxer = new FlvMuxer(dialect);
    ByteWriter out = new ByteWriter();
    for (StreamEvent event : events) {
      switch (event) {
        case StreamEvent.TracksChanged changed -> {
          List<FlvTag> headers = muxer.headers(changed.tracks(), firstTime(events));
          if (out.size() == 0) {
            out.write(FlvWriter.fileHeader(muxer.hasAudio(), muxer.hasVideo()));
          }
          headers.forEach(tag -> FlvWriter.write(tag, out));
        }
        case Frame frame -> FlvWriter.write(muxer.frame(frame), out);
        case StreamEvent.Discontinuity _, StreamEvent.EndOfStream _ -> {}
      }
    }
    return out.toBytes();
  }

  /// Reads `file` in pieces of `size` bytes.
  static FlvDemuxer read(Bytes file, int size, StreamSink sink) throws MalformedException {
    FlvDemuxer demuxer = new FlvDemuxer(sink);
    FlvReader reader = new FlvReader(tag -> demuxer.accept(tag, 0));
    Chunks.feed(file, size, reader::accept);
    demuxer.end();
    return demuxer;
  }

  private static MediaTime firstTime(List<? extends StreamEvent> events) {
    return events.stream()
        .filter(Frame.class::isInstance)
        .map(event -> ((Frame) event).dts())
        .findFirst()
        .orElseThrow();
  }
}
