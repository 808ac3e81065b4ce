package io.tidegate.media.feed;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.TrackList;
import io.tidegate.media.TrackTimes;

/// Turns the events of one stream into the bytes of one format. Loop-confined.
///
/// 1. [#tracks] at the start and at every change.
/// 2. [#start] for a viewer that joins, as often as needed; it changes nothing.
/// 3. [#startsSync], then [#frame], for every frame.
/// 4. [#discontinuity] where the stream does not continue, and before new tracks.
/// 5. [#end] once.
public interface FeedMuxer {
  /// Whether players of this format know the coding: sound that they do not know reaches [#tracks]
  /// converted, or as it is where that is impossible. Everything, unless told otherwise.
  default boolean carries(Codec codec) {
    return true;
  }

  /// Takes over new tracks.
  void tracks(TrackList tracks);

  /// What a viewer needs before the first frame, maybe nothing.
  ///
  /// @param times before the first frame it will get
  void start(TrackTimes times, ByteWriter out);

  /// What a viewer in the middle of the stream needs after [#tracks], maybe nothing.
  void change(TrackTimes times, ByteWriter out);

  /// True when what [#frame] will append for `frame` starts where decoding can start.
  boolean startsSync(Frame frame);

  /// Appends a frame; nothing when the format does not carry its track, or has to wait for more.
  void frame(Frame frame, ByteWriter out);

  /// Appends what was held back; what follows does not continue it.
  void discontinuity(ByteWriter out);

  /// What ends the stream in this format, maybe nothing.
  void end(TrackTimes times, ByteWriter out);

  /// A key frame of the video, or of sound on its own.
  static boolean isSync(Frame frame, TrackList tracks) {
    return frame.keyFrame()
        && tracks.video().map(track -> track.id() == frame.trackId()).orElse(true);
  }
}
