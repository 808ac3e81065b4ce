package io.tidegate.srt;

/// What an SRT output sends.
public enum TransportForm {
  /// The publisher's transport stream as it came over SRT: every program, every sound, private
  /// streams and splice marks. A stream that did not come over SRT is remuxed.
  UNTOUCHED,
  /// A transport stream of the tracks of the stream, with its continuous times.
  REMUXED
}
