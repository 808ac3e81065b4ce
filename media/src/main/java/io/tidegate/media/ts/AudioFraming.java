package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;

/// How the frames of an audio coding follow one another in a byte stream. Loop-confined.
sealed interface AudioFraming permits AdtsFraming, MpegAudioFraming, Ac3Framing {
  /// Bytes that [#parse] looks at.
  int headerLength();

  /// Whether the sync word is there; a cheap look before [#parse]. Needs two bytes.
  boolean mayStart(Bytes data, int at);

  /// The frame at `at`, of which [#headerLength] bytes are there at least.
  AudioUnit parse(Bytes data, int at) throws MalformedException;

  /// How many frames can belong together; a frame that is one too many begins a unit of its own.
  default int maxFrames() {
    return 1;
  }

  /// Whether the frame at `at` belongs to the one before it. Needs a header's length.
  default boolean continues(Bytes data, int at) {
    return false;
  }

  /// A frame with those that belong to it, from its first byte to its last.
  default AudioUnit whole(Bytes unit) throws MalformedException {
    return parse(unit, 0);
  }

  /// A frame that begins at some place.
  ///
  /// @param prefix bytes at its start that the payload goes without
  /// @param length bytes with the prefix
  /// @param frames how many times the usual number of samples it has; more than one cannot be cut
  record AudioUnit(int prefix, int length, int frames, CodecParams.Audio params) {}
}
