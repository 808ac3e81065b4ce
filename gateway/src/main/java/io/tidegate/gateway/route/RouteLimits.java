package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;
import org.hibernate.validator.constraints.Range;

/// What one route, of a pattern all its streams together, may have at once, where the settings are
/// not to decide. Immutable; 0 is no limit.
///
/// @param viewers over all protocols, null: as the settings say
/// @param egressMbps megabits a second to viewers and pushes, null: no limit of its own
public record RouteLimits(
    @Range(min = 0, max = 1_000_000, message = "a whole number, {min} to {max}") @Nullable
        Integer viewers,
    @Range(min = 0, max = 1_000_000, message = "a whole number, {min} to {max}") @Nullable
        Integer egressMbps) {
  /// As the settings say.
  public static final RouteLimits NONE = new RouteLimits(null, null);
}
