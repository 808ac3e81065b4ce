package io.tidegate.media.ts;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/// Keeps the events of a demuxer, holds them against the contract of [StreamEvent], and prints them
/// one a line.
final class EventLog implements StreamSink {
  private final List<StreamEvent> events = new ArrayList<>();
  private final Map<Integer, MediaTime> lastDts = new HashMap<>();
  private TrackList tracks = TrackList.EMPTY;
  private boolean ended;

  /// Everything that a demuxer makes of `stream`, fed in pieces of `size` bytes.
  static EventLog of(Bytes stream, int size) {
    EventLog log = new EventLog();
    TsDemuxer demuxer = new TsDemuxer(log, TsDemuxerOptions.DEFAULT);
    feed(demuxer, stream, size);
    demuxer.end();
    return log;
  }

  static void feed(TsDemuxer demuxer, Bytes stream, int size) {
    for (int at = 0; at < stream.length(); at += size) {
      demuxer.accept(stream.slice(at, Math.min(size, stream.length() - at)), 0);
    }
  }

  @Override
  public void accept(StreamEvent event) {
    assertThat(ended).as("nothing follows the end").isFalse();
    switch (event) {
      case TracksChanged changed -> {
        assertThat(changed.tracks().isEmpty()).isFalse();
        tracks = changed.tracks();
      }
      case Frame frame -> {
        assertThat(tracks.find(frame.trackId())).as("track of %s", frame).isNotNull();
        assertThat(frame.payload().isEmpty()).isFalse();
        MediaTime last = lastDts.getOrDefault(frame.trackId(), frame.dts());
        assertThat(frame.dts()).isGreaterThanOrEqualTo(last);
        lastDts.put(frame.trackId(), frame.dts());
      }
      case Discontinuity discontinuity -> {
        assertThat(tracks.isEmpty()).isFalse();
        lastDts.clear();
      }
      case EndOfStream end -> {
        assertThat(tracks.isEmpty()).isFalse();
        ended = true;
      }
    }
    events.add(event);
  }

  List<StreamEvent> events() {
    return events;
  }

  List<Frame> frames(int trackId) {
    return events.stream()
        .filter(Frame.class::isInstance)
        .map(Frame.class::cast)
        .filter(frame -> frame.trackId() == trackId)
        .toList();
  }

  List<Discontinuity.Reason> discontinuities() {
    return events.stream()
        .filter(Discontinuity.class::isInstance)
        .map(event -> ((Discontinuity) event).reason())
        .toList();
  }

  TrackList tracks() {
    return tracks;
  }

  long trackChanges() {
    return events.stream().filter(TracksChanged.class::isInstance).count();
  }

  /// `h264 320x180 aac 48000/2`: the last tracks in short.
  String format() {
    List<String> parts = new ArrayList<>();
    for (Track track : tracks) {
      parts.add(
          switch (track.params()) {
            case CodecParams.Video video ->
                "%s %dx%d"
                    .formatted(track.codec(), video.format().width(), video.format().height());
            case CodecParams.Audio audio ->
                "%s %d/%d".formatted(track.codec(), audio.sampleRate(), audio.channels());
          });
    }
    return String.join(" ", parts);
  }

  /// Stable text: one event a line.
  String dump() {
    StringBuilder text = new StringBuilder();
    for (StreamEvent event : events) {
      switch (event) {
        case TracksChanged changed -> {
          text.append("tracks\n");
          for (Track track : changed.tracks()) {
            String name = track.params().rfc6381();
            text.append("  %d %s %s%n".formatted(track.id(), track.codec(), name));
          }
        }
        case Frame frame ->
            text.append(
                "frame %d dts=%d pts=%d%s length=%d crc=%08x%n"
                    .formatted(
                        frame.trackId(),
                        frame.dts().toTicks(90_000),
                        frame.pts().toTicks(90_000),
                        frame.keyFrame() ? " key" : "",
                        frame.payload().length(),
                        crc(frame.payload())));
        case Discontinuity discontinuity ->
            text.append("discontinuity ").append(discontinuity.reason()).append('\n');
        case EndOfStream end -> text.append("end\n");
      }
    }
    return text.toString().replace("\r", "");
  }

  private static long crc(Bytes bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes.toByteArray());
    return crc.getValue();
  }
}
