package io.tidegate.gateway.store;

import java.time.Instant;

/// Which sessions that are over, the last one to end first. Immutable.
///
/// @param before only numbers below
/// @param limit at most so many
/// @param key empty for all
/// @param kind empty for all
/// @param id empty for all
/// @param from only those that lasted longer
/// @param to only those that began earlier
public record SessionFilter(
    long before, int limit, String key, String kind, String id, Instant from, Instant to) {}
