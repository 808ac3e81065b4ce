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

  AudioUnit parse(Bytes data, int at) throws MalformedException;

  /// Whether the frame at `at` belongs to the one before it. Needs a header's length.
  boolean continues(Bytes data, int at);

  /// A frame that begins at some place.
  ///
  /// @param prefix bytes at its start that the payload goes without
  /// @param length bytes with the prefix
  /// @param frames how many times the usual number of samples it has; more than one cannot be cut
  record AudioUnit(int prefix, int length, int frames, CodecParams.Audio params) {}
}
