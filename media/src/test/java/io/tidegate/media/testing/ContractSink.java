package io.tidegate.media.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.TrackList;
import java.util.HashMap;
import java.util.Map;

/// Asserts the order that [StreamEvent] promises, and passes every event on.
public final class ContractSink implements StreamSink {
  private final StreamSink next;
  private final Map<Integer, MediaTime> lastDts = new HashMap<>();
  private TrackList tracks = TrackList.EMPTY;
  private boolean ended;

  public ContractSink(StreamSink next) {
    this.next = next;
  }

  /// Asserts and nothing else.
  public ContractSink() {
    this(_ -> {});
  }

  @Override
  public void accept(StreamEvent event) {
    assertThat(ended).as("an event after the end: %s", event).isFalse();
    switch (event) {
      case TracksChanged changed -> {
        assertThat(changed.tracks().isEmpty()).as("tracks without a track").isFalse();
        tracks = changed.tracks();
      }
      case Frame frame -> frame(frame);
      case Discontinuity discontinuity -> {
        assertThat(tracks.isEmpty()).as("%s before the tracks", discontinuity).isFalse();
        lastDts.clear();
      }
      case EndOfStream _ -> {
        assertThat(tracks.isEmpty()).as("the end before the tracks").isFalse();
        ended = true;
      }
    }
    next.accept(event);
  }

  private void frame(Frame frame) {
    assertThat(tracks.find(frame.trackId())).as("the track of %s", frame).isNotNull();
    assertThat(frame.payload().isEmpty()).as("an empty payload").isFalse();
    MediaTime before = lastDts.put(frame.trackId(), frame.dts());
    if (before != null) {
      assertThat(frame.dts()).as("DTS of track %d", frame.trackId()).isGreaterThanOrEqualTo(before);
    }
  }
}
