package io.tidegate.media.hub;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;

/// Makes sound that players know of sound that an output cannot carry. Any thread.
///
/// 1. [#offer] tells what becomes of a coding.
/// 2. [#start] begins one conversion: the hub hands frames over, results come back to its output.
///
/// The hub starts a conversion when the first output needs it and closes it with the last, also at
/// every discontinuity and change of the original: a conversion sees one continuous piece.
public interface AudioAdapter {
  /// Converts nothing.
  AudioAdapter NONE =
      new AudioAdapter() {
        @Override
        public Offer offer(CodecParams.Audio original) {
          return new Offer.Refuses("no audio encoder is wired");
        }

        @Override
        public Conversion start(CodecParams.Audio original, Output output) {
          throw new IllegalStateException("started although refused");
        }
      };

  /// What would become of `original`. Never blocks.
  Offer offer(CodecParams.Audio original);

  /// Begins to convert what was offered. On the hub's loop; never blocks.
  Conversion start(CodecParams.Audio original, Output output);

  /// The answer to whether a coding can be converted.
  sealed interface Offer {
    /// It becomes this, told before any of it is made.
    record Makes(CodecParams.Audio params) implements Offer {}

    /// It stays what it is.
    ///
    /// @param reason a sentence for the operator
    record Refuses(String reason) implements Offer {}
  }

  /// One continuous piece of sound on its way. Called on the hub's loop, never blocks.
  interface Conversion {
    /// Takes the next frame of the original, or drops it when too much waits already.
    void accept(Frame frame);

    /// Nothing more is wanted; results still on their way are ignored. Idempotent.
    void close();
  }

  /// Where results go. Called on a thread of the adapter's.
  interface Output {
    /// One frame of what was offered.
    ///
    /// @param at when it sounds, on the originals' timeline
    /// @param receivedNanos of the original it ends with
    void sound(MediaTime at, Bytes payload, long receivedNanos);

    /// It cannot go on. Nothing follows.
    ///
    /// @param reason a sentence for the operator
    void failed(String reason);
  }
}
