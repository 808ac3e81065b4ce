package io.tidegate.media.hub;

/// How regular a stream's own clock and key frames are. Immutable.
///
/// @param gopMs from the last key frame but one to the last, in the stream's time; 0 before two,
///   and of sound alone
/// @param driftMs how much further the stream's clock has gone than ours in `observedMs`; negative
///   where it is slower
/// @param observedMs how long both clocks have been compared, to the minute; 0 in the first two
public record StreamTiming(long gopMs, long driftMs, long observedMs) {
  static final StreamTiming UNKNOWN = new StreamTiming(0, 0, 0);
}
