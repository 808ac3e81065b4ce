package io.tidegate.gateway.store;

import java.time.Instant;

/// Which entries, newest first. Immutable.
///
/// @param before only numbers below
/// @param limit at most so many
/// @param who empty for all
/// @param path what the path begins with
/// @param from only later ones, or at this time
/// @param to only earlier ones
public record AuditFilter(
    long before, int limit, String who, String path, Instant from, Instant to) {}
