package io.tidegate.media;

/// What happens in a stream. A stream is a sequence of these and of nothing else:
///
/// ```
/// TracksChanged (Frame | Discontinuity | TracksChanged)* EndOfStream
/// ```
///
/// - DTS never decreases within a track between discontinuities, PTS is never before DTS;
/// - every frame's track is in the last `TracksChanged`;
/// - new parameter sets mean a `TracksChanged` before the first frame that needs them.
///
/// `ContractSink` in this module's test-jar checks all of it, in every input's tests.
public sealed interface StreamEvent permits Frame, StreamEvent.Control {

  /// Everything but a frame.
  sealed interface Control extends StreamEvent {}

  /// The tracks from here on; complete, not a difference.
  record TracksChanged(TrackList tracks) implements Control {}

  /// Time or content does not continue: decoders should expect nothing of what came before.
  record Discontinuity(Reason reason) implements Control {
    /// Why.
    public enum Reason {
      /// Another publisher went on with the stream, or the same one came back.
      NEW_PUBLISHER,
      /// The input's clock jumped.
      TIME_JUMP,
      /// The input itself announced it (the discontinuity indicator of MPEG-TS).
      SIGNALLED
    }
  }

  /// Nothing follows.
  record EndOfStream() implements Control {
    public static final EndOfStream INSTANCE = new EndOfStream();
  }
}
