package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;
import java.util.List;
import org.hibernate.validator.constraints.Range;

/// Between what a stream's bit rate is well. Immutable.
///
/// @param minKbps kilobits a second of payload, null for no limit
/// @param maxKbps the same
@Sound
public record BitRateSpec(
    @Range(min = 1, max = MAX_KBPS, message = "a whole number, {min} to {max}") @Nullable
        Integer minKbps,
    @Range(min = 1, max = MAX_KBPS, message = "a whole number, {min} to {max}") @Nullable
        Integer maxKbps)
    implements Checked {
  public static final BitRateSpec NONE = new BitRateSpec(null, null);

  /// Ten gigabits.
  static final int MAX_KBPS = 10_000_000;

  @Override
  public List<Fault> faults() {
    return minKbps != null && maxKbps != null && minKbps > maxKbps
        ? List.of(new Fault("maxKbps", "no less than minKbps"))
        : List.of();
  }
}
