package io.tidegate.cluster.relay;

import io.tidegate.media.Bytes;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;

/// What nodes say to each other while one pulls a stream from the other. Immutable.
///
/// ```
/// puller: Ask
/// owner:  (Alive)* Refused | (Alive)* Welcome (Happened | Beside | Alive)*
/// ```
///
/// The first event after the welcome are the tracks, then the frames since the last key frame. An
/// owner that has nothing to say for a second says so ([Alive]).
public sealed interface RelayMessage {
  /// The version that this program speaks, and the only one that it understands.
  int VERSION = 1;

  /// A node wants a stream.
  ///
  /// @param version of the one who asks
  /// @param from what is packaged is wanted from this segment number on
  record Ask(int version, StreamKey key, long from) implements RelayMessage {
    Ask(StreamKey key, long from) {
      this(VERSION, key, from);
    }
  }

  /// It comes.
  ///
  /// @param run another number for every run of the stream: times of one run belong together
  record Welcome(long run) implements RelayMessage {}

  /// It does not, and the connection ends.
  record Refused(RelayRefusal refusal) implements RelayMessage {}

  /// An event of the stream.
  ///
  /// @param ageMicros of a frame: for how long the owner has had it when it is sent; 0 of others
  record Happened(StreamEvent event, long ageMicros) implements RelayMessage {}

  /// What a packager has done, in its own words.
  record Beside(Bytes content) implements RelayMessage {}

  /// Nothing happens, and all is well.
  enum Alive implements RelayMessage {
    HERE
  }
}
