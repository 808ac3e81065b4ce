package io.tidegate.gateway.route;

import org.hibernate.validator.constraints.Range;

/// How long frames may be missing before something is done about it. Immutable.
///
/// @param firstFrameMs from the connection to the first frame
/// @param noFrameMs after any other one
public record FrameTimes(
    @Range(min = MIN_MS, max = MAX_MS, message = EXPECTED) int firstFrameMs,
    @Range(min = MIN_MS, max = MAX_MS, message = EXPECTED) int noFrameMs) {
  public static final int DEFAULT_MS = 10_000;

  /// Less than the time between two pictures of slow cameras would end what works.
  static final int MIN_MS = 100;

  /// Ten minutes: who waits longer watches nothing.
  static final int MAX_MS = 600_000;

  static final String EXPECTED = "a whole number, {min} to {max}";

  /// 10 s each.
  public static final FrameTimes DEFAULT = new FrameTimes(DEFAULT_MS, DEFAULT_MS);
}
