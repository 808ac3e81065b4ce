package io.tidegate.flvhttp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.TrackList;

/// Turns the events of one stream into the bytes of one format. Loop-confined.
///
/// 1. [#tracks] at the start and at every change.
/// 2. [#start] for a viewer that joins, as often as needed; it changes nothing.
/// 3. [#frame] for every frame.
/// 4. [#end] once.
interface FeedMuxer {
  /// Takes over new tracks.
  void tracks(TrackList tracks);

  /// What a viewer needs before the first frame.
  ///
  /// @param at time of the first frame it will get
  void start(MediaTime at, ByteWriter out);

  /// What a viewer in the middle of the stream needs after [#tracks].
  void change(MediaTime at, ByteWriter out);

  /// Appends a frame; nothing when the format does not carry its track.
  void frame(Frame frame, ByteWriter out);

  /// What ends the stream in this format, maybe nothing.
  void end(ByteWriter out);
}
